/* SPDX-License-Identifier: GPL-2.0 */
/* Calls on files, file systems and io_uring: rows of lines.h. */

	/* what a file system says of itself */
	{ X64, 137, 0, { P, P },
	  { PATH(0, "/tmp"), GAVE(1, 120, [0] = 0x94, 0x19, 2, 1, [9] = 0x10, [16] = 0xe8, 3,
	    [24] = 0x84, 3, [32] = 0x20, 3, [40] = 0x32, [48] = 0x28, [56] = 7, [60] = 8,
	    [64] = 0xff, [73] = 0x10, [80] = 0x22, 0x10) },
	  "statfs(\"/tmp\", {f_type=TMPFS_MAGIC, f_bsize=4096, f_blocks=1000, f_bfree=900, "
	  "f_bavail=800, f_files=50, f_ffree=40, f_fsid=[7, 8], f_namelen=255, f_frsize=4096, "
	  "f_flags=ST_NOSUID|ST_VALID|ST_RELATIME}) = 0" },
	{ I386, 99, 0, { P, P },
	  { PATH(0, "/tmp"), GAVE(1, 64, [0] = 0x53, 0xef, [5] = 0x10, [8] = 0xe8, 3, [12] = 0x84,
	    3, [16] = 0x20, 3, [20] = 0x32, [24] = 0x28, [28] = 7, [32] = 8, [36] = 0xff,
	    [41] = 0x10, [44] = 0x21) },
	  "statfs(\"/tmp\", {f_type=EXT4_SUPER_MAGIC, f_bsize=4096, f_blocks=1000, f_bfree=900, "
	  "f_bavail=800, f_files=50, f_ffree=40, f_fsid=[7, 8], f_namelen=255, f_frsize=4096, "
	  "f_flags=ST_RDONLY|ST_VALID}) = 0" },
	{ I386, 269, 0, { 3, 84, P },
	  { GAVE(2, 84, [0] = 0x72, 0x65, 0x65, 0x62, [5] = 0x10, [12] = 2, [16] = 0x84, 3,
	    [24] = 0x20, 3, [32] = 0x32, [40] = 0x28, [48] = 7, [52] = 8, [56] = 0xff, [61] = 0x10,
	    [64] = 0x20) },
	  "fstatfs64(3, 84, {f_type=SYSFS_MAGIC, f_bsize=4096, f_blocks=8589934592, "
	  "f_bfree=900, f_bavail=800, f_files=50, f_ffree=40, f_fsid=[7, 8], f_namelen=255, "
	  "f_frsize=4096, f_flags=ST_VALID}) = 0" },
	{ ARM, 266, -22, { P, 88, P }, { PATH(0, "/tmp") },
	  "statfs64(\"/tmp\", 88, 0x7ffc0000) = -1 EINVAL (Invalid argument)" },
	{ X64, 136, 0, { 2049, P },
	  { GAVE(1, 32, [0] = 0x4d, [13] = 1, [16] = 'r', 'o', 'o', 't', [22] = 'p', 'a', 'c',
	    'k') },
	  "ustat(makedev(0x8, 0x1), {f_tfree=77, f_tinode=1099511627776, f_fname=\"root\", "
	  "f_fpack=\"pack\"}) = 0" },
	{ I386, 62, 0, { 2049, P },
	  { GAVE(1, 20, [0] = 0x4d, [4] = 0x63, [8] = 'r', 'o', 'o', 't') },
	  "ustat(makedev(0x8, 0x1), {f_tfree=77, f_tinode=99, f_fname=\"root\", f_fpack=\"\"}) "
	  "= 0" },
	{ X64, 139, 0, { 1, P }, { PATH(1, "ext4") },
	  "sysfs(1, \"ext4\") = 0" },
	{ X64, 139, 0, { 2, 5, P }, { TEXT(2, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, "ext4") },
	  "sysfs(2, 5, \"ext4\") = 0" },
	{ X64, 139, 30, { 3 }, { { 0 } },
	  "sysfs(3) = 30" },

	/* times of files */
	{ X64, 132, 0, { P, P },
	  { PATH(0, "a"), TOOK(1, 16, [0] = 5, [8] = 0xfa, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff) },
	  "utime(\"a\", {actime=5, modtime=-6}) = 0" },
	{ I386, 30, 0, { P, P },
	  { PATH(0, "a"), TOOK(1, 8, [0] = 5, [4] = 0xfa, 0xff, 0xff, 0xff) },
	  "utime(\"a\", {actime=5, modtime=-6}) = 0" },
	{ X64, 132, -13, { P, 0 }, { PATH(0, "a") },
	  "utime(\"a\", NULL) = -1 EACCES (Permission denied)" },
	{ X64, 235, 0, { P, P },
	  { PATH(0, "a"), TOOK(1, 32, [0] = 5, [8] = 6, [16] = 7, [24] = 8) },
	  "utimes(\"a\", [{tv_sec=5, tv_usec=6}, {tv_sec=7, tv_usec=8}]) = 0" },
	{ I386, 299, 0, { CWD, P, P },
	  { PATH(1, "a"), TOOK(2, 16, [0] = 5, [4] = 6, [8] = 7, [12] = 8) },
	  "futimesat(AT_FDCWD, \"a\", [{tv_sec=5, tv_usec=6}, {tv_sec=7, tv_usec=8}]) = 0" },
	{ X64, 280, 0, { CWD, P, P, 256 },
	  { PATH(1, "a"), TOOK(2, 32, [8] = 0xff, 0xff, 0xff, 0x3f, [24] = 0xfe, 0xff, 0xff,
	    0x3f) },
	  "utimensat(AT_FDCWD, \"a\", [{tv_sec=0, tv_nsec=UTIME_NOW}, {tv_sec=0, "
	  "tv_nsec=UTIME_OMIT}], AT_SYMLINK_NOFOLLOW) = 0" },
	{ I386, 320, 0, { CWD, P, P, 0 },
	  { PATH(1, "a"), TOOK(2, 16, [0] = 5, [4] = 6, [12] = 0xfe, 0xff, 0xff, 0x3f) },
	  "utimensat(AT_FDCWD, \"a\", [{tv_sec=5, tv_nsec=6}, {tv_sec=0, tv_nsec=UTIME_OMIT}], "
	  "0) = 0" },
	{ I386, 412, 0, { CWD, P, P, 0 },
	  { PATH(1, "a"), TOOK(2, 32, [4] = 2, [8] = 6, [24] = 0xff, 0xff, 0xff, 0x3f) },
	  "utimensat_time64(AT_FDCWD, \"a\", [{tv_sec=8589934592, tv_nsec=6}, {tv_sec=0, "
	  "tv_nsec=UTIME_NOW}], 0) = 0" },

	/* nodes, directories */
	{ X64, 133, 0, { P, 010644, 77 }, { PATH(0, "p") },
	  "mknod(\"p\", S_IFIFO|0644) = 0" },
	{ X64, 259, 0, { CWD, P, 020600, 259 }, { PATH(1, "null") },
	  "mknodat(AT_FDCWD, \"null\", S_IFCHR|0600, makedev(0x1, 0x3)) = 0" },
	{ X64, 133, 0, { P, 0600, 9 }, { PATH(0, "f") },
	  "mknod(\"f\", 0600) = 0" },
	{ X64, 78, 56, { 3, P, 4096 },
	  { GAVE(1, 56, [0] = 0xc, [8] = 0x22, [16] = 0x18, [18] = '.', [23] = 4, 0xd, [37] = 1,
	    [40] = 0x20, [42] = 'n', 'a', 'm', 'e', '.', 't', 'x', 't', [55] = 8) },
	  "getdents(3, [{d_ino=12, d_off=34, d_reclen=24, d_name=\".\", d_type=DT_DIR}, "
	  "{d_ino=13, d_off=1099511627776, d_reclen=32, d_name=\"name.txt\", d_type=DT_REG}], "
	  "4096) = 56" },
	{ I386, 141, 20, { 3, P, 4096 },
	  { GAVE(1, 20, [0] = 0xc, [4] = 0xff, 0xff, 0xff, 0xff, 0x14, [10] = 'n', 'a', 'm', 'e',
	    [19] = 0xa) },
	  "getdents(3, [{d_ino=12, d_off=-1, d_reclen=20, d_name=\"name\", d_type=DT_LNK}], "
	  "4096) = 20" },
	{ I386, 89, 1, { 3, P, 1 },
	  { GAVE(1, 15, [0] = 0xc, [4] = 0x22, [8] = 4, [10] = 'n', 'a', 'm', 'e') },
	  "readdir(3, [{d_ino=12, d_off=34, d_namlen=4, d_name=\"name\"}], 1) = 1" },
	{ I386, 89, 0, { 3, P, 1 }, { { 0 } },
	  "readdir(3, 0x7ffc0000, 1) = 0" },

	/* mounts */
	{ X64, 165, 0, { P, P, P, 0xc0ed0001, P },
	  { PATH(0, "none"), PATH(1, "/mnt"), PATH(2, "tmpfs"), PATH(4, "size=1m") },
	  "mount(\"none\", \"/mnt\", \"tmpfs\", MS_MGC_VAL|MS_RDONLY, \"size=1m\") = 0" },
	{ X64, 165, -1, { 0, P, 0, 0x44000, 0 }, { PATH(1, "/") },
	  "mount(NULL, \"/\", NULL, MS_REC|MS_PRIVATE, NULL) = -1 EPERM (Operation not "
	  "permitted)" },
	{ X64, 166, 0, { P, 10 }, { PATH(0, "/mnt") },
	  "umount2(\"/mnt\", MNT_DETACH|UMOUNT_NOFOLLOW) = 0" },
	{ X64, 167, 0, { P, 0x18005 }, { PATH(0, "/swap") },
	  "swapon(\"/swap\", SWAP_FLAG_PREFER|SWAP_FLAG_DISCARD|0x5) = 0" },
	{ X64, 428, 3, { CWD, P, 0x88001 }, { PATH(1, "/mnt") },
	  "open_tree(AT_FDCWD, \"/mnt\", AT_RECURSIVE|OPEN_TREE_CLOEXEC|OPEN_TREE_CLONE) = 3" },
	{ X64, 429, 0, { 3, P, CWD, P, 4 }, { PATH(1, ""), PATH(3, "/mnt") },
	  "move_mount(3, \"\", AT_FDCWD, \"/mnt\", MOVE_MOUNT_F_EMPTY_PATH) = 0" },
	{ X64, 430, 3, { P, 1 }, { PATH(0, "tmpfs") },
	  "fsopen(\"tmpfs\", FSOPEN_CLOEXEC) = 3" },
	{ X64, 431, 0, { 3, 0, P, 0, 0 }, { PATH(2, "ro") },
	  "fsconfig(3, FSCONFIG_SET_FLAG, \"ro\", NULL, 0) = 0" },
	{ X64, 431, 0, { 3, 1, P, P, 0 }, { PATH(2, "source"), PATH(3, "none") },
	  "fsconfig(3, FSCONFIG_SET_STRING, \"source\", \"none\", 0) = 0" },
	{ X64, 431, -22, { 3, 2, P, P, 3 }, { PATH(2, "key"), TOOK(3, 3, [0] = 'a', [2] = 'c') },
	  "fsconfig(3, FSCONFIG_SET_BINARY, \"key\", \"a\\0c\", 3) = -1 EINVAL (Invalid "
	  "argument)" },
	{ X64, 431, 0, { 3, 3, P, P, CWD }, { PATH(2, "lowerdir"), PATH(3, "/a") },
	  "fsconfig(3, FSCONFIG_SET_PATH, \"lowerdir\", \"/a\", AT_FDCWD) = 0" },
	{ X64, 431, 0, { 3, 4, P, P, 7 }, { PATH(2, "lowerdir"), PATH(3, "") },
	  "fsconfig(3, FSCONFIG_SET_PATH_EMPTY, \"lowerdir\", \"\", 7) = 0" },
	{ X64, 431, 0, { 3, 5, P, 0, 7 }, { PATH(2, "fd") },
	  "fsconfig(3, FSCONFIG_SET_FD, \"fd\", NULL, 7) = 0" },
	{ X64, 431, 0, { 3, 6, 0, 0, 0 }, { { 0 } },
	  "fsconfig(3, FSCONFIG_CMD_CREATE, NULL, NULL, 0) = 0" },
	{ X64, 431, -95, { 3, 99, P, P, 0 }, { { 0 } },
	  "fsconfig(3, 99, 0x7ffc0000, 0x7ffc0000, 0) = -1 EOPNOTSUPP (Operation not supported)" },
	{ X64, 432, 4, { 3, 1, 0x2d }, { { 0 } },
	  "fsmount(3, FSMOUNT_CLOEXEC, "
	  "MOUNT_ATTR_STRICTATIME|MOUNT_ATTR_RDONLY|MOUNT_ATTR_NODEV|MOUNT_ATTR_NOEXEC) = 4" },
	{ X64, 433, 3, { CWD, P, 9 }, { PATH(1, "") },
	  "fspick(AT_FDCWD, \"\", FSPICK_CLOEXEC|FSPICK_EMPTY_PATH) = 3" },
	{ X64, 442, 0, { CWD, P, 0x8000, P, 32 },
	  { PATH(1, "/mnt"), TOOK(3, 32, [0] = 1, [2] = 0x10, [8] = 0x20, [18] = 4, [24] = 5) },
	  "mount_setattr(AT_FDCWD, \"/mnt\", AT_RECURSIVE, "
	  "{attr_set=MOUNT_ATTR_RDONLY|MOUNT_ATTR_IDMAP, attr_clr=MOUNT_ATTR_STRICTATIME, "
	  "propagation=MS_PRIVATE, userns_fd=5}, 32) = 0" },
	{ X64, 467, 3, { CWD, P, 1, P, 32 }, { PATH(1, "/mnt"), TOOK(3, 32, [0] = 2) },
	  "open_tree_attr(AT_FDCWD, \"/mnt\", OPEN_TREE_CLONE, {attr_set=MOUNT_ATTR_NOSUID, "
	  "attr_clr=0, propagation=0, userns_fd=0}, 32) = 3" },
	{ X64, 457, 0, { P, P, 4096, 0 },
	  { TOOK(0, 32, [0] = 0x20, [8] = 0x21, [11] = 0x80, [16] = 0x39, 2), GAVE(1, 534,
	    [0] = 0x16, 2, [8] = 0x39, [20] = 0x19, [24] = 0x94, 0x19, 2, 1, [32] = 1, [36] = 1,
	    [104] = 7, [108] = 9, [513] = 't', 'm', 'p', 'f', 's', [519] = '/', [521] = '/', 'm',
	    'n', 't') },
	  "statmount({size=32, mnt_ns_fd=0, mnt_id=0x80000021, "
	  "param=STATMOUNT_SB_BASIC|STATMOUNT_MNT_ROOT|STATMOUNT_MNT_POINT|STATMOUNT_FS_TYPE|STATMOUNT_SB_SOURCE, "
	  "mnt_ns_id=0}, {size=534, "
	  "mask=STATMOUNT_SB_BASIC|STATMOUNT_MNT_ROOT|STATMOUNT_MNT_POINT|STATMOUNT_FS_TYPE, "
	  "sb_dev_major=0, sb_dev_minor=25, sb_magic=TMPFS_MAGIC, sb_flags=MS_RDONLY, "
	  "fs_type=\"tmpfs\", mnt_id=0, mnt_parent_id=0, mnt_id_old=0, mnt_parent_id_old=0, "
	  "mnt_attr=0, mnt_propagation=0, mnt_peer_group=0, mnt_master=0, propagate_from=0, "
	  "mnt_root=\"/\", mnt_point=\"/mnt\", mnt_ns_id=0, opt_num=0, opt_sec_num=0, "
	  "supported_mask=0, mnt_uidmap_num=0, mnt_gidmap_num=0}, 4096, 0) = 0" },
	{ X64, 458, 2, { P, P, 512, 1 },
	  { TOOK(0, 24, [0] = 0x18, [8] = 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), GAVE(1,
	    16, [0] = 0x21, [3] = 0x80, [8] = 0x22, [11] = 0x80) },
	  "listmount({size=24, mnt_ns_fd=0, mnt_id=LSMT_ROOT, param=0}, [0x80000021, "
	  "0x80000022], 512, LISTMOUNT_REVERSE) = 2" },
	{ X64, 470, 1, { P, P, 8, 0 },
	  { TOOK(0, 32, [0] = 0x20, [19] = 0x60, [24] = 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff), GAVE(1, 8, [0] = 0x4d) },
	  "listns({size=32, ns_id=0, ns_type=CLONE_NEWPID|CLONE_NEWNET, "
	  "user_ns_id=LISTNS_CURRENT_USER}, [0x4d], 8, 0) = 1" },

	/* extended attributes, handles */
	{ X64, 188, 0, { P, P, P, 3, 1 },
	  { PATH(0, "a"), PATH(1, "user.x"), TOOK(2, 3, [0] = 'a', 'b', 'c') },
	  "setxattr(\"a\", \"user.x\", \"abc\", 3, XATTR_CREATE) = 0" },
	{ X64, 193, 3, { 3, P, P, 99 }, { PATH(1, "user.x"), GAVE(2, 3, [0] = 'a', 'b', 'c') },
	  "fgetxattr(3, \"user.x\", \"abc\", 99) = 3" },
	{ X64, 191, 3, { P, P, 0, 0 }, { PATH(0, "a"), PATH(1, "user.x") },
	  "getxattr(\"a\", \"user.x\", NULL, 0) = 3" },
	{ X64, 194, 14, { P, P, 99 },
	  { PATH(0, "a"), GAVE(1, 14, [0] = 'u', 's', 'e', 'r', '.', 'x', [7] = 'u', 's', 'e', 'r',
	    '.', 'y') },
	  "listxattr(\"a\", \"user.x\\0user.y\\0\", 99) = 14" },
	{ X64, 463, 0, { CWD, P, 0, P, P, 16 },
	  { PATH(1, "a"), PATH(3, "user.x"), TOOK(4, 16, [1] = 0x10, 0xfc, 0x7f, [8] = 3, [12] = 2),
	    TEXT(4, SYSCORD_PART_VIA + 0, 0, "abc") },
	  "setxattrat(AT_FDCWD, \"a\", 0, \"user.x\", {value=\"abc\", size=3, "
	  "flags=XATTR_REPLACE}, 16) = 0" },
	{ I386, 464, 3, { CWD, P, 0x100, P, P, 16 },
	  { PATH(1, "a"), PATH(3, "user.x"), TOOK(4, 16, [1] = 0x10, 0xfc, 0x7f, [8] = 0x63),
	    TEXT(4, SYSCORD_PART_VIA + 0, SYSCORD_BLOB_OUT, "abc") },
	  "getxattrat(AT_FDCWD, \"a\", AT_SYMLINK_NOFOLLOW, \"user.x\", {value=\"abc\", "
	  "size=99, flags=0}, 16) = 3" },
	{ X64, 464, -61, { CWD, P, 0, P, P, 16 },
	  { PATH(1, "a"), PATH(3, "user.x"), TOOK(4, 16, [1] = 0x10, 0xfc, 0x7f, [8] = 0x63) },
	  "getxattrat(AT_FDCWD, \"a\", 0, \"user.x\", {value=0x7ffc1000, size=99, flags=0}, 16) "
	  "= -1 ENODATA (No data available)" },
	{ X64, 465, 7, { CWD, P, 0, P, 99 },
	  { PATH(1, "a"), GAVE(3, 7, [0] = 'u', 's', 'e', 'r', '.', 'x') },
	  "listxattrat(AT_FDCWD, \"a\", 0, \"user.x\\0\", 99) = 7" },
	{ X64, 303, 0, { CWD, P, P, P, 0x1000 },
	  { PATH(1, ""), GAVE(2, 12, [0] = 4, [4] = 1, [8] = 'a', 'b', 'c', 'd'), GAVE(3, 4,
	    [0] = 0x1a) },
	  "name_to_handle_at(AT_FDCWD, \"\", {handle_bytes=4, handle_type=1, "
	  "f_handle=\"abcd\"}, [26], AT_EMPTY_PATH) = 0" },
	{ X64, 303, 0, { CWD, P, P, P, 1 },
	  { PATH(1, "a"), GAVE(2, 12, [0] = 4, [4] = 0x81, [8] = 'a', 'b', 'c', 'd'), GAVE(3, 8,
	    [0] = 0x21, [3] = 0x80) },
	  "name_to_handle_at(AT_FDCWD, \"a\", {handle_bytes=4, handle_type=129, "
	  "f_handle=\"abcd\"}, [2147483681], AT_HANDLE_MNT_ID_UNIQUE) = 0" },
	{ X64, 303, -75, { CWD, P, P, P, 0 }, { PATH(1, "a"), GAVE(2, 8, [0] = 0xc), GAVE(3, 4, 9) },
	  "name_to_handle_at(AT_FDCWD, \"a\", {handle_bytes=12, handle_type=0, f_handle=\"\"}, "
	  "[9], 0) = -1 EOVERFLOW (Value too large for defined data type)" },
	{ X64, 304, 5, { 3, P, 0 }, { TOOK(1, 12, [0] = 4, [4] = 1, [8] = 'a', 'b', 'c', 'd') },
	  "open_by_handle_at(3, {handle_bytes=4, handle_type=1, f_handle=\"abcd\"}, O_RDONLY) = "
	  "5" },
	{ X64, 468, 0, { CWD, P, P, 24, 0 },
	  { PATH(1, "a"), GAVE(2, 24, [0] = 0x10, [12] = 2, [16] = 5) },
	  "file_getattr(AT_FDCWD, \"a\", {fa_xflags=FS_XFLAG_APPEND, fa_extsize=0, "
	  "fa_nextents=2, fa_projid=5, fa_cowextsize=0}, 24, 0) = 0" },
	{ X64, 469, -22, { CWD, P, P, 16, 0 }, { PATH(1, "a"), TOOK(2, 16, [0] = 0x10) },
	  "file_setattr(AT_FDCWD, \"a\", {fa_xflags=FS_XFLAG_APPEND, fa_extsize=0, "
	  "fa_nextents=0}, 16, 0) = -1 EINVAL (Invalid argument)" },

	/* quota */
	{ X64, 179, 0, { 0x80000700, P, 33, P },
	  { PATH(1, "/dev/vda"), GAVE(3, 72, [0] = 0x64, [8] = 0x5a, [17] = 0x10, [24] = 0xa,
	    [32] = 9, [40] = 1, [64] = 0x3f) },
	  "quotactl(Q_GETQUOTA|USRQUOTA, \"/dev/vda\", 33, {dqb_bhardlimit=100, "
	  "dqb_bsoftlimit=90, dqb_curspace=4096, dqb_ihardlimit=10, dqb_isoftlimit=9, "
	  "dqb_curinodes=1, dqb_btime=0, dqb_itime=0, "
	  "dqb_valid=QIF_BLIMITS|QIF_SPACE|QIF_ILIMITS|QIF_INODES|QIF_BTIME|QIF_ITIME}) = 0" },
	{ I386, 131, 0, { 0x80000801, P, 33, P },
	  { PATH(1, "/dev/vda"), TOOK(3, 68, [0] = 0x64, [8] = 0x5a, [17] = 0x10, [24] = 0xa,
	    [32] = 9, [40] = 1, [64] = 0x3f) },
	  "quotactl(Q_SETQUOTA|GRPQUOTA, \"/dev/vda\", 33, {dqb_bhardlimit=100, "
	  "dqb_bsoftlimit=90, dqb_curspace=4096, dqb_ihardlimit=10, dqb_isoftlimit=9, "
	  "dqb_curinodes=1, dqb_btime=0, dqb_itime=0, "
	  "dqb_valid=QIF_BLIMITS|QIF_SPACE|QIF_ILIMITS|QIF_INODES|QIF_BTIME|QIF_ITIME}) = 0" },
	{ X64, 179, 0, { 0x80000900, P, 33, P },
	  { PATH(1, "/dev/vda"), GAVE(3, 72, [0] = 0x64, [64] = 1, [68] = 0x22) },
	  "quotactl(Q_GETNEXTQUOTA|USRQUOTA, \"/dev/vda\", 33, {dqb_bhardlimit=100, "
	  "dqb_bsoftlimit=0, dqb_curspace=0, dqb_ihardlimit=0, dqb_isoftlimit=0, "
	  "dqb_curinodes=0, dqb_btime=0, dqb_itime=0, dqb_valid=QIF_BLIMITS, dqb_id=34}) = 0" },
	{ X64, 179, 0, { 0x80000200, P, 4, P }, { PATH(1, "/dev/vda"), PATH(3, "aquota.user") },
	  "quotactl(Q_QUOTAON|USRQUOTA, \"/dev/vda\", QFMT_VFS_V1, \"aquota.user\") = 0" },
	{ X64, 179, 0, { 0x80000100, 0, 0, 0 }, { { 0 } },
	  "quotactl(Q_SYNC|USRQUOTA, NULL, 0, NULL) = 0" },
	{ X64, 179, 0, { 0x80000400, P, 0, P }, { PATH(1, "/dev/vda"), GAVE(3, 4, [0] = 2) },
	  "quotactl(Q_GETFMT|USRQUOTA, \"/dev/vda\", 0, [QFMT_VFS_V0]) = 0" },
	{ X64, 179, 0, { 0x80000600, P, 0, P },
	  { PATH(1, "/dev/vda"), TOOK(3, 24, [0] = 0x80, 0x3a, 9, [8] = 0x3c, [16] = 1, [20] = 7) },
	  "quotactl(Q_SETINFO|USRQUOTA, \"/dev/vda\", 0, {dqi_bgrace=604800, dqi_igrace=60, "
	  "dqi_flags=DQF_ROOT_SQUASH, dqi_valid=IIF_BGRACE|IIF_IGRACE|IIF_FLAGS}) = 0" },
	{ X64, 443, 0, { 3, 0x580300, 33, P },
	  { GAVE(3, 112, [0] = 1, 1, 0xc0, 1, 0x21, [8] = 0x64, [40] = 8, [48] = 1, [56] = 0xff,
	    0xff, 0xff, 0xff) },
	  "quotactl_fd(3, Q_XGETQUOTA|USRQUOTA, 33, {d_version=1, d_flags=FS_USER_QUOTA, "
	  "d_fieldmask=FS_DQ_BTIMER|FS_DQ_ITIMER|FS_DQ_RTBTIMER, d_id=33, d_blk_hardlimit=100, "
	  "d_blk_softlimit=0, d_ino_hardlimit=0, d_ino_softlimit=0, d_bcount=8, d_icount=1, "
	  "d_itimer=-1, d_btimer=0, d_iwarns=0, d_bwarns=0, d_rtb_hardlimit=0, "
	  "d_rtb_softlimit=0, d_rtbcount=0, d_rtbtimer=0, d_rtbwarns=0}) = 0" },
	{ X64, 443, 0, { 3, 0x580500, 0, P },
	  { GAVE(3, 80, [0] = 1, [2] = 3, [8] = 0x83, [16] = 8, [24] = 1, [32] = 0x84, [56] = 2,
	    [60] = 0x80, 0x3a, 9) },
	  "quotactl_fd(3, Q_XGETQSTAT|USRQUOTA, 0, {qs_version=1, "
	  "qs_flags=FS_QUOTA_UDQ_ACCT|FS_QUOTA_UDQ_ENFD, qs_uquota={qfs_ino=131, qfs_nblks=8, "
	  "qfs_nextents=1}, qs_gquota={qfs_ino=132, qfs_nblks=0, qfs_nextents=0}, "
	  "qs_incoredqs=2, qs_btimelimit=604800, qs_itimelimit=0, qs_rtbtimelimit=0, "
	  "qs_bwarnlimit=0, qs_iwarnlimit=0}) = 0" },
	{ I386, 443, 0, { 3, 0x580500, 0, P },
	  { GAVE(3, 68, [0] = 1, [2] = 3, [8] = 0x83, [16] = 8, [24] = 1, [28] = 0x84, [48] = 2,
	    [52] = 0x80, 0x3a, 9) },
	  "quotactl_fd(3, Q_XGETQSTAT|USRQUOTA, 0, {qs_version=1, "
	  "qs_flags=FS_QUOTA_UDQ_ACCT|FS_QUOTA_UDQ_ENFD, qs_uquota={qfs_ino=131, qfs_nblks=8, "
	  "qfs_nextents=1}, qs_gquota={qfs_ino=132, qfs_nblks=0, qfs_nextents=0}, "
	  "qs_incoredqs=2, qs_btimelimit=604800, qs_itimelimit=0, qs_rtbtimelimit=0, "
	  "qs_bwarnlimit=0, qs_iwarnlimit=0}) = 0" },
	{ X64, 443, 0, { 3, 0x580800, 0, P },
	  { GAVE(3, 160, [0] = 1, [2] = 0x30, [4] = 2, [8] = 0x83, [32] = 0x84, [56] = 0x85,
	    [80] = 0x80, 0x3a, 9, [92] = 5) },
	  "quotactl_fd(3, Q_XGETQSTATV|USRQUOTA, 0, {qs_version=1, "
	  "qs_flags=FS_QUOTA_PDQ_ACCT|FS_QUOTA_PDQ_ENFD, qs_incoredqs=2, "
	  "qs_uquota={qfs_ino=131, qfs_nblks=0, qfs_nextents=0}, qs_gquota={qfs_ino=132, "
	  "qfs_nblks=0, qfs_nextents=0}, qs_pquota={qfs_ino=133, qfs_nblks=0, qfs_nextents=0}, "
	  "qs_btimelimit=604800, qs_itimelimit=0, qs_rtbtimelimit=0, qs_bwarnlimit=5, "
	  "qs_iwarnlimit=0, qs_rtbwarnlimit=0}) = 0" },
	{ X64, 443, 0, { 3, 0x580101, 0, P }, { TOOK(3, 4, [0] = 6) },
	  "quotactl_fd(3, Q_XQUOTAON|GRPQUOTA, 0, [FS_QUOTA_UDQ_ENFD|FS_QUOTA_GDQ_ACCT]) = 0" },
	{ X64, 443, -22, { 3, 0x580600, 0, P }, { TOOK(3, 4, [0] = 4) },
	  "quotactl_fd(3, Q_XQUOTARM|USRQUOTA, 0, [FS_GROUP_QUOTA]) = -1 EINVAL (Invalid "
	  "argument)" },

	/* notification */
	{ X64, 300, 3, { 0x203, 0100000 }, { { 0 } },
	  "fanotify_init(FAN_CLASS_NOTIF|FAN_CLOEXEC|FAN_NONBLOCK|FAN_REPORT_FID, "
	  "O_RDONLY|O_LARGEFILE) = 3" },
	{ X64, 301, 0, { 3, 1, 0x48000020, CWD, P }, { PATH(4, "/tmp") },
	  "fanotify_mark(3, FAN_MARK_ADD, FAN_OPEN|FAN_EVENT_ON_CHILD|FAN_ONDIR, AT_FDCWD, "
	  "\"/tmp\") = 0" },
	{ I386, 339, 0, { 3, 0x101, 0x20, 1, CWD, P }, { PATH(5, "/tmp") },
	  "fanotify_mark(3, FAN_MARK_FILESYSTEM|FAN_MARK_ADD, FAN_OPEN|0x100000000, AT_FDCWD, "
	  "\"/tmp\") = 0" },
	{ X64, 72, 0, { 3, 1026, 0x80000002 }, { { 0 } },
	  "fcntl(3, F_NOTIFY, DN_MODIFY|DN_MULTISHOT) = 0" },

	/* fcntl */
	{ X64, 72, 0, { 3, 17, P }, { GAVE(2, 8, [4] = 0x21) },
	  "fcntl(3, F_GETOWNER_UIDS, [0, 33]) = 0" },
	{ X64, 72, 0, { 3, 1024, 1 }, { { 0 } },
	  "fcntl(3, F_SETLEASE, F_WRLCK) = 0" },
	{ X64, 72, 0, { 3, 1028, 77 }, { { 0 } },
	  "fcntl(3, F_CREATED_QUERY) = 0" },
	{ X64, 72, 0, { 3, 1039, P }, { GAVE(2, 8, [4] = 1) },
	  "fcntl(3, F_GETDELEG, {d_flags=0, d_type=F_WRLCK}) = 0" },
	{ X64, 72, 0, { 3, 1040, P }, { TOOK(2, 8, [4] = 2) },
	  "fcntl(3, F_SETDELEG, {d_flags=0, d_type=F_UNLCK}) = 0" },
	{ X64, 72, 0, { 3, 1036, P }, { TOOK(2, 8, [0] = 5) },
	  "fcntl(3, F_SET_RW_HINT, [RWH_WRITE_LIFE_EXTREME]) = 0" },

	/* copying, offsets in two registers */
	{ X64, 276, 4, { 3, 4, 99, 2 }, { { 0 } },
	  "tee(3, 4, 99, SPLICE_F_NONBLOCK) = 4" },
	{ X64, 278, 2, { 4, P, 1, 1 },
	  { BYTES(1, SYSCORD_PART_IOVEC, 0, 16, [8] = 9), TEXT(1, SYSCORD_PART_CONTENT,
	    SYSCORD_BLOB_OUT, "hi") },
	  "vmsplice(4, [{iov_base=\"hi\", iov_len=9}], 1, SPLICE_F_MOVE) = 2" },
	{ X64, 327, 2, { 3, P, 1, 7, 0, 0x18 },
	  { BYTES(1, SYSCORD_PART_IOVEC, 0, 16, [8] = 9), TEXT(1, SYSCORD_PART_CONTENT,
	    SYSCORD_BLOB_OUT, "hi") },
	  "preadv2(3, [{iov_base=\"hi\", iov_len=9}], 1, 7, RWF_NOWAIT|RWF_APPEND) = 2" },
	{ X64, 328, 2, { 3, P, 1, -1UL, 0, 0x10 },
	  { BYTES(1, SYSCORD_PART_IOVEC, 0, 16, [8] = 2), TEXT(1, SYSCORD_PART_CONTENT, 0, "hi") },
	  "pwritev2(3, [{iov_base=\"hi\", iov_len=2}], 1, -1, RWF_APPEND) = 2" },
	{ I386, 379, 2, { 3, P, 1, 7, 2, 0x10 },
	  { BYTES(1, SYSCORD_PART_IOVEC, 0, 8, [4] = 2), TEXT(1, SYSCORD_PART_CONTENT, 0, "hi") },
	  "pwritev2(3, [{iov_base=\"hi\", iov_len=2}], 1, 8589934599, RWF_APPEND) = 2" },
	{ I386, 180, 2, { 3, P, 9, 5, 1 }, { TEXT(1, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, "hi") },
	  "pread64(3, \"hi\", 9, 4294967301) = 2" },
	{ ARM, 180, 2, { 3, P, 9, 0, 5, 1 }, { TEXT(1, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, "hi") },
	  "pread64(3, \"hi\", 9, 4294967301) = 2" },
	{ I386, 324, 0, { 3, 1, 5, 1, MINUS1, MINUS1 }, { { 0 } },
	  "fallocate(3, FALLOC_FL_KEEP_SIZE, 4294967301, -1) = 0" },
	{ ARM, 193, 0, { P, 0, 5, 1 }, { PATH(0, "a") },
	  "truncate64(\"a\", 4294967301) = 0" },
	{ I386, 272, 0, { 3, 5, 1, 6, 0, 4 }, { { 0 } },
	  "fadvise64_64(3, 4294967301, 6, POSIX_FADV_DONTNEED) = 0" },
	{ ARM, 270, 0, { 3, 4, 5, 1, 6, 0 }, { { 0 } },
	  "arm_fadvise64_64(3, POSIX_FADV_DONTNEED, 4294967301, 6) = 0" },
	{ X64, 277, 0, { 3, 5, 6, 7 }, { { 0 } },
	  "sync_file_range(3, 5, 6, "
	  "SYNC_FILE_RANGE_WAIT_BEFORE|SYNC_FILE_RANGE_WRITE|SYNC_FILE_RANGE_WAIT_AFTER) = 0" },
	{ I386, 314, 0, { 3, 5, 1, 6, 0, 2 }, { { 0 } },
	  "sync_file_range(3, 4294967301, 6, SYNC_FILE_RANGE_WRITE) = 0" },
	{ X64, 221, 0, { 3, 5, 6, 3 }, { { 0 } },
	  "fadvise64(3, 5, 6, POSIX_FADV_WILLNEED) = 0" },
	{ I386, 225, 0, { 3, 5, 1, 4096 }, { { 0 } },
	  "readahead(3, 4294967301, 4096) = 0" },

	/* others */
	{ X64, 212, 5, { 0x1234, P, 99 }, { GAVE(1, 5, [0] = '/', 't', 'm', 'p') },
	  "lookup_dcookie(0x1234, \"/tmp\", 99) = 5" },
	{ I386, 253, 5, { 0x1234, 1, P, 99 }, { GAVE(2, 5, [0] = '/', 't', 'm', 'p') },
	  "lookup_dcookie(0x100001234, \"/tmp\", 99) = 5" },
	{ X64, 451, 0, { 3, P, P, 0 },
	  { TOOK(1, 16, [0] = 5, [8] = 6), GAVE(2, 40, [0] = 1, [8] = 2, [16] = 3, [24] = 4,
	    [32] = 5) },
	  "cachestat(3, {off=5, len=6}, {nr_cache=1, nr_dirty=2, nr_writeback=3, nr_evicted=4, "
	  "nr_recently_evicted=5}, 0) = 0" },
	{ X64, 436, 0, { 3, MINUS1, 4 }, { { 0 } },
	  "close_range(3, 4294967295, CLOSE_RANGE_CLOEXEC) = 0" },
	{ X64, 323, 3, { 02000001 }, { { 0 } },
	  "userfaultfd(O_CLOEXEC|UFFD_USER_MODE_ONLY) = 3" },

	/* asynchronous input and output */
	{ X64, 206, 0, { 128, P }, { GAVE(1, 8, [1] = 0x10, [5] = 0x7f) },
	  "io_setup(128, [0x7f0000001000]) = 0" },
	{ X64, 209, 2, { 0x7f0000001000, 2, P },
	  { TOOK(2, 128, [0] = 0x11, [12] = 2, [16] = 1, [20] = 3, [25] = 0x10, 0xfc, 0x7f,
	    [32] = 5, [40] = 6, [56] = 1, [60] = 7, [64] = 0x12, [80] = 5, [84] = 4) },
	  "io_submit(0x7f0000001000, 2, [{aio_data=0x11, aio_key=0, aio_rw_flags=RWF_DSYNC, "
	  "aio_lio_opcode=IOCB_CMD_PWRITE, aio_reqprio=0, aio_fildes=3, aio_buf=0x7ffc1000, "
	  "aio_nbytes=5, aio_offset=6, aio_flags=IOCB_FLAG_RESFD, aio_resfd=7}, {aio_data=0x12, "
	  "aio_key=0, aio_rw_flags=0, aio_lio_opcode=IOCB_CMD_POLL, aio_reqprio=0, "
	  "aio_fildes=4, aio_buf=NULL, aio_nbytes=0, aio_offset=0, aio_flags=0, aio_resfd=0}]) "
	  "= 2" },
	{ X64, 208, 1, { 0x7f0000001000, 1, 8, P, P },
	  { GAVE(3, 32, [0] = 0x11, [9] = 0x10, 0xfc, 0x7f, [16] = 0xfb, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff), TOOK(4, 16, [0] = 1) },
	  "io_getevents(0x7f0000001000, 1, 8, [{data=0x11, obj=0x7ffc1000, res=-5, res2=0}], "
	  "{tv_sec=1, tv_nsec=0}) = 1" },
	{ X64, 333, 0, { 0x7f0000001000, 0, 8, P, 0, P },
	  { TEXT(3, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, ""), TOOK(5, 16, [1] = 0x10, 0xfc, 0x7f,
	    [8] = 8), BYTES(5, SYSCORD_PART_VIA + 0, 0, 8, [1] = 2) },
	  "io_pgetevents(0x7f0000001000, 0, 8, [], NULL, {sigmask=[SIGUSR1], sigsetsize=8}) = 0" },
	{ I386, 416, 0, { 0x1000, 0, 8, P, P, P },
	  { TEXT(3, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, ""), TOOK(4, 16, [0] = 1), TOOK(5, 8,
	    [1] = 0x10, 0xfc, 0x7f, 8), BYTES(5, SYSCORD_PART_VIA + 0, 0, 8, [1] = 2) },
	  "io_pgetevents_time64(0x1000, 0, 8, [], {tv_sec=1, tv_nsec=0}, {sigmask=[SIGUSR1], "
	  "sigsetsize=8}) = 0" },
	{ X64, 210, -115, { 0x7f0000001000, P, P }, { TOOK(1, 64, [20] = 3) },
	  "io_cancel(0x7f0000001000, {aio_data=0, aio_key=0, aio_rw_flags=0, "
	  "aio_lio_opcode=IOCB_CMD_PREAD, aio_reqprio=0, aio_fildes=3, aio_buf=NULL, "
	  "aio_nbytes=0, aio_offset=0, aio_flags=0, aio_resfd=0}, 0x7ffc0000) = -1 EINPROGRESS "
	  "(Operation now in progress)" },

	/* io_uring */
	{ X64, 425, 3, { 8, P },
	  { GAVE(1, 120, [0] = 8, [4] = 0x10, [8] = 0x41, 0x10, [20] = 3, [44] = 0x40, [49] = 1,
	    [84] = 4, [100] = 0x40, 1) },
	  "io_uring_setup(8, {sq_entries=8, cq_entries=16, "
	  "flags=IORING_SETUP_IOPOLL|IORING_SETUP_R_DISABLED|IORING_SETUP_SINGLE_ISSUER, "
	  "sq_thread_cpu=0, sq_thread_idle=0, "
	  "features=IORING_FEAT_SINGLE_MMAP|IORING_FEAT_NODROP, wq_fd=0, sq_off={head=0, "
	  "tail=64, ring_mask=256, ring_entries=0, flags=0, dropped=0, array=0, "
	  "user_addr=NULL}, cq_off={head=0, tail=4, ring_mask=0, ring_entries=0, overflow=0, "
	  "cqes=320, flags=0, user_addr=NULL}}) = 3" },
	{ X64, 426, 1, { 3, 1, 1, 1, P, 8 }, { TOOK(4, 8, [1] = 2) },
	  "io_uring_enter(3, 1, 1, IORING_ENTER_GETEVENTS, [SIGUSR1], 8) = 1" },
	{ X64, 426, 1, { 3, 1, 1, 9, P, 24 },
	  { TOOK(4, 24, [1] = 0x10, 0xfc, 0x7f, [8] = 8, [12] = 0x32, [17] = 0x20, 0xfc, 0x7f),
	    BYTES(4, SYSCORD_PART_VIA + 0, 0, 8, [1] = 2), BYTES(4, SYSCORD_PART_VIA + 1, 0, 16,
	    [0] = 1) },
	  "io_uring_enter(3, 1, 1, IORING_ENTER_GETEVENTS|IORING_ENTER_EXT_ARG, "
	  "{sigmask=[SIGUSR1], sigmask_sz=8, min_wait_usec=50, ts={tv_sec=1, tv_nsec=0}}, 24) = "
	  "1" },
	{ I386, 426, -62, { 3, 0, 1, 9, P, 24 },
	  { TOOK(4, 24, [17] = 0x20, 0xfc, 0x7f), BYTES(4, SYSCORD_PART_VIA + 1, 0, 16, [0] = 1) },
	  "io_uring_enter(3, 0, 1, IORING_ENTER_GETEVENTS|IORING_ENTER_EXT_ARG, {sigmask=NULL, "
	  "sigmask_sz=0, min_wait_usec=0, ts={tv_sec=1, tv_nsec=0}}, 24) = -1 ETIME (Timer "
	  "expired)" },
	{ X64, 426, 1, { 3, 1, 1, 0x49, 64, 64 }, { { 0 } },
	  "io_uring_enter(3, 1, 1, "
	  "IORING_ENTER_GETEVENTS|IORING_ENTER_EXT_ARG|IORING_ENTER_EXT_ARG_REG, 0x40, 64) = 1" },
	{ X64, 427, 0, { 3, 0, P, 2 },
	  { TOOK(2, 32, [1] = 0x10, 0xfc, 0x7f, [9] = 0x10, [17] = 0x20, 0xfc, 0x7f, [24] = 1) },
	  "io_uring_register(3, IORING_REGISTER_BUFFERS, [{iov_base=0x7ffc1000, iov_len=4096}, "
	  "{iov_base=0x7ffc2000, iov_len=1}], 2) = 0" },
	{ I386, 427, 0, { 3, 0, P, 1 }, { TOOK(2, 8, [1] = 0x10, 0xfc, 0x7f, [5] = 0x10) },
	  "io_uring_register(3, IORING_REGISTER_BUFFERS, [{iov_base=0x7ffc1000, iov_len=4096}], "
	  "1) = 0" },
	{ X64, 427, 0, { 3, 1, 0, 0 }, { { 0 } },
	  "io_uring_register(3, IORING_UNREGISTER_BUFFERS, NULL, 0) = 0" },
	{ X64, 427, 0, { 3, 2, P, 2 }, { TOOK(2, 8, [0] = 5, [4] = 0xff, 0xff, 0xff, 0xff) },
	  "io_uring_register(3, IORING_REGISTER_FILES, [5, -1], 2) = 0" },
	{ X64, 427, 0, { 3, 4, P, 1 }, { TOOK(2, 4, [0] = 7) },
	  "io_uring_register(3, IORING_REGISTER_EVENTFD, [7], 1) = 0" },
	{ X64, 427, 2, { 3, 6, P, 2 },
	  { TOOK(2, 16, [0] = 1, [9] = 0x10, 0xfc, 0x7f), BYTES(2, SYSCORD_PART_VIA + 0, 0, 8,
	    [0] = 5, [4] = 0xfe, 0xff, 0xff, 0xff) },
	  "io_uring_register(3, IORING_REGISTER_FILES_UPDATE, {offset=1, fds=[5, -2]}, 2) = 2" },
	{ X64, 427, 0, { 3, 8, P, 2 }, { GAVE(2, 32, [0] = 1, 2, [18] = 1, [24] = 1, [26] = 1) },
	  "io_uring_register(3, IORING_REGISTER_PROBE, {last_op=IORING_OP_READV, ops_len=2, "
	  "ops=[{op=IORING_OP_NOP, flags=IO_URING_OP_SUPPORTED}, {op=IORING_OP_READV, "
	  "flags=IO_URING_OP_SUPPORTED}]}, 2) = 0" },
	{ X64, 427, 0, { 3, 11, P, 2 }, { TOOK(2, 32, [2] = 0xd, [16] = 1, [18] = 0x16) },
	  "io_uring_register(3, IORING_REGISTER_RESTRICTIONS, "
	  "[{opcode=IORING_RESTRICTION_REGISTER_OP, register_op=13}, "
	  "{opcode=IORING_RESTRICTION_SQE_OP, register_op=22}], 2) = 0" },
	{ X64, 427, 0, { 3, 13, P, 32 },
	  { TOOK(2, 32, [0] = 1, [17] = 0x10, 0xfc, 0x7f, [25] = 0x20, 0xfc, 0x7f), BYTES(2,
	    SYSCORD_PART_VIA + 1, 0, 4, [0] = 5), BYTES(2, SYSCORD_PART_VIA + 2, 0, 8,
	    [0] = 0x99) },
	  "io_uring_register(3, IORING_REGISTER_FILES2, {nr=1, flags=0, data=[5], tags=[0x99]}, "
	  "32) = 0" },
	{ X64, 427, 1, { 3, 14, P, 32 },
	  { TOOK(2, 32, [0] = 1, [9] = 0x10, 0xfc, 0x7f, [24] = 1), BYTES(2, SYSCORD_PART_VIA + 1,
	    0, 4, [0] = 5) },
	  "io_uring_register(3, IORING_REGISTER_FILES_UPDATE2, {offset=1, data=[5], tags=NULL, "
	  "nr=1}, 32) = 1" },
	{ X64, 427, 0, { 3, 15, P, 32 }, { TOOK(2, 32, [0] = 1, [4] = 1) },
	  "io_uring_register(3, IORING_REGISTER_BUFFERS2, {nr=1, "
	  "flags=IORING_RSRC_REGISTER_SPARSE, data=NULL, tags=NULL}, 32) = 0" },
	{ X64, 427, 1, { 3, 0x80000010, P, 32 },
	  { TOOK(2, 32, [9] = 0x10, 0xfc, 0x7f, [24] = 1), BYTES(2, SYSCORD_PART_VIA + 1, 0, 16,
	    [1] = 0x30, 0xfc, 0x7f, [8] = 9) },
	  "io_uring_register(3, "
	  "IORING_REGISTER_BUFFERS_UPDATE|IORING_REGISTER_USE_REGISTERED_RING, {offset=0, "
	  "data=[{iov_base=0x7ffc3000, iov_len=9}], tags=NULL, nr=1}, 32) = 1" },
	{ X64, 427, 0, { 3, 17, P, 8 }, { TOOK(2, 8, [0] = 5) },
	  "io_uring_register(3, IORING_REGISTER_IOWQ_AFF, [0, 2], 8) = 0" },
	{ X64, 427, 0, { 3, 19, P, 2 }, { GAVE(2, 8, [0] = 8, [4] = 9) },
	  "io_uring_register(3, IORING_REGISTER_IOWQ_MAX_WORKERS, [8, 9], 2) = 0" },
	{ X64, 427, 1, { 3, 20, P, 1 }, { GAVE(2, 16, [8] = 3) },
	  "io_uring_register(3, IORING_REGISTER_RING_FDS, [{offset=0, data=3}], 1) = 1" },
	{ X64, 427, 0, { 3, 22, P, 1 },
	  { GAVE(2, 40, [1] = 0x10, 0xfc, 0x7f, [8] = 8, [12] = 5, [14] = 1) },
	  "io_uring_register(3, IORING_REGISTER_PBUF_RING, {ring_addr=0x7ffc1000, "
	  "ring_entries=8, bgid=5, flags=IOU_PBUF_RING_MMAP}, 1) = 0" },
	{ X64, 427, 0, { 3, 24, P, 1 },
	  { TOOK(2, 64, [0] = 0x99, [8] = 0xff, 0xff, 0xff, 0xff, 1, [16] = 1) },
	  "io_uring_register(3, IORING_REGISTER_SYNC_CANCEL, {addr=0x99, fd=-1, "
	  "flags=IORING_ASYNC_CANCEL_ALL, timeout={tv_sec=1, tv_nsec=0}, opcode=0}, 1) = 0" },
	{ X64, 427, 0, { 3, 25, P, 0 }, { TOOK(2, 16, [0] = 2, [4] = 3) },
	  "io_uring_register(3, IORING_REGISTER_FILE_ALLOC_RANGE, {off=2, len=3}, 0) = 0" },
	{ X64, 427, 0, { 3, 26, P, 1 }, { GAVE(2, 40, [0] = 5, [4] = 6) },
	  "io_uring_register(3, IORING_REGISTER_PBUF_STATUS, {buf_group=5, head=6}, 1) = 0" },
	{ X64, 427, 0, { 3, 27, P, 1 }, { GAVE(2, 16, [0] = 0x32, [4] = 1) },
	  "io_uring_register(3, IORING_REGISTER_NAPI, {busy_poll_to=50, prefer_busy_poll=1, "
	  "opcode=0, op_param=0}, 1) = 0" },
	{ X64, 427, 0, { 3, 29, P, 0 }, { TOOK(2, 16, [0] = 1) },
	  "io_uring_register(3, IORING_REGISTER_CLOCK, {clockid=CLOCK_MONOTONIC}, 0) = 0" },
	{ X64, 427, 0, { 3, 30, P, 1 }, { TOOK(2, 32, [0] = 4, [4] = 2, [16] = 1) },
	  "io_uring_register(3, IORING_REGISTER_CLONE_BUFFERS, {src_fd=4, "
	  "flags=IORING_REGISTER_DST_REPLACE, src_off=0, dst_off=0, nr=1}, 1) = 0" },
	{ X64, 427, 0, { 3, 31, P, 1 },
	  { TOOK(2, 64, [0] = 0x28, [4] = 5, [8] = 0x4d, [24] = 9, [32] = 0x88) },
	  "io_uring_register(3, IORING_REGISTER_SEND_MSG_RING, {opcode=IORING_OP_MSG_RING, "
	  "flags=0, ioprio=0, fd=5, off=77, addr=0, len=9, rw_flags=0, user_data=0x88, "
	  "buf_index=0, personality=0, splice_fd_in=0, addr3=0}, 1) = 0" },
	{ X64, 427, 0, { 3, 32, P, 1 },
	  { GAVE(2, 96, [0] = 2, [8] = 0x40, [17] = 0x10, 0xfc, 0x7f, [25] = 0x20, 0xfc, 0x7f,
	    [36] = 0x40, [64] = 1), BYTES(2, SYSCORD_PART_VIA + 0, SYSCORD_BLOB_OUT, 48, [1] = 0x40,
	    0xfc, 0x7f, [9] = 0x10), BYTES(2, SYSCORD_PART_VIA + 1, SYSCORD_BLOB_OUT, 64,
	    [1] = 0x50, 0xfc, 0x7f, [9] = 0x10, [16] = 1) },
	  "io_uring_register(3, IORING_REGISTER_ZCRX_IFQ, {if_idx=2, if_rxq=0, rq_entries=64, "
	  "flags=0, area_ptr={addr=0x7ffc4000, len=4096, rq_area_token=0, flags=0, "
	  "dmabuf_fd=0}, region_ptr={user_addr=0x7ffc5000, size=4096, "
	  "flags=IORING_MEM_REGION_TYPE_USER, id=0, mmap_offset=0}, offsets={head=0, tail=64, "
	  "rqes=0}, zcrx_id=1, rx_buf_len=0, event_desc=NULL}, 1) = 0" },
	{ X64, 427, 0, { 3, 34, P, 1 },
	  { TOOK(2, 32, [1] = 0x20, 0xfc, 0x7f, [8] = 1), BYTES(2, SYSCORD_PART_VIA + 0,
	    SYSCORD_BLOB_OUT, 64, [1] = 0x50, 0xfc, 0x7f, [9] = 0x10, [16] = 1) },
	  "io_uring_register(3, IORING_REGISTER_MEM_REGION, {region_uptr={user_addr=0x7ffc5000, "
	  "size=4096, flags=IORING_MEM_REGION_TYPE_USER, id=0, mmap_offset=0}, "
	  "flags=IORING_MEM_REGION_REG_WAIT_ARG}, 1) = 0" },
	{ X64, 427, 0, { 3, 35, P, 0 },
	  { GAVE(2, 40, [9] = 0x20, 0xfc, 0x7f, [20] = 4), TEXT(2, SYSCORD_PART_VIA + 0,
	    SYSCORD_BLOB_OUT, "abcd") },
	  "io_uring_register(3, IORING_REGISTER_QUERY, {next_entry=NULL, query_data=\"abcd\", "
	  "query_op=IO_URING_QUERY_OPCODES, size=4, result=0}, 0) = 0" },
	{ X64, 427, 0, { 3, 36, P, 0 }, { GAVE(2, 72, [0] = 1, [4] = 1, [24] = 9),
	  BYTES(2, SYSCORD_PART_VIA + 2, SYSCORD_BLOB_OUT, 4, 9) },
	  "io_uring_register(3, IORING_REGISTER_ZCRX_CTRL, {zcrx_id=1, op=ZCRX_CTRL_EXPORT, "
	  "zcrx_fd=[9]}, 0) = 0" },
	{ X64, 427, 0, { 3, 36, P, 0 }, { GAVE(2, 72, [0] = 1, [4] = 2, [24] = 1),
	  BYTES(2, SYSCORD_PART_VIA + 3, 0, 4, 1) },
	  "{zcrx_id=1, op=ZCRX_CTRL_ARM_EVENT, event_type=[ZCRX_EVENT_COPY]}, 0) = 0" },
	{ X64, 427, 0, { 3, 36, P, 0 }, { GAVE(2, 72, [0] = 1, [4] = 3, [25] = 0x10),
	  BYTES(2, SYSCORD_PART_VIA, SYSCORD_BLOB_OUT, 48, [1] = 0x40, [9] = 0x10, [24] = 1, [28] = 5) },
	  "{zcrx_id=1, op=ZCRX_CTRL_ADD_AREA, area_ptr={addr=0x4000, len=4096, rq_area_token=0, "
	  "flags=IORING_ZCRX_AREA_DMABUF, dmabuf_fd=5}}, 0) = 0" },
	{ X64, 427, 0, { 3, 37, P, 1 },
	  { GAVE(2, 72, [0] = 1, [8] = 0x16, [16] = 1, [25] = 0x20, 0xfc, 0x7f), TEXT(2,
	    SYSCORD_PART_VIA + 0, 0, "filterop") },
	  "io_uring_register(3, IORING_REGISTER_BPF_FILTER, {cmd_type=1, cmd_flags=0, "
	  "filter={opcode=IORING_OP_READ, flags=0, filter_len=1, pdu_size=0, "
	  "filter_ptr=\"filterop\"}}, 1) = 0" },

	/* landlock */
	{ X64, 444, 4, { P, 16, 0 }, { TOOK(0, 16, [0] = 5, [8] = 2) },
	  "landlock_create_ruleset({handled_access_fs=LANDLOCK_ACCESS_FS_EXECUTE|LANDLOCK_ACCESS_FS_READ_FILE, "
	  "handled_access_net=LANDLOCK_ACCESS_NET_CONNECT_TCP}, 16, 0) = 4" },
	{ X64, 444, 4, { P, 48, 0 }, { TOOK(0, 48, [0] = 1, [24] = 1, [32] = 4, [40] = 2) },
	  "scoped=0, quiet_access_fs=LANDLOCK_ACCESS_FS_EXECUTE, quiet_access_net=LANDLOCK_ACCESS_NET_BIND_UDP, "
	  "quiet_scoped=LANDLOCK_SCOPE_SIGNAL}, 48, 0) = 4" },
	{ X64, 444, 4, { 0, 0, 1 }, { { 0 } },
	  "landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) = 4" },
	{ X64, 445, 0, { 4, 1, P, 0 }, { TOOK(2, 12, [0] = 4, [8] = 5) },
	  "landlock_add_rule(4, LANDLOCK_RULE_PATH_BENEATH, "
	  "{allowed_access=LANDLOCK_ACCESS_FS_READ_FILE, parent_fd=5}, 0) = 0" },
	{ X64, 445, 0, { 4, 2, P, 0 }, { TOOK(2, 16, [0] = 1, [8] = 0x50) },
	  "landlock_add_rule(4, LANDLOCK_RULE_NET_PORT, "
	  "{allowed_access=LANDLOCK_ACCESS_NET_BIND_TCP, port=80}, 0) = 0" },
	{ X64, 446, 0, { 4, 0 }, { { 0 } },
	  "landlock_restrict_self(4, 0) = 0" },

	/* statx of an atomic file, a secret */
	{ X64, 332, 0, { CWD, P, 0, 0x10000, P },
	  { PATH(1, "a"), GAVE(4, 256, [2] = 1, [28] = 0xa4, 0x81, [169] = 0x10, [174] = 1,
	    [176] = 1) },
	  "statx(AT_FDCWD, \"a\", 0, STATX_WRITE_ATOMIC, {stx_mask=STATX_WRITE_ATOMIC, "
	  "stx_blksize=0, stx_attributes=0, stx_nlink=0, stx_uid=0, stx_gid=0, "
	  "stx_mode=S_IFREG|0644, stx_ino=0, stx_size=0, stx_blocks=0, stx_attributes_mask=0, "
	  "stx_atime={tv_sec=0, tv_nsec=0}, stx_btime={tv_sec=0, tv_nsec=0}, "
	  "stx_ctime={tv_sec=0, tv_nsec=0}, stx_mtime={tv_sec=0, tv_nsec=0}, stx_rdev_major=0, "
	  "stx_rdev_minor=0, stx_dev_major=0, stx_dev_minor=0, stx_mnt_id=0, "
	  "stx_dio_mem_align=0, stx_dio_offset_align=0, stx_subvol=0, "
	  "stx_atomic_write_unit_min=4096, stx_atomic_write_unit_max=65536, "
	  "stx_atomic_write_segments_max=1}) = 0" },
	{ X64, 447, 3, { 02000000 }, { { 0 } },
	  "memfd_secret(O_CLOEXEC) = 3" },
