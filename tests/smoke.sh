# SPDX-License-Identifier: GPL-2.0
#
# Every call number there is, of every ABI, with arguments of all kinds, by users without
# rights: each call is recorded as it was made, none is lost, all can be shown, and the
# kernel has nothing to say. The seed is printed.
[ "$(uname -m)" = x86_64 ] || skip "not an x86 machine"
set -o pipefail
load
seed=${SEED:-1}
rounds=${ROUNDS:-1}
echo "seed $seed"
# What programs die of is none of the kernel's troubles
echo 0 >/proc/sys/debug/exception-trace

# all NAME [OPTION]...
all() {
	local name=$1 report=/tmp/report-$1
	shift

	rm -rf /tmp/smoke
	# only those users: the rest, of which there is more, is the same every time
	syscord run -q "$@" --filter 'uid >= 200000' -o "/tmp/$name" -- bash -c \
		"\"$PROG/smoke\" $seed $rounds $report && \"$PROG/smoke32\" $seed $rounds $report-32"
	syscord verify "/tmp/$name"
	syscord show --format=json "/tmp/$name" |
		"$PROG/smoke_compare" ${1:+entry} "/tmp/$name" "$report".* "$report"-32.*
	echo "$name: $SECONDS s"
}
