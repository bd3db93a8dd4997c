# SPDX-License-Identifier: GPL-2.0
#
# For the scripts that compare Syscord with strace, after tests/lib.sh.

# oracle WORKLOAD COMMAND...: records one execution under both, with numbers and at its
# entries, then another with names and without entries; compares each with what strace
# said of the same execution. The command's own status does not matter.
oracle() {
	local name=$1
	shift

	oracle_once "$name" raw --entry "$@"
	oracle_once "$name" abbrev "" "$@"
}

# ORACLE_ONLY=--only: strace watches the command alone, not what it starts.
#
# oracle_once WORKLOAD raw|abbrev [--entry] COMMAND...
oracle_once() {
	local workload=$1.$2 form=$2 entry=$3 dir=/tmp/oracle/$1.$2 started=$SECONDS seen follow=-ff
	local snaplen=${ORACLE_SNAPLEN:-32768}
	shift 3
	[ -z "${ORACLE_ONLY:-}" ] || follow=--output-separately

	rm -rf "$dir"
	mkdir -p "$dir"
	# strace takes part in the recording's process tree, but not in the recording
	timeout -k 5 ${ORACLE_LIMIT:-100} syscord run -q $entry --snaplen=$snaplen --ring-size=8M \
		-o "$dir/recording" --filter 'comm != "strace"' -- \
		strace $follow -v -s 256 -X "$form" -o "$dir/log" "$@" >"$dir/out" 2>&1 || true
	syscord verify "$dir/recording" >"$dir/verify" || fail "$workload: $(cat "$dir/verify")"
	syscord show -f json "$dir/recording" >"$dir/json"
	seen=$SECONDS
	if ! python3 tests/oracle/oracle $entry ${ORACLE_ONLY:-} --strict --snaplen "$snaplen" \
			--allow tests/oracle/allow --workload "$workload" "$dir/json" "$dir/log" >"$dir/report"; then
		touch /tmp/oracle/failed
	fi
	cat "$dir/report"
	echo "    $((seen - started)) s recorded, $((SECONDS - seen)) s compared"
	[ -n "${ORACLE_KEEP:-}" ] || rm -f "$dir"/log.* "$dir"/json "$dir"/recording
}

# At the end of a script
oracle_verdict() {
	[ ! -e /tmp/oracle/failed ] || fail "Syscord and strace differ"
}
