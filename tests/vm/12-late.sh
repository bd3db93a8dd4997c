#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A page that is not resident when the call returns, through the tools: the record
# is marked late and its content is what the page held. (10-capture has the bytes.)
. tests/lib.sh
load
yes 'a cold page' | head -c 8192 >/tmp/cold-file
syscord run -o /tmp/late.zst -- "$PROG/cold" /tmp/cold-file
syscord show --format=kv /tmp/late.zst | grep ', write, ' >/tmp/writes
cat /tmp/writes
grep -q 'a cold page' /tmp/writes || fail "the content is not there"
! grep -i 'fault' /tmp/writes || fail "marked as faulted"
syscord verify /tmp/late.zst

# A buffer that fills the record, and behind it an address for which there is no room:
# what fits is kept, in the probe, and on the deferred path if the length is unreadable.
for how in honest lie; do
	syscord run -q --snaplen 1000000 -o /tmp/full.rec -- "$PROG/full" $how || fail "full $how: status $?"
	syscord verify /tmp/full.rec | tee /tmp/verified
	grep -q ' + lost 0$' /tmp/verified || fail "full $how: records are lost"
	syscord show --format=kv /tmp/full.rec | grep ', recvfrom, ' | cut -c 1-200 >/tmp/received
	cat /tmp/received
	grep -q 'res=100000' /tmp/received || fail "full $how: the call is not there"
	syscord show --format=json /tmp/full.rec | grep '"syscall":"recvfrom"' >/tmp/received
	grep -q '"cut":true' /tmp/received || fail "full $how: not told that the address is missing"
done
