#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# 1,000 random filters through the module: what each admits of calls that two
# threads really make is what its tree says. See prog/filter_random.c.
. tests/lib.sh
load

mkdir -p /tmp/random/cgroups
mount -t cgroup2 none /tmp/random/cgroups
mkdir -p /tmp/random/cgroups/outer/inner /tmp/random/cgroups/other
echo $$ >/tmp/random/cgroups/outer/inner/cgroup.procs
timeout 150 "$PROG/filter_random" 1000 "${SEED:-1}" / /outer /outer/inner /other
