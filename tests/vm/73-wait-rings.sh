#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# --on-full=wait: what a session gave up it begins anew with new rings, also if its reader,
# which would have to say so, is the old one.
. tests/lib.sh
load
log=/tmp/log
gave_up() {
	[ "$(status_value gave_up)" = "$1" ]
}
end() {
	kill -CONT $reader
	kill -TERM $reader
	wait $reader || fail "the reader's status after SIGTERM: $?"
}

syscordctl set-policy --on-full=wait --ring-size=64K
syscordctl set-filter 'comm == "perl"'
syscord-reader -d $log --start &
reader=$!
within 10 recording
kill -STOP $reader
perl -e 'getppid for 1 .. 3000'
gave_up true || fail "did not give up"
syscordctl stop
syscordctl set-policy --on-full=wait --ring-size=128K
gave_up false || fail "the new rings gave up before they were full"
end
