#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The guest's part of `make demo`.
. tests/lib.sh
. tests/nginx.sh

CMD=${CMD:-}
workload() {
	if [ -n "$CMD" ]; then
		bash -c "$CMD" >/tmp/workload.out 2>&1
	else
		ab -q -n 2000 -c 20 http://127.0.0.1:8080/ >/tmp/workload.out
	fi
}

if [ -n "$CMD" ]; then
	set -- $CMD
	name=$(basename "$1")
	what=$CMD
else
	name=nginx
	what="nginx, serving ab -n 2000 -c 20"
	nginx_start
fi
filter="proc_name == \"$name\""

stopwatch() { # prints ms
	"$BENCH/stopwatch" bash -c "$(declare -f workload); CMD=$(printf %q "$CMD"); workload" 3>&1 |
		awk '{ printf "%d\n", $1 / 1e6 }'
}

echo "== $what"
uname -sr
workload || true	# once for nothing, so that all is in memory
unrecorded=$(stopwatch)

load
mkdir /tmp/log
echo "\$ syscordctl set-filter '$filter'"
syscordctl set-filter "$filter"
echo "\$ syscord-reader -d /tmp/log --start &"
syscord-reader -d /tmp/log --start &
reader=$!
within 10 recording
recorded=$(stopwatch)
syscordctl stop
kill -TERM $reader
wait $reader || true
read -r attempted lost _ bytes < <("$BENCH/session" counts)
disk=$(cat /tmp/log/* | wc -c)

echo
echo "\$ syscord show /tmp/log"
syscord show /tmp/log >/tmp/lines
head -12 /tmp/lines
echo "..."
tail -12 /tmp/lines
echo
echo "== calls by name"
syscord show --format=kv /tmp/log >/tmp/kv
awk -F ', ' '$1 ~ /^pid=/ { n[$2]++ } END { for (c in n) printf "%8d %s\n", n[c], c }' /tmp/kv |
	sort -rn | head -20
echo
echo "\$ syscord verify /tmp/log"
syscord verify /tmp/log
read_records=$((attempted - lost))
echo
awk -v a="$attempted" -v l="$lost" -v b="$bytes" -v d="$disk" -v u="$unrecorded" \
	-v r="$recorded" 'BEGIN {
	printf "records    attempted %d = read %d + lost %d\n", a, a - l, l
	if (u < 100)
		print "cost       too short to tell"
	else
		printf "cost       %.2f s recorded, %.2f s unrecorded: ratio %.2f\n", r / 1e3, u / 1e3, r / u
	printf "size       %.1f bytes per record in the ring, %.1f on disk\n", b / a, d / a
}'
[ "$read_records" -gt 0 ] || fail "nothing was recorded"
equal "records lost" "$lost" 0
