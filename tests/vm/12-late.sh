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
