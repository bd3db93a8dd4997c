#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# ioctl requests: records against what the program itself saw, byte for byte, of 64 bits and
# of 32; and lines of a recording of the same program, from real devices.
. tests/lib.sh
load
# Those of the devices that the kernel has as modules
modprobe -qa loop tun ext4 uinput evdev sg scsi_debug i2c-dev dm-mod || :
modprobe -q i2c-stub chip_addr=0x50 || :
for bus in /sys/bus/i2c/devices/i2c-*; do
	! grep -qs stub "$bus/name" || ln -sf "/dev/${bus##*/}" /dev/i2c-stub
done
within 20 test -e /dev/loop-control
[ -e /sys/module/scsi_debug ] && within 20 test -e /dev/sg0

dd if=/dev/zero of=/tmp/ext4 bs=1M count=16 status=none
mkfs.ext4 -q /tmp/ext4
mkdir -p /tmp/mnt
mount -o loop /tmp/ext4 /tmp/mnt
trap 'umount /tmp/mnt; modprobe -qr scsi_debug i2c-stub || :' EXIT

"$PROG/capture_ioctls" /tmp/mnt
"$PROG/capture_ioctls32" /tmp/mnt
lines recording -- "$PROG/capture_ioctls" /tmp/mnt
has_lines -F /tmp/recording.lines <<'EOF'
TIOCGPTPEER, O_RDWR|O_NOCTTY) =
TCGETS, {c_iflag=ICRNL|IXON, c_oflag=OPOST|ONLCR, c_cflag=B38400|CS8|CREAD, c_lflag=ISIG|ICANON|ECHO|
c_line=N_TTY, c_cc="\3\34\177\25\4\0\1\0\21\23\32\0\22\17\27\26\0\0\0", c_ispeed=38400, c_ospeed=38400}) = 0
TIOCGWINSZ, {ws_row=24, ws_col=80, ws_xpixel=1, ws_ypixel=2}) = 0
TCFLSH, TCIOFLUSH) = 0
TIOCEXCL) = 0
TIOCSETD, [N_TTY]) = 0
FS_IOC_SETFLAGS, [FS_NOATIME_FL
FS_IOC_SETFSLABEL, "a-label") = 0
fm_mapped_extents=2, fm_extent_count=0, fm_extents=[]}) = 0
fm_mapped_extents=2, fm_extent_count=4, fm_extents=[{fe_logical=0, fe_physical=
dest_count=2, info=[{dest_fd=6,
RNDADDENTROPY, {entropy_count=8, buf_size=4, buf="rand"}) = 0
BLKGETSIZE64, [1048576]) = 0
BLKPG, {op=BLKPG_DEL_PARTITION, flags=0, datalen=152, data={start=0, length=512, pno=1, devname="dev", volname="vol"}}) = -1 ENXIO
lo_flags=LO_FLAGS_READ_ONLY, lo_file_name=""
TUNSETIFF, {ifr_name="tap0", ifr_flags=IFF_TAP|IFF_NO_PI}) = 0
TUNSETOFFLOAD, TUN_F_CSUM|TUN_F_TSO4) = 0
TUNATTACHFILTER, {len=1, filter=[{code=0x6, jt=0, jf=0, k=0xffff}]}) = 0
UI_DEV_SETUP, {id={bustype=BUS_USB, vendor=0x1, product=0x2, version=0x3}, name="a-device", ff_effects_max=0}) = 0
EVIOCGNAME(300), "a-device") = 9
EVIOCGBIT(EV_KEY, 96), [30]) = 96
EVIOCGABS(ABS_X), {value=0, minimum=0, maximum=100,
cmdp="\22\0\0\0`\0", sbp="", timeout=20000,
RTC_RD_TIME, {tm_sec=
I2C_SMBUS, {read_write=0, command=0x9, size=I2C_SMBUS_BYTE_DATA, data="\7"}) = 0
NS_GET_OWNER_UID, [0]) = 0
0x7e01, 0x7f
0x7e, 0x2, 0x14), "twenty bytes or less") = -1 ENOTTY
EOF

# In/out arguments, as they were before the call; what a number's size is too large for, too
lines entry --entry -- "$PROG/capture_ioctls" /tmp/mnt
has_lines -E /tmp/entry.lines <<'EOF'
FIBMAP, \[0 => [0-9]+\]\) = 0
FITRIM, \{start=0, len=18446744073709551615, minlen=0\} => \{start=0, len=[0-9]+, minlen=0\}\) = 0
TUNSETIFF, \{ifr_name="tap%d", ifr_flags=IFF_TAP.*\} => \{ifr_name="tap[0-9]+", .*\}\) = 0
fm_mapped_extents=2, fm_extent_count=4\} => \{.*fm_extents=\[\{fe_logical=0,
dest_count=2, info=\[\{dest_fd=6, .*\}\]\}\) = -1 EOPNOTSUPP
I2C_SMBUS, \{.* size=I2C_SMBUS_WORD_DATA, data="\\7
EOF
