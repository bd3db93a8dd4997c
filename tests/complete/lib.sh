# SPDX-License-Identifier: GPL-2.0
#
# Recordings that are to be complete: in the guest, after tests/lib.sh.
#
#   workload_make NAME          what it needs; once. It has run then, and is warm
#   workload_time NAME          prints the ns that CPUs were busy for it
#   record NAME MODE SNAPLEN [RING]
#                               records it with --on-full=MODE and so on; sets the variables
#                               that result() prints, or fails
#   result                      one line of them
#
# NAME is nginx, under ab with CONNECTIONS at once and REQUESTS in all, or read: MIB of a
# sparse file through a buffer of 64 KiB. HOLD=stop: the reader stands still while the workload
# runs; HOLD=pulse: it stands still until somebody has to wait for it, again and again.
. tests/nginx.sh

CONNECTIONS=${CONNECTIONS:-500} REQUESTS=${REQUESTS:-20000} MIB=${MIB:-1024} HOLD=
SPARSE=/tmp/sparse
COMPLETE_LOG=/tmp/complete

workload_make() {
	case $1 in
	nginx)
		ulimit -n 8192
		nginx_start 4096
		;;
	read)
		truncate -s "${MIB}M" $SPARSE
		;;
	esac
	workload_time "$1" >/dev/null
}

workload_time() {
	case $1 in
	nginx)
		"$BENCH/stopwatch" -b ab -q -n "$REQUESTS" -c "$CONNECTIONS" http://127.0.0.1:8080/ \
			3>&1 >/tmp/ab || return 1
		grep -q '^Failed requests: *0$' /tmp/ab
		grep -q "^Complete requests: *$REQUESTS\$" /tmp/ab
		;;
	read)
		"$BENCH/stopwatch" -b "$BENCH/readfile" $SPARSE "$MIB" 3>&1
		;;
	esac
}

workload_filter() {
	case $1 in
	nginx)	echo 'comm == "nginx"' ;;
	read)	echo 'comm == "readfile"' ;;
	esac
}

# CPU time of the reader in ns
reader_cpu() {
	local total=0 ns _

	for task in /proc/$reader/task/*/schedstat; do
		read -r ns _ <"$task" || continue
		total=$((total + ns))
	done
	echo $total
}

drained() {
	local unread

	read -r _ _ unread _ < <("$BENCH/session" counts)
	[ "$unread" = 0 ]
}

# reported NAME: a value of the reader's last report
reported() {
	sed -n "s/.*[{,]\"$1\":\([^,}]*\).*/\1/p" /tmp/report | tail -1
}

# The reader stands still until somebody waits for it, again and again
pulse() {
	local waiting

	while kill -STOP $reader; do
		waiting=0
		while [ "$waiting" = 0 ]; do
			read -r _ _ _ _ _ waiting < <("$BENCH/session" counts)
		done
		kill -CONT $reader
		sleep 0.1
	done
}

record() {
	local before after

	workload=$1 mode=$2 snaplen=$3 ring=${4:-4M}
	rm -rf $COMPLETE_LOG /tmp/report
	mkdir $COMPLETE_LOG
	"$BENCH/session" reset
	syscordctl set-policy --on-full="$mode" --snaplen="$snaplen" --ring-size="$ring"
	syscordctl set-filter "$(workload_filter "$workload")"
	syscord-reader -d $COMPLETE_LOG --report=/tmp/report --start &
	reader=$!
	within 20 recording
	sleep 0.5	# and its first work is done
	pulse=
	case $HOLD in
	stop)	kill -STOP $reader ;;
	pulse)	pulse & pulse=$! ;;
	esac
	ns=$(workload_time "$workload") || fail "$workload in mode $mode: $(cat /tmp/ab)"
	if [ -n "$pulse" ]; then
		kill $pulse
		wait $pulse || true
	fi
	# What the reader does from here on is the workload's cost, too
	before=$(reader_cpu)
	syscordctl stop
	kill -CONT $reader
	within 60 drained
	after=$(reader_cpu)
	ns=$((ns + after - before))
	kill -TERM $reader
	wait $reader || fail "the reader's status after SIGTERM: $?"
	drains=$(reported drains)
	use_min=$(reported use_min) use_average=$(reported use_average) use_max=$(reported use_max)
	bytes=$(reported bytes)
	disk=$(cat $COMPLETE_LOG/* | wc -c)

	read -r attempted lost unread _ waits _ < <("$BENCH/session" counts)
	equal "$workload in mode $mode: unread" "$unread" 0
	read=$((attempted - lost))
	exact $COMPLETE_LOG $read "$lost"
}

result() {
	echo "result $workload $mode $snaplen $ring $ns $drains $use_min $use_average $use_max" \
	     "$attempted $read $lost $waits $bytes $disk"
}
