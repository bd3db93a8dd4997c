#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Profile `effects`: calls that read are there, those that change something only
# when they failed, written content never. Snaplen and no-content bound the rest.
. tests/lib.sh
load

record() { # record NAME OPTION...: the lines of the program itself
	local name=$1
	shift
	syscord run -o "/tmp/$name.zst" "$@" -- "$PROG/profile"
	syscord verify "/tmp/$name.zst"
	syscord show --format=kv "/tmp/$name.zst" >"/tmp/$name"
}

record all
grep ', close, ' /tmp/all | grep -q 'res=0\b' || fail "all: no successful close"
grep -q ', close, .*fd=4711' /tmp/all || fail "all: no failed close"
grep -q 'written content' /tmp/all || fail "all: written content is not there"
grep -q 'refused content' /tmp/all || fail "all: refused content is not there"

record effects --profile effects
cat /tmp/effects
! grep ', close, ' /tmp/effects | grep 'res=0\b' || fail "effects: a successful close"
grep -q ', close, .*fd=4711' /tmp/effects || fail "effects: no failed close"
grep ', read, ' /tmp/effects | grep -q 'written content' || fail "effects: read content is lost"
grep -q '/no/such/file' /tmp/effects || fail "effects: no failed open"
! grep ', write, ' /tmp/effects || fail "effects: a write"
! grep 'refused content' /tmp/effects || fail "effects: written content"
grep -q ', fstat, \|, newfstatat, ' /tmp/effects || fail "effects: status reads are missing"

record short --snaplen 4
grep ', read, ' /tmp/short | grep -q '"writ"' || fail "snaplen: not cut at 4"
! grep 'written' /tmp/short || fail "snaplen: more than 4 bytes"
grep -q '/no/such/file' /tmp/short || fail "snaplen: paths must stay whole"
record none --snaplen 0
! grep 'writ' /tmp/none | grep -v ', write' || fail "no content: there is some"
grep -q '/no/such/file' /tmp/none || fail "no content: paths must stay"
