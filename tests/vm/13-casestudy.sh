#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The case study: what a racing thread copied out of a shared buffer is told by
# the recording: the first read's 25 bytes, before the second one's 6.
. tests/lib.sh
load
printf '1234567890123456789012345abcdef' >/tmp/input
syscord run -o /tmp/case.syscord.zst -- "$PROG/casestudy" /tmp/input >/tmp/copy
equal "the copy" "$(tr -d '\0' </tmp/copy)" 1234567890123456789012345

syscord show --format=kv /tmp/case.syscord.zst >/tmp/kv
grep ', read, ' /tmp/kv | grep 'fd=3' | grep -A 1 1234567890 >/tmp/reads || true
cat /tmp/reads
sed -n 1p /tmp/reads | grep -q 'res=25\b' || fail "no read of 25 bytes"
sed -n 1p /tmp/reads | grep -q '"1234567890123456789012345"' || fail "its data is not there"
sed -n 2p /tmp/reads | grep -q 'res=6\b' || fail "no read of 6 bytes after it"
sed -n 2p /tmp/reads | grep -q '"abcdef"' || fail "its data is not there"
[ "$(wc -l </tmp/reads)" = 2 ] || fail "more reads of that file than there were"

# The same from the lines for people, and from JSON
syscord show /tmp/case.syscord.zst | grep -F 'read(' | grep -F '"1234567890123456789012345"' |
	grep -q '= 25' || fail "not in the text"
syscord show --format=json /tmp/case.syscord.zst | grep -q '1234567890123456789012345' ||
	fail "not in the JSON"
syscord verify /tmp/case.syscord.zst
