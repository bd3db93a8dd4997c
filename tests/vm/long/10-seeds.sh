#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What is drawn by chance in the everyday tests, for longer and from other seeds: the
# device's requests, filters through the module, CPUs that come and go under load, every
# call number with arguments of all kinds.
set -eu

again() { # SCRIPT SEED CALLS
	echo "== $1, seed $2"
	SEED=$2 CALLS=$3 bash "tests/vm/$1.sh"
	rmmod syscord 2>/dev/null || true
	umount /tmp/random/cgroups 2>/dev/null || true
}

for seed in 11 12 13; do
	again 31-abuse-ioctl $seed 200000
	again 23-filter-random $seed 0
done
again 28-hotplug 0 30000
ROUNDS=8 again 41-smoke 14 0
ROUNDS=8 again 41-smoke-entry 14 0
