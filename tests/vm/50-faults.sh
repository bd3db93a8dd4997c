#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Memory that is not there when a call returns: swapped out, evicted, merged, or never
# touched, is recorded whole; what is gone or guarded is told exactly.
. tests/lib.sh
load
modprobe zram num_devices=2 || skip "no zram in this kernel"
echo 128M >/sys/block/zram0/disksize
mkswap -q /dev/zram0 2>/dev/null || mkswap /dev/zram0
swapon /dev/zram0
echo 64M >/sys/block/zram1/disksize
mkfs.ext4 -q /dev/zram1
mkdir -p /tmp/disk /tmp/cgroups
mount /dev/zram1 /tmp/disk

"$PROG/faults" pages /tmp/disk/file
"$PROG/faults" gone
"$PROG/faults" guard 15

mount -t cgroup2 none /tmp/cgroups
echo +memory >/tmp/cgroups/cgroup.subtree_control
mkdir /tmp/cgroups/small
echo 12M >/tmp/cgroups/small/memory.max
"$PROG/faults" thrash /tmp/cgroups/small/cgroup.procs /tmp/disk/thrash
