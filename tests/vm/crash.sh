#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What tests/vm/crash does in the guest. OUTPUT goes to the host at once.
#
#   crash.sh crash SAID SEED   as below, then records on the disk, and crashes under load
#   crash.sh check SAID        looks at what is left, after a crash of which SAID tells
. tests/lib.sh
exec >"$OUTPUT" 2>&1
what=$1 said=$2 seed=${3:-0}
disk=/tmp/disk
modes="frame rotate none"

# ends DIR: how far the chunks in it go in each ring, as "CPU POSITION", of the last session
ends() {
	local segment

	for segment in "$1"/*; do
		zstdcat "$segment" 2>/dev/null || true
	done | perl -e '
		binmode STDIN;
		local $/;
		my ($all, $at, $session, %end) = (<STDIN>, 0, "");
		while ($at + 104 <= length $all) {	# docs/FORMAT.md, section 2
			my ($magic, $header, $id, $cpu, $pos, $bytes, $records, $escapes, $masks,
			    $literals) = unpack("V x2 v a24 V x4 Q Q V V V V", substr($all, $at));
			die "no chunk at $at" if $magic != 0x4b435359;
			%end = () if $id ne $session;
			$session = $id;
			die "CPU $cpu: a gap" if $pos != ($end{$cpu} // 0);
			$end{$cpu} = $pos + $bytes;
			my $size = $header + 4 * $records + $masks;
			$at += ($size + 7 & ~7) + 8 * ($literals + $escapes);
		}
		print "$_ $end{$_}\n" for sort keys %end;'
}

# whole FILE: it was ended in good order, with its end (docs/FORMAT.md, section 3)
whole() {
	tail -c 256 "$1" | LC_ALL=C grep -aqP '\x54\x2a\x4d\x18'
}

# look MODE: at what the crash has left, if there was one
look() {
	local mode=$1 dir=$disk/$1 segment size cpu pos last

	[ -d $dir ] || return 0
	ls -l $dir
	grep ": [0-9]* bytes of records to $dir/" "$said" >/tmp/lines || true
	# With none, there may be names only
	syscord verify $dir || [ $mode:"$(cat $dir/* | wc -c)" = none:0 ] || fail "$mode: damaged"
	case $mode in
	frame)
		# Each byte that the reader called written is there, and can be read
		[ -s /tmp/lines ] || fail "the reader said nothing"
		sed -n 's/.* to \(.*\), of which \([0-9]*\) bytes are on disk$/\1 \2/p' /tmp/lines |
			sort -k1,1 -k2,2nr | sort -u -k1,1 >/tmp/synced
		[ -s /tmp/synced ] || fail "nothing was synced"
		while read -r segment size; do
			[ "$(stat -c %s "$segment")" -ge "$size" ] ||
				fail "$segment: not all of the $size bytes"
			head -c "$size" "$segment" | syscord verify - >/tmp/verified || {
				cat /tmp/verified
				fail "$segment: of $size bytes"
			}
			! grep torn /tmp/verified || fail "$segment: torn within $size bytes"
		done </tmp/synced
		# and each record that had left a ring
		ends $dir | tee /tmp/ends
		grep '^frame-ring ' "$said" | sort -k2,2 -k3,3nr | sort -u -k2,2 >/tmp/left
		[ -s /tmp/left ] || fail "the rings were not looked at"
		while read -r _ cpu pos; do
			echo "the ring of CPU $cpu had been emptied up to $pos"
			awk -v cpu="$cpu" -v pos="$pos" '$1 == cpu && $2 >= pos { found = 1 }
				END { exit !found }' /tmp/ends || fail "records of CPU $cpu are gone"
		done </tmp/left
		;;
	rotate)
		# All that is finished is whole
		sed -n 's/.* to //p' /tmp/lines | sort -u >/tmp/segments
		[ "$(wc -l </tmp/segments)" -gt 1 ] || fail "no segment was finished"
		last=$(tail -1 /tmp/segments)
		while read -r segment; do
			[ "$segment" = "$last" ] || whole "$segment" || fail "$segment is not whole"
		done </tmp/segments
		;;
	esac
}

# go_on MODE: a new reader adds to what is there
go_on() {
	local before=0 mode=$1 dir=$disk/$1

	if syscord show --format=kv $dir >/tmp/before; then
		before=$(grep -c ', lseek, ' /tmp/before)
	fi
	syscordctl set-filter -s $mode 'comm == "count" and syscall == lseek'
	syscord-reader -s $mode -d $dir --sync=$mode --start &
	reader=$!
	within 10 session_value $mode recording true
	"$PROG/count" 100 0
	syscordctl stop -s $mode
	kill $reader
	wait $reader || fail "the reader's status: $?"
	syscord verify $dir || fail "$mode: damaged after going on"
	equal "$mode: calls" "$(syscord show --format=kv $dir | grep -c ', lseek, ')" \
		$((before + 100))
}

session_value() { # NAME KEY VALUE
	[ "$(syscordctl status -s "$1" --json | tr ',{}' '\n\n\n' |
		sed -n "s/^ *\"$2\": *//p" | head -1)" = "$3" ]
}

said_times() { # MODE NUMBER SEGMENTS: its reader wrote so often, to so many
	grep ": [0-9]* bytes of records to $disk/$1/" "$OUTPUT" >/tmp/times
	[ "$(wc -l </tmp/times)" -ge "$2" ] &&
		[ "$(grep -o 'syscord-[^ ,]*zst' /tmp/times | sort -u | wc -l)" -ge "$3" ]
}

modprobe -a virtio_blk ext4
mkdir $disk
mount /dev/vda $disk
load
for mode in $modes; do
	syscordctl create $mode --ring-size=256K
	if [ -s "$said" ]; then
		look $mode
		go_on $mode
	fi
	syscordctl destroy $mode
done
[ "$what" = crash ] || { umount $disk; exit 0; }

RANDOM=$seed
for mode in $modes; do
	syscordctl create $mode --ring-size=256K --filter 'comm == "count"'
	syscord-reader -v -s $mode -d $disk/$mode --sync=$mode --rotate-size=32K --start &
done
for _ in 1 2; do
	"$PROG/count" 3000000 60 &
done
while "$BENCH/session" rings frame | sed 's/^/frame-ring /'; do
	sleep 0.1
done &
within 60 said_times frame 10 3
within 60 said_times rotate 10 3
delay=$((RANDOM % 3)).$((RANDOM % 10))$((RANDOM % 10))
echo "another $delay seconds"
sleep $delay
echo "crashing"
echo b >/proc/sysrq-trigger
sleep 60
