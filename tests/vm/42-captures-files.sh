#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Calls on files, file systems, mounts, aio, io_uring, landlock: records against what the
# program itself saw, of 64 bits and of 32, and what arguments held before; and lines of
# a recording of the same program.
. tests/lib.sh
load
for args in capture_files capture_files32 'capture_files entry' 'capture_files32 entry'; do
	rm -rf /tmp/capture-files
	"$PROG"/$args
done

truncate -s 8M /tmp/image
mkfs.ext4 -q -O quota -E quotatype=usrquota /tmp/image
modprobe loop
modprobe ext4
modprobe quota_v2
device=$(losetup --show -f /tmp/image)
mkdir /tmp/quota
mount -o usrquota "$device" /tmp/quota
for prog in capture_files capture_files32; do
	rm -rf /tmp/capture-files
	"$PROG/$prog" quota "$device" /tmp/quota
done

for prog in capture_files capture_files32; do
	rm -rf /tmp/capture-files
	lines "$prog" -- "$PROG/$prog"
	has_lines -F "/tmp/$prog.lines" <<-'EOL'
	statfs("/tmp/capture-files", {f_type=TMPFS_MAGIC, f_bsize=4096,
	utime("a", {actime=5, modtime=6}) = 0
	, [{tv_sec=7, tv_nsec=8}, {tv_sec=9, tv_nsec=UTIME_NOW}], 0) = 0
	d_name="a", d_type=DT_REG}
	mknod("fifo", S_IFIFO|0644) = 0
	"null", S_IFCHR|0600, makedev(0x1, 0x3)) = 0
	setxattr("a", "trusted.syscord", "some\0value", 10, 0) = 0
	FSCONFIG_SET_STRING, "size", "1m", 0) = 0
	{attr_set=MOUNT_ATTR_RDONLY, attr_clr=0, propagation=0, userns_fd=0}, 32) = 0
	quotactl(Q_SETQUOTA|USRQUOTA, "/dev/null", 33, {dqb_bhardlimit=5, dqb_bsoftlimit=0,
	FAN_OPEN, AT_FDCWD, "/tmp/capture-files") = 0
	[{aio_data=0x11, aio_key=0, aio_rw_flags=0, aio_lio_opcode=IOCB_CMD_PREAD,
	{sigmask=[SIGUSR1], sigsetsize=8}) = 0
	flags=IORING_SETUP_CLAMP,
	{nr=2, flags=0, data=[{iov_base=0x
	IORING_ENTER_GETEVENTS|IORING_ENTER_EXT_ARG, {sigmask=[SIGUSR1], sigmask_sz=8, min_wait_usec=0, ts={tv_sec=0, tv_nsec=1}}, 24) = -1 ETIME
	{allowed_access=LANDLOCK_ACCESS_FS_READ_FILE, parent_fd=
	EOL
done
