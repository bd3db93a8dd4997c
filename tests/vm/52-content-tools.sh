#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Content of any size from a program to `syscord content`, byte for byte; what is missing in
# it is told by all tools.
. tests/lib.sh
load memory_limit=$((512 << 20))
cd /tmp
# not to be compressed, and no page like the other
head -c $((3 * 1000 * 1000)) /dev/urandom >big
head -c 70000 big >first

# ---- read in one call, written in another, by two programs at the same time ----
cat >copy.pl <<'END'
my ($from, $to, $size) = @ARGV;
open(my $in, "<:raw", $from) or die; open(my $out, ">:raw", $to) or die;
sysread($in, my $all, $size) == $size or die "short";
syswrite($out, $all) == $size or die "short";
END
syscord run -q --on-full=wait --snaplen=unlimited -o rec -- sh -c '
	perl copy.pl big copy1 3000000 & perl copy.pl first copy2 70000; wait'
cmp big copy1
cmp first copy2
syscord verify rec | tee verified
tail -1 verified | grep -qx ok
grep -E '^content that goes on: calls [0-9]+, pieces [0-9]+, bytes [0-9]+$' verified ||
	fail "verify tells of no pieces"
for call in read write; do
	syscord content -F "syscall == $call and ret == 3000000" rec | cmp - big
	syscord content -F "syscall == $call and ret == 70000" -a buf -o out rec
	cmp out first
done
# from a pipe, of a directory
syscord content -F "syscall == write and ret == 3000000" - <rec | cmp - big
mkdir dir
cp rec dir/syscord-20260101T000000Z-000001.syscord.zst
syscord content -F "syscall == read and ret == 3000000" dir | cmp - big
equal "files left over" "$(find /var/tmp -type f | wc -l)" 0

# ---- lines: of calls, not of pieces ----
syscord show rec >lines
has_lines -E lines <<'END'
 read\(3, ".*"\.\.\., 3000000\) = 3000000$
 write\(4, ".*"\.\.\., 3000000\) = 3000000$
END
if grep -E '\*\*\*|record of type' lines; then
	fail "pieces have lines"
fi
syscord show -f json -F 'syscall == read and ret == 3000000' rec >json
equal "lines of one call" "$(wc -l <json)" 1
got=$(sed -n 's/.*"want":3000000,"got":\([0-9]*\),"continued":true,"kept":\([0-9]*\),"missing":0.*/\1 \2/p' json)
[ -n "$got" ] || fail "not whole: $(cut -c 1-200 json)"
# shellcheck disable=SC2086
set -- $got
equal "bytes in the record and in pieces" $(($1 + $2)) 3000000
syscord show -f kv -F 'syscall == read and ret == 3000000' rec |
	grep -q ", kept=$2, missing=0\$" || fail "kv does not tell of pieces"
syscord stats -j -F 'syscall == read and ret == 3000000' rec >stats
grep -q '"calls": *1\b' stats || fail "one read, but: $(head -c 500 stats)"
grep -q '"bytes": *3000000\b' stats || fail "3000000 bytes, but: $(head -c 500 stats)"

# ---- no room: what is there is the beginning, and the rest is counted ----
syscord run -q --on-full=drop --ring-size=64K --snaplen=unlimited -o small -- \
	perl copy.pl big copy1 3000000
cmp big copy1
syscord verify small
status=0
syscord content -F 'syscall == read and ret == 3000000' small >part 2>said || status=$?
size=$(stat -c %s part)
cat said
equal "status" $status 1
[ "$size" -gt 0 ] && [ "$size" -lt 3000000 ] || fail "$size bytes"
cmp -n "$size" part big
grep -q "^syscord: $((3000000 - size)) bytes of 1 of 1 calls are missing: " said ||
	fail "3000000 - $size is not said to be missing"

# ---- printed as it happens: the same lines, and nothing about pieces ----
syscord run -q --on-full=wait --snaplen=unlimited --strings=16 -- \
	perl copy.pl big copy1 3000000 2>live
has_lines -E live <<'END'
 read\(3, ".*"\.\.\., 3000000\) = 3000000$
END
if grep -E '\*\*\*|record of type' live; then
	fail "pieces are printed"
fi

# ---- a task is killed while its pieces wait for room: the call's record says how many there
# are, or if that found no room either, they are told of without it ----
waiting() {
	[ "$(status_value waiting)" -ge 1 ]
}
syscordctl set-policy --on-full=wait --ring-size=64K --snaplen=unlimited
syscordctl set-filter 'comm == "reads"'
syscord-reader -d log --start &
reader=$!
within 10 recording
kill -STOP $reader
perl -e '$0 = "reads"; open(my $in, "<:raw", "big"); sysread($in, my $all, 3000000); sleep' &
reads=$!
within 10 waiting
kill -9 $reads
wait $reads 2>/dev/null || true
syscordctl stop
kill -CONT $reader
kill -TERM $reader
wait $reader || true
syscord-reader -d log --once
syscord verify log
syscord show log >lines
has_lines -E lines <<'END'
 read\(3, ".*"\.\.\., 3000000\) = 3000000$| \*\*\* content of read without its record: [0-9]+ pieces?, [1-9][0-9]* bytes \*\*\*$
END
fails syscord content -F 'syscall == read and ret == 3000000' log >/dev/null 2>said
grep -E '^syscord: [1-9][0-9]* bytes (of 1 of 1 calls are missing: |of content are of 1 call whose record)' said ||
	fail "what is missing is not told: $(cat said)"
