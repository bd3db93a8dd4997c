/* SPDX-License-Identifier: GPL-2.0 */
/* Rows of lines.h: requests of ioctl(), by the table's order. */
#define IOCTL(ret, request, arg) X64, 16, ret, { 3, request, arg }
#define IOCTL32(ret, request, arg) I386, 54, ret, { 3, request, arg }
#define LED(arg, value, flags, len, ...) \
	BYTES(arg, SYSCORD_PART_VIA + (value) - 6, flags, len, __VA_ARGS__)
#define LED_OUT(value, len, ...) LED(2, value, SYSCORD_BLOB_OUT, len, __VA_ARGS__)
#define LED_IN(value, len, ...) LED(2, value, 0, len, __VA_ARGS__)

	/* terminals */
	{ IOCTL(0, 0x5401, P),
	  { GAVE(2, 36, 0, 5, [4] = 5, [8] = 0xbd, [12] = 0x3b, 0x8a, [17] = 3, 28) },
	  "ioctl(3, TCGETS, {c_iflag=ICRNL|IXON, c_oflag=OPOST|ONLCR, c_cflag=B9600|CS8|CREAD, "
	  "c_lflag=ISIG|ICANON|ECHO|ECHOE|ECHOK|ECHOCTL|ECHOKE|IEXTEN, c_line=N_TTY, "
	  "c_cc=\"\\3\\34\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\"}) = 0" },
	{ IOCTL32(0, 0x402c542b, P), { TOOK(2, 44, [9] = 0x10, [36] = 77, [40] = 88) },
	  "TCSETS2, {c_iflag=0, c_oflag=0, c_cflag=BOTHER|CS5, c_lflag=0, c_line=N_TTY, "
	  "c_cc=\"\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\", c_ispeed=77, c_ospeed=88}) = 0" },
	{ IOCTL(0, 0x5408, P), { TOOK(2, 18, 1, [6] = 2, [9] = 4) },
	  "TCSETAF, {c_iflag=IGNBRK, c_oflag=0, c_cflag=B0|CS5, c_lflag=ICANON, c_line=N_TTY, "
	  "c_cc=\"\\4\\0\\0\\0\\0\\0\\0\\0\"}) = 0" },
	{ IOCTL(-25, 0x5401, P), { { 0 } }, "TCGETS, 0x7ffc0000) = -1 ENOTTY" },
	{ IOCTL(0, 0x5409, 1), { { 0 } }, "TCSBRK, 1) = 0" },
	{ IOCTL(0, 0x540a, 3), { { 0 } }, "TCXONC, TCION) = 0" },
	{ IOCTL(0, 0x540b, 1), { { 0 } }, "TCFLSH, TCOFLUSH) = 0" },
	{ IOCTL(0, 0x540c, P), { { 0 } }, "ioctl(3, TIOCEXCL) = 0" },
	{ IOCTL(0, 0x5412, P), { TOOK(2, 1, 'q') }, "TIOCSTI, \"q\") = 0" },
	{ IOCTL(0, 0x5415, P), { GAVE(2, 4, 0x26, 1) },
	  "TIOCMGET, [TIOCM_DTR|TIOCM_RTS|TIOCM_CTS|TIOCM_DSR]) = 0" },
	{ IOCTL(0, 0x545c, 0x60), { { 0 } }, "TIOCMIWAIT, TIOCM_CTS|TIOCM_CAR) = 0" },
	{ IOCTL(0, 0x5423, P), { TOOK(2, 4, 3) }, "TIOCSETD, [N_PPP]) = 0" },
	{ IOCTL(0, 0x5441, 0402), { { 0 } }, "TIOCGPTPEER, O_RDWR|O_NOCTTY) = 0" },
	{ IOCTL(0, 0x40045436, 2), { { 0 } }, "TIOCSIG, SIGINT) = 0" },
	{ IOCTL(0, 0x541e, P), { GAVE(2, 72, 4, [8] = 0xf8, 2, [28] = 0, 0xc2, 1, [48] = 0, 0, 1) },
	  "TIOCGSERIAL, {type=4, line=0, port=760, irq=0, flags=0, xmit_fifo_size=0, custom_divisor=0, "
	  "baud_base=115200, close_delay=0, io_type=0, hub6=0, closing_wait=0, closing_wait2=0, "
	  "iomem_base=0x10000, iomem_reg_shift=0, port_high=0, iomap_base=0}) = 0" },
	{ IOCTL32(0, 0x541e, P), { GAVE(2, 60, 4, [44] = 0, 0, 1, [48] = 2) },
	  "iomem_base=0x10000, iomem_reg_shift=2, port_high=0, iomap_base=0}) = 0" },
	{ IOCTL(0, 0x542f, P), { GAVE(2, 32, 3, [4] = 5) },
	  "TIOCSRS485, {flags=SER_RS485_ENABLED|SER_RS485_RTS_ON_SEND, delay_rts_before_send=5, "
	  "delay_rts_after_send=0}) = 0" },
	{ IOCTL(0, 0x5602, P), { TOOK(2, 8, 1, 0, 10, 0, 12) },
	  "VT_SETMODE, {mode=VT_PROCESS, waitv=0, relsig=SIGUSR1, acqsig=SIGUSR2, frsig=0}) = 0" },
	{ IOCTL(0, 0x5606, 7), { { 0 } }, "VT_ACTIVATE, 7) = 0" },
	{ IOCTL(0, 0x4b3a, 1), { { 0 } }, "KDSETMODE, KD_GRAPHICS) = 0" },
	{ IOCTL(0, 0x4b44, P), { GAVE(2, 4, 3) }, "KDGKBMODE, [K_UNICODE]) = 0" },
	{ IOCTL(0, 0x4b66, P), { GAVE(2, 16, 1, [8] = 1), LED_OUT(6, 4, 0x41, 0, 7) },
	  "GIO_UNIMAP, {entry_ct=1, entries=[{unicode=0x41, fontpos=7}]}) = 0" },

	/* files and file systems */
	{ IOCTL(0, 0x5421, P), { TOOK(2, 4, 1) }, "FIONBIO, [1]) = 0" },
	{ IOCTL(0, 0x5451, P), { { 0 } }, "ioctl(3, FIOCLEX) = 0" },
	{ IOCTL(0, 0x40049409, 5), { { 0 } }, "FICLONE, 5) = 0" },
	{ IOCTL(0, 0xc0189436, P),
	  { GAVE(2, 24, [8] = 0, 16, [16] = 1), LED_OUT(7, 32, 4, [17] = 16, [24] = 1) },
	  "FIDEDUPERANGE, {src_offset=0, src_length=4096, dest_count=1, info=[{dest_fd=4, dest_offset=0, "
	  "bytes_deduped=4096, status=1}]}) = 0" },
	{ IOCTL(0, 0x80086601, P), { GAVE(2, 4, 0x10, 0, 8) },
	  "FS_IOC_GETFLAGS, [FS_IMMUTABLE_FL|FS_EXTENT_FL]) = 0" },
	{ IOCTL32(0, 0x40046602, P), { TOOK(2, 4, 0x20) }, "FS_IOC_SETFLAGS, [FS_APPEND_FL]) = 0" },
	{ IOCTL(0, 0xc020660b, P),
	  { GAVE(2, 32, [16] = 1, [20] = 1, [24] = 9), LED_OUT(8, 56, [9] = 16, [17] = 32, [40] = 1, 8) },
	  "FS_IOC_FIEMAP, {fm_start=0, fm_length=0, fm_flags=FIEMAP_FLAG_SYNC, fm_mapped_extents=1, "
	  "fm_extent_count=9, fm_extents=[{fe_logical=0, fe_physical=4096, fe_length=8192, "
	  "fe_flags=FIEMAP_EXTENT_LAST|FIEMAP_EXTENT_UNWRITTEN}]}) = 0" },
	{ IOCTL(-22, 0xc020660b, P), { GAVE(2, 32) }, "fm_mapped_extents=0, fm_extent_count=0}) = -1 EINVAL" },
	{ IOCTL(0, 0x81009431, P), { GAVE(2, 255, 'd', 'i', 's', 'k') }, "FS_IOC_GETFSLABEL, \"disk\") = 0" },
	{ IOCTL(0, 0xc0c0583b, P), { GAVE(2, 192, [8] = 1, [12] = 1), LED_OUT(8, 64, 8, [8] = 1, [32] = 9) },
	  "FS_IOC_GETFSMAP, {fmh_iflags=0, fmh_oflags=0, fmh_count=1, fmh_entries=1, "
	  "fmh_recs=[{fmr_device=0x8, fmr_flags=0, fmr_physical=1, fmr_owner=0, fmr_offset=0, fmr_length=9}]}) = 0" },
	{ IOCTL(0, 0xc0686611, P),
	  { GAVE(2, 104, 104, [8] = 0x10, [24] = 0, 1, [40] = 5, [80] = 5, [88] = 0, 1),
	    LED_OUT(6, 5, '/', 'b', 'i', 'n', 0) },
	  "PROCMAP_QUERY, {size=104, query_flags=PROCMAP_QUERY_COVERING_OR_NEXT_VMA, query_addr=0, "
	  "vma_start=0x100, vma_end=0, vma_flags=PROCMAP_QUERY_VMA_READABLE|PROCMAP_QUERY_VMA_EXECUTABLE, "
	  "vma_page_size=0, vma_offset=0, inode=0, dev_major=0, dev_minor=0, vma_name_size=5, build_id_size=0, "
	  "vma_name=\"/bin\", build_id=NULL}) = 0" },
	{ IOCTL(1, 0xc0606610, P), { GAVE(2, 96, 96, [40] = 0, 1, [48] = 4), LED_OUT(6, 24, [1] = 16, [9] = 32, [16] = 1) },
	  "PAGEMAP_SCAN, {size=96, flags=0, start=0, end=0, walk_end=0, vec=[{start=0x1000, end=0x2000, "
	  "categories=PAGE_IS_WPALLOWED}], vec_len=4," },
	{ IOCTL(3, 0x8010b70b, P), { GAVE(2, 16, 16, [4] = 3, [8] = 9) },
	  "NS_MNT_GET_NEXT, {size=16, nr_mounts=3, mnt_ns_id=0x9}) = 3" },
	{ IOCTL(0, 0x800c6613, P), { TOOK(2, 12, 0, 1, 4, 2, 'k', 'e', 'y') },
	  "FS_IOC_SET_ENCRYPTION_POLICY, {version=0, contents_encryption_mode=FSCRYPT_MODE_AES_256_XTS, "
	  "filenames_encryption_mode=FSCRYPT_MODE_AES_256_CTS, flags=0x2, "
	  "master_key_descriptor=\"key\\0\\0\\0\\0\\0\"}) = 0" },
	{ IOCTL(0, 0xc0096616, P), { GAVE(2, 8, 24), LED_OUT(7, 24, 2, 1, 4, 3, [8] = 'i', 'd') },
	  "FS_IOC_GET_ENCRYPTION_POLICY_EX, {policy_size=24, policy={version=2, "
	  "contents_encryption_mode=FSCRYPT_MODE_AES_256_XTS, "
	  "filenames_encryption_mode=FSCRYPT_MODE_AES_256_CTS, flags=0x3, "
	  "master_key_identifier=\"id\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\"}}) = 0" },
	{ IOCTL(0, 0x40806685, P), { TOOK(2, 128, 1, [4] = 1, [9] = 16, [12] = 4, [16] = 0, 1), LED_IN(6, 4, 's', 'a', 'l', 't') },
	  "FS_IOC_ENABLE_VERITY, {version=1, hash_algorithm=FS_VERITY_HASH_ALG_SHA256, block_size=4096, "
	  "salt_size=4, salt_ptr=\"salt\", sig_size=0, sig_ptr=NULL}) = 0" },
	{ IOCTL(0, 0xc0046686, P), { GAVE(2, 4, 1, 0, 2, 0), LED_OUT(7, 2, 0xaa, 0xbb) },
	  "FS_IOC_MEASURE_VERITY, {digest_algorithm=FS_VERITY_HASH_ALG_SHA256, digest_size=2, "
	  "digest=\"\\252\\273\"}) = 0" },
	{ IOCTL(0, 0x8008662c, P), { GAVE(2, 8, 16), LED_OUT(7, 2, 'i', 'd') },
	  "EXT4_IOC_GETFSUUID, {fsu_len=16, fsu_flags=0, fsu_uuid=\"id\"}) = 0" },
	{ IOCTL(0, 0x5761, P), { TOOK(2, 52, 1, [8] = 1, [12] = 2, [16] = 3, [20] = 7) },
	  "IOC_WATCH_QUEUE_SET_FILTER, {nr_filters=1, filters=[{type=1, info_filter=0x2, info_mask=0x3, "
	  "subtype_filter=[0x7, 0, 0, 0, 0, 0, 0, 0]}]}) = 0" },
	{ IOCTL(0, 0x5000940e, P), { TOOK(2, 8), LED_IN(6, 3, 's', 'u', 'b') },
	  "BTRFS_IOC_SUBVOL_CREATE, {fd=0, name=\"sub\"}) = 0" },
	{ IOCTL(0, 0x50009417, P), { GAVE(2, 56, 5, [16] = 2), LED_IN(6, 4, 's', 'n', 'a', 'p') },
	  "BTRFS_IOC_SNAP_CREATE_V2, {fd=5, transid=0, flags=BTRFS_SUBVOL_RDONLY, size=0, "
	  "qgroup_inherit=NULL, name=\"snap\"}) = 0" },
	{ IOCTL(0, 0xc0109414, P), { GAVE(2, 16, 1, [8] = 1), LED_OUT(8, 24, 1, [8] = 9, [16] = 8) },
	  "BTRFS_IOC_SPACE_INFO, {space_slots=1, total_spaces=1, spaces=[{flags=0x1, total_bytes=9, "
	  "used_bytes=8}]}) = 0" },
	{ IOCTL(0, 0xc018937e, P), { GAVE(2, 24, 1, [4] = 1, [8] = 29, [12] = 9), LED_IN(8, 4, '/', 'm', 'n', 't') },
	  "AUTOFS_DEV_IOCTL_ISMOUNTPOINT, {ver_major=1, ver_minor=1, size=29, ioctlfd=9, path=\"/mnt\"}) = 0" },
	{ IOCTL(4, 0xb701, P), { { 0 } }, "ioctl(3, NS_GET_USERNS) = 4" },
	{ IOCTL(9, 0x8004b706, 12), { { 0 } }, "NS_GET_PID_FROM_PIDNS, 12) = 9" },
	{ IOCTL(0, 0xc040ff0b, P), { GAVE(2, 64, 3, [16] = 7, [20] = 8) },
	  "PIDFD_GET_INFO(64), {mask=PIDFD_INFO_PID|PIDFD_INFO_CREDS, cgroupid=0, pid=7, tgid=8, ppid=0, "
	  "ruid=0, rgid=0, euid=0, egid=0, suid=0, sgid=0, fsuid=0, fsgid=0, exit_code=0}) = 0" },
	{ IOCTL(0, 0x40085203, P), { TOOK(2, 8, 16, 0, 0, 0, 2), LED_IN(7, 2, 'h', 'i') },
	  "RNDADDENTROPY, {entropy_count=16, buf_size=2, buf=\"hi\"}) = 0" },

	/* disks */
	{ IOCTL(0, 0x1260, P), { GAVE(2, 8, 0, 8) }, "BLKGETSIZE, [2048]) = 0" },
	{ IOCTL32(0, 0x1260, P), { GAVE(2, 4, 0, 8) }, "BLKGETSIZE, [2048]) = 0" },
	{ IOCTL32(0, 0x80041272, P), { GAVE(2, 8, 0, 0, 16) }, "BLKGETSIZE64, [1048576]) = 0" },
	{ IOCTL(0, 0x1277, P), { TOOK(2, 16, 1, [8] = 2) }, "BLKDISCARD, [1, 2]) = 0" },
	{ IOCTL32(0, 0x1269, P), { TOOK(2, 16, 1, [8] = 152, [12] = 0, 1), LED_IN(6, 152, 1, [8] = 2, [16] = 3, [20] = 'd') },
	  "BLKPG, {op=BLKPG_ADD_PARTITION, flags=0, datalen=152, data={start=1, length=2, pno=3, "
	  "devname=\"d\", volname=\"\"}}) = 0" },
	{ IOCTL32(0, 0xc0401273, P), { GAVE(2, 64, 's', 'd', 'a', [36] = 1, [60] = 9) },
	  "BLKTRACESETUP, {name=\"sda\", act_mask=0, buf_size=1, buf_nr=0, start_lba=0, end_lba=0, pid=9}) = 0" },
	{ IOCTL(0, 0xc0101282, P), { GAVE(2, 16, 0, [8] = 1), LED_OUT(8, 64, 0, [9] = 2, [24] = 2, 1) },
	  "BLKREPORTZONE, {sector=0, nr_zones=1, flags=0, zones=[{start=0, len=512, wp=0, type=2, cond=1}]}) = 0" },
	{ IOCTL(0, 0x4c00, 5), { { 0 } }, "LOOP_SET_FD, 5) = 0" },
	{ IOCTL32(0, 0x4c03, P), { GAVE(2, 140, 1, [4] = 1, 8, [8] = 7, [28] = 1, [32] = 'f') },
	  "LOOP_GET_STATUS, {lo_number=1, lo_device=makedev(0x8, 0x1), lo_inode=7, lo_rdevice=makedev(0, 0), "
	  "lo_offset=0, lo_encrypt_type=0, lo_encrypt_key_size=0, lo_flags=LO_FLAGS_READ_ONLY, lo_name=\"f\"," },
	{ GEN, 29, 0, { 3, 0x4c03, P }, { GAVE(2, 160, 1, [8] = 7, [36] = 'f') },
	  "LOOP_GET_STATUS, {lo_number=1, lo_device=makedev(0, 0), lo_inode=7, lo_rdevice=makedev(0, 0), "
	  "lo_offset=0, lo_encrypt_type=0, lo_encrypt_key_size=0, lo_flags=0, lo_name=\"f\"," },
	/* a table that was loaded, and one that was not */
	{ IOCTL(0, 0xc138fd09, P),
	  { GAVE(2, 305, 4, [12] = 0x31, 1, [16] = 0x38, 1, [20] = 1, [48] = 'd'),
	    LED_IN(10, 40, [8] = 8, [24] = 'l', 'i', 'n', 'e', 'a', 'r'), LED_IN(11, 5, '8', ':', '0', ' ', '0') },
	  "DM_TABLE_LOAD, {version=[4, 0, 0], data_size=305, data_start=312, target_count=1, open_count=0, "
	  "flags=0, event_nr=0, dev=makedev(0, 0), name=\"d\", uuid=\"\", data=\"\", "
	  "target={sector_start=0, length=8, status=0, next=0, target_type=\"linear\"}, text=\"8:0 0\"}) = 0" },
	{ IOCTL(-22, 0xc138fd09, P), { GAVE(2, 306, 4, [12] = 0x32, 1, [305] = 'x') },
	  "name=\"\", uuid=\"\", data=\"x\"}) = -1 EINVAL" },
	{ IOCTL32(0, 0xc138fd0e, P),
	  { GAVE(2, 305, 4), LED_IN(9, 8, 5), LED_IN(11, 2, 'g', 'o') },
	  "uuid=\"\", data=\"\", sector=[5], text=\"go\"}) = 0" },
	{ IOCTL(0, 0x80480911, P), { GAVE(2, 72, 0, [16] = 1, [68] = 64) },
	  "GET_ARRAY_INFO, {major_version=0, minor_version=0, patch_version=0, ctime=0, level=1," },
	{ IOCTL(0, 0xc0484e41, P), { GAVE(2, 72, 6, [4] = 1, [24] = 0, 1, [36] = 2, [40] = 1), LED_OUT(6, 2, 1, 2) },
	  "NVME_IOCTL_ADMIN_CMD, {opcode=0x6, flags=0, nsid=1, cdw2=0, cdw3=0, metadata=NULL, "
	  "addr=\"\\1\\2\", metadata_len=0, data_len=2, cdw10=0x1," },
	{ IOCTL32(0, 0x301, P), { GAVE(2, 8, 4, 16, 2, 0, 9) },
	  "HDIO_GETGEO, {heads=4, sectors=16, cylinders=2, start=9}) = 0" },
	{ IOCTL(0, 0x31f, P), { GAVE(2, 4, 0xec, 0, 0, 1), LED_OUT(7, 2, 'i', 'd') },
	  "HDIO_DRIVE_CMD, {command=0xec, sector=0, feature=0, nsector=1, data=\"id\"}) = 0" },
	{ IOCTL(0, 0x5309, 0), { { 0 } }, "ioctl(3, CDROMEJECT) = 0" },
	{ IOCTL(0, 0x5303, P), { TOOK(2, 6, 1, 2, 3, 4, 5, 6) },
	  "CDROMPLAYMSF, {cdmsf_min0=1, cdmsf_sec0=2, cdmsf_frame0=3, cdmsf_min1=4, cdmsf_sec1=5, "
	  "cdmsf_frame1=6}) = 0" },
	{ IOCTL32(0, 0x2285, P),
	  { GAVE(2, 64, 'S', [4] = 0xfd, 0xff, 0xff, 0xff, 6, [12] = 2, [16] = 0, 1, [20] = 0, 2, [47] = 1),
	    LED_IN(6, 2, 0x12, 0), LED_OUT(8, 2, 'o', 'k'), LED_OUT(10, 1, 0x70) },
	  "SG_IO, {interface_id=83, dxfer_direction=SG_DXFER_FROM_DEV, cmd_len=6, mx_sb_len=0, iovec_count=0, "
	  "dxfer_len=2, dxferp=\"ok\", cmdp=\"\\22\\0\", sbp=\"p\", timeout=0, flags=0, pack_id=0, usr_ptr=NULL, "
	  "status=0, masked_status=0, msg_status=0, sb_len_wr=1," },

	/* devices */
	{ IOCTL(3, 0x80104506, P), { GAVE(2, 3, 'a', 'b') }, "EVIOCGNAME(16), \"ab\") = 3" },
	{ IOCTL(4, 0x80044523, P), { GAVE(2, 4, 3, 0x10) }, "EVIOCGBIT(EV_ABS, 4), [0, 1, 12]) = 4" },
	{ IOCTL(4, 0x8004453f, P), { GAVE(2, 4, 1) }, "EVIOCGBIT(0x1f, 4), [0]) = 4" },
	{ IOCTL(0, 0x80184541, P), { GAVE(2, 24, 7, [4] = 0xff, 0xff, 0xff, 0xff) },
	  "EVIOCGABS(ABS_Y), {value=7, minimum=-1, maximum=0, fuzz=0, flat=0, resolution=0}) = 0" },
	{ IOCTL(0, 0x40104593, P), { TOOK(2, 16, 1, [4] = 1, [8] = 0, 1), LED_IN(6, 1, 5) },
	  "EVIOCSMASK, {type=EV_KEY, codes_size=1, codes_ptr=[0, 2]}) = 0" },
	{ IOCTL(0, 0x40045564, 3), { { 0 } }, "UI_SET_EVBIT, EV_ABS) = 0" },
	{ IOCTL(0, 0x90044802, P), { GAVE(2, 4, 2), LED_OUT(7, 2, 5, 1) },
	  "HIDIOCGRDESC, {size=2, value=\"\\5\\1\"}) = 0" },
	{ IOCTL(0, 0xc0104806, P), { GAVE(2, 2, 1, 2) }, "HIDIOCSFEATURE(16), \"\\1\\2\") = 0" },
	{ IOCTL(2, 0xc0185500, P), { GAVE(2, 24, 0x80, 6, 0, 1, [6] = 18, [16] = 0, 1), LED_OUT(6, 2, 18, 1) },
	  "USBDEVFS_CONTROL, {bRequestType=0x80, bRequest=0x6, wValue=0x100, wIndex=0, wLength=18, "
	  "timeout=0, data=\"\\22\\1\"}) = 2" },
	{ IOCTL32(2, 0xc0105502, P), { GAVE(2, 16, 1, [4] = 2, [12] = 0, 1), LED_IN(6, 2, 'h', 'i') },
	  "USBDEVFS_BULK, {ep=0x1, len=2, timeout=0, data=\"hi\"}) = 2" },
	{ IOCTL(0, 0x8004550f, P), { TOOK(2, 4, 1) }, "USBDEVFS_CLAIMINTERFACE, [1]) = 0" },
	{ IOCTL(0, 0x80247009, P), { GAVE(2, 36, 1, [4] = 2, [8] = 3) },
	  "RTC_RD_TIME, {tm_sec=1, tm_min=2, tm_hour=3, tm_mday=0, tm_mon=0, tm_year=0, tm_wday=0, "
	  "tm_yday=0, tm_isdst=0}) = 0" },
	{ IOCTL(0, 0x4008700c, 64), { { 0 } }, "RTC_IRQP_SET, 64) = 0" },
	{ IOCTL(0, 0x80285700, P), { GAVE(2, 40, 0x80, 0x81, [8] = 'w') },
	  "WDIOC_GETSUPPORT, {options=WDIOF_SETTIMEOUT|WDIOF_MAGICCLOSE|WDIOF_KEEPALIVEPING, "
	  "firmware_version=0, identity=\"w\"}) = 0" },
	{ IOCTL32(0, 0x720, P), { TOOK(2, 12, 1, 9, [4] = 3, [8] = 0, 1), LED_OUT(6, 2, 7, 8) },
	  "I2C_SMBUS, {read_write=1, command=0x9, size=I2C_SMBUS_WORD_DATA, data=\"\\7\\10\"}) = 0" },
	{ IOCTL(1, 0x40206b00, P), { TOOK(2, 32, [8] = 0, 1, [16] = 4, [20] = 64) },
	  "SPI_IOC_MESSAGE(32), [{tx_buf=NULL, rx_buf=0x100, len=4, speed_hz=64, delay_usecs=0, "
	  "bits_per_word=0, cs_change=0}]) = 1" },
	{ IOCTL32(0, 0x400454ca, P), { GAVE(2, 32, 't', 'a', 'p', '0', [16] = 2, 0x10) },
	  "TUNSETIFF, {ifr_name=\"tap0\", ifr_flags=IFF_TAP|IFF_NO_PI}) = 0" },
	{ IOCTL(0, 0x401054d5, P), { TOOK(2, 16, 1, [8] = 1), LED_IN(6, 8, 6, [4] = 0xff) },
	  "TUNATTACHFILTER, {len=1, filter=[{code=0x6, jt=0, jf=0, k=0xff}]}) = 0" },
	{ IOCTL(-1, 0x401054d5, P), { TOOK(2, 16, 1, [8] = 0, 1) },
	  "TUNATTACHFILTER, {len=1, filter=0x100}) = -1 EPERM" },
	{ IOCTL(0, 0x40086201, P), { PATH(2, "buffer") }, "DMA_BUF_SET_NAME, \"buffer\") = 0" },
	/* virtual machines */
	{ IOCTL(0, 0x4604, P),
	  { TOOK(2, 40, 0, [4] = 2, [9] = 1), LED_OUT(7, 4, 1, 0, 2, 0) },
	  "FBIOGETCMAP, {start=0, len=2, red=[0x1, 0x2], green=NULL, blue=NULL, transp=NULL}) = 0" },
	{ IOCTL32(0, 0x4605, P),
	  { TOOK(2, 24, 1, [4] = 1, [21] = 1), LED_IN(10, 2, 0xff, 0xff) },
	  "FBIOPUTCMAP, {start=1, len=1, red=NULL, green=NULL, blue=NULL, transp=[0xffff]}) = 0" },
	{ IOCTL(0, 0xae01, 1), { { 0 } }, "ioctl(3, KVM_CREATE_VM, 0x1) = 0" },
	{ IOCTL(0, 0xae80, 0), { { 0 } }, "ioctl(3, KVM_RUN) = 0" },
	{ IOCTL(0, 0x4020ae46, P), { TOOK(2, 32, 1, [9] = 16, [17] = 32, [25] = 1) },
	  "KVM_SET_USER_MEMORY_REGION, {slot=1, flags=0, guest_phys_addr=0x1000, memory_size=8192, "
	  "userspace_addr=0x100}) = 0" },
	{ IOCTL(0, 0xc008ae05, P), { GAVE(2, 8, 1), LED_OUT(7, 2, 'i', 'd') },
	  "KVM_GET_SUPPORTED_CPUID, {nr=1, entries=\"id\"}) = 0" },
	{ IOCTL(0, 0xc008aeb0, P), { GAVE(2, 8, 2), LED_OUT(7, 16, 1, [8] = 2) },
	  "KVM_GET_REG_LIST, {n=2, reg=[0x1, 0x2]}) = 0" },
	{ IOCTL(0, 0x4008af03, P), { TOOK(2, 8, 1), LED_IN(7, 32, 0, 16, [9] = 1, [17] = 2) },
	  "VHOST_SET_MEM_TABLE, {nregions=1, regions=[{guest_phys_addr=0x1000, memory_size=256, "
	  "userspace_addr=0x200}]}) = 0" },
	{ IOCTL(5, 0x3b6a, P), { PATH(2, "0000:00:02.0") }, "VFIO_GROUP_GET_DEVICE_FD, \"0000:00:02.0\") = 5" },
	{ IOCTL(0, 0x3b85, P), { GAVE(2, 4, 4, 0, 0, 0) }, "IOMMU_IOAS_MAP, \"\\4\\0\\0\\0\") = 0" },
	{ IOCTL(0, 0x4600, P), { GAVE(2, 160, 0, 4, [4] = 0, 3, [24] = 32) },
	  "FBIOGET_VSCREENINFO, {xres=1024, yres=768, xres_virtual=0, yres_virtual=0, xoffset=0, yoffset=0, "
	  "bits_per_pixel=32, grayscale=0}) = 0" },
	/* what has no row */
	{ IOCTL(0, 0x7e01, 0), { { 0 } }, "ioctl(3, 0x7e01, 0) = 0" },
	{ IOCTL(0, 0x40047e01, P), { TOOK(2, 4, 5) }, "_IOC(_IOC_WRITE, 0x7e, 0x1, 0x4), [5]) = 0" },
	{ IOCTL(0, 0x80027e01, P), { GAVE(2, 2, 'o', 'k') }, "_IOC(_IOC_READ, 0x7e, 0x1, 0x2), \"ok\") = 0" },
