#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The module may use only what mainline exports: every undefined symbol of it
# stands in tests/exports.txt. Distributions export more, so that it loads here
# proves nothing.
. tests/lib.sh

nm -u "$KO" | awk '{ print $NF }' | sort -u >/tmp/used
grep -v '^#' tests/exports.txt | awk '{ print $1 }' | sort -u >/tmp/exported
comm -23 /tmp/used /tmp/exported >/tmp/missing
[ -s /tmp/used ] || fail "no undefined symbols at all: is nm there?"
if grep -q '^__asan_' /tmp/used; then
	skip "built for a debug kernel, which exports what it checks with"
fi
if [ -s /tmp/missing ]; then
	cat /tmp/missing
	fail "used, but not in tests/exports.txt"
fi
if grep -E '^(task_work_add|kallsyms_lookup_name|task_work_cancel|stack_trace_save_user)$' \
	/tmp/exported; then
	fail "the list holds what mainline does not export"
fi
