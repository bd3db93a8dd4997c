/* SPDX-License-Identifier: GPL-2.0 */
/* Rows of lines.h: IPC, keys, BPF, perf, seccomp, security modules, kernel images. */
#define VIA0(arg, len, ...) BYTES(arg, SYSCORD_PART_VIA, 0, len, __VA_ARGS__)
#define VIA1(arg, len, ...) BYTES(arg, SYSCORD_PART_VIA + 1, 0, len, __VA_ARGS__)
#define VIATEXT(arg, n, s) TEXT(arg, SYSCORD_PART_VIA + (n), 0, s)
#define VIAOUT(arg, n, len, ...) BYTES(arg, SYSCORD_PART_VIA + (n), SYSCORD_BLOB_OUT, len, __VA_ARGS__)
#define SUB(n) (SYSCORD_ARG_SUB + (n))
#define MINUS(n) (uint64_t)-(n)

	/* System V IPC */
	{ X64, 64, 3, { 0, 2, 01600 }, { { 0 } }, "semget(IPC_PRIVATE, 2, IPC_CREAT|0600) = 3" },
	{ X64, 68, 3, { 0x1234, 0 }, { { 0 } }, "msgget(0x1234, 0) = 3" },
	{ X64, 29, 3, { 0, 4096, 07600 }, { { 0 } },
	  "shmget(IPC_PRIVATE, 4096, IPC_CREAT|IPC_EXCL|SHM_HUGETLB|0600) = 3" },
	{ X64, 65, 0, { 3, P, 2 }, { TOOK(1, 12, 1, 0, 0xff, 0xff, 0, 0x18, 0, 0, 2, 0) },
	  "semop(3, [{sem_num=1, sem_op=-1, sem_flg=IPC_NOWAIT|SEM_UNDO}, "
	  "{sem_num=0, sem_op=2, sem_flg=0}], 2) = 0" },
	{ X64, 220, -11, { 3, P, 1, P }, { TOOK(1, 6, 1, 0, 1), TOOK(3, 16, 1, [8] = 2) },
	  "semtimedop(3, [{sem_num=1, sem_op=1, sem_flg=0}], 1, {tv_sec=1, tv_nsec=2}) = -1 EAGAIN" },
	{ I386, 420, 0, { 3, P, 1, P }, { TOOK(1, 6, 1, 0, 1), TOOK(3, 16, 1, [8] = 2) },
	  "semtimedop_time64(3, [{sem_num=1, sem_op=1, sem_flg=0}], 1, {tv_sec=1, tv_nsec=2}) = 0" },
	{ X64, 66, 0, { 3, 0, 2, P },
	  { GAVE(3, 104, 9, [4] = 1, [8] = 2, [12] = 3, [16] = 4, [20] = 0x80, 1, [24] = 5, [48] = 6, [64] = 7,
		 [80] = 8) },
	  "semctl(3, 0, IPC_STAT, {sem_perm={key=0x9, uid=1, gid=2, cuid=3, cgid=4, mode=0600, seq=5}, "
	  "sem_otime=6, sem_ctime=7, sem_nsems=8}) = 0" },
	{ GEN, 191, 0, { 3, 0, 1, P },
	  { TOOK(3, 88, 0, [4] = 1, [20] = 0x80, 1, [48] = 6, [56] = 7, [64] = 8) },
	  "semctl(3, 0, IPC_SET, {sem_perm={key=IPC_PRIVATE, uid=1, gid=0, cuid=0, cgid=0, mode=0600, seq=0}, "
	  "sem_otime=6, sem_ctime=7, sem_nsems=8}) = 0" },
	{ I386, 394, 0, { 3, 0, 2, P },
	  { GAVE(3, 64, 9, [20] = 0x80, 1, [24] = 5, [36] = 6, [44] = 7, [52] = 8) },
	  "[i386] semctl(3, 0, IPC_STAT, {sem_perm={key=0x9, uid=0, gid=0, cuid=0, cgid=0, mode=0600, "
	  "seq=5}, sem_otime=6, sem_otime_high=0, sem_ctime=7, sem_ctime_high=0, sem_nsems=8}) = 0" },
	{ ARM, 300, 0, { 3, 0, 0x102, P }, { GAVE(3, 64, 9, [52] = 8) },
	  "semctl(3, 0, IPC_STAT|IPC_64, {sem_perm={key=0x9, uid=0, gid=0, cuid=0, cgid=0, mode=0, "
	  "seq=0}, sem_otime=0, sem_otime_high=0, sem_ctime=0, sem_ctime_high=0, sem_nsems=8}) = 0" },
	{ ARM, 300, 0, { 3, 0, 2, P }, { GAVE(3, 44, 9, [4] = 1, [12] = 0x80, 1, [16] = 6, [40] = 8) },
	  "semctl(3, 0, IPC_STAT, {sem_perm={key=0x9, uid=1, gid=0, cuid=0, cgid=0, mode=0600, "
	  "seq=0}, sem_otime=6, sem_ctime=0, sem_nsems=8}) = 0" },
	{ X64, 66, 1, { 3, 0, 3, P }, { GAVE(3, 40, [4] = 1, [36] = 2) },
	  "semctl(3, 0, IPC_INFO, {semmap=0, semmni=1, semmns=0, semmnu=0, semmsl=0, semopm=0, semume=0, "
	  "semusz=0, semvmx=0, semaem=2}) = 1" },
	{ X64, 66, 0, { 3, 1, 16, MINUS(2) }, { { 0 } }, "semctl(3, 1, SETVAL, -2) = 0" },
	{ X64, 66, 0, { 3, 1, 0, 77 }, { { 0 } }, "semctl(3, 1, IPC_RMID) = 0" },
	{ X64, 66, 0, { 3, 0, 13, P }, { { 0 } }, "semctl(3, 0, GETALL, 0x7ffc0000) = 0" },
	{ X64, 66, -22, { 3, 1, 99, 77 }, { { 0 } }, "semctl(3, 1, 0x63, 0x4d) = -1 EINVAL" },
	{ X64, 71, 0, { 3, 2, P },
	  { GAVE(2, 120, 9, [4] = 1, [20] = 0x80, 1, [48] = 1, [56] = 2, [64] = 3, [72] = 4, [80] = 5, [88] = 6,
		 [96] = 7, [100] = 8) },
	  "msgctl(3, IPC_STAT, {msg_perm={key=0x9, uid=1, gid=0, cuid=0, cgid=0, mode=0600, seq=0}, "
	  "msg_stime=1, msg_rtime=2, msg_ctime=3, msg_cbytes=4, msg_qnum=5, msg_qbytes=6, msg_lspid=7, "
	  "msg_lrpid=8}) = 0" },
	{ I386, 402, 0, { 3, 11, P }, { GAVE(2, 88, 9, [36] = 1, [44] = 2, [52] = 3, [60] = 4, [64] = 5, [68] = 6,
		 [72] = 7, [76] = 8) },
	  "msgctl(3, MSG_STAT, {msg_perm={key=0x9, uid=0, gid=0, cuid=0, cgid=0, mode=0, seq=0}, "
	  "msg_stime=1, msg_stime_high=0, msg_rtime=2, msg_rtime_high=0, msg_ctime=3, msg_ctime_high=0, "
	  "msg_cbytes=4, msg_qnum=5, msg_qbytes=6, msg_lspid=7, msg_lrpid=8}) = 0" },
	{ ARM, 304, 0, { 3, 1, P }, { TOOK(2, 56, 9, [24] = 1, [44] = 4, [46] = 5, [48] = 6, [50] = 7) },
	  "msgctl(3, IPC_SET, {msg_perm={key=0x9, uid=0, gid=0, cuid=0, cgid=0, mode=0, seq=0}, msg_stime=1, "
	  "msg_rtime=0, msg_ctime=0, msg_lcbytes=0, msg_lqbytes=0, msg_cbytes=4, msg_qnum=5, msg_qbytes=6, "
	  "msg_lspid=7, msg_lrpid=0}) = 0" },
	{ X64, 71, 0, { 3, 12, P }, { GAVE(2, 32, 1, [8] = 2, [28] = 3) },
	  "msgctl(3, MSG_INFO, {msgpool=1, msgmap=0, msgmax=2, msgmnb=0, msgmni=0, msgssz=0, msgtql=0, "
	  "msgseg=3}) = 0" },
	{ X64, 31, 0, { 3, 2, P },
	  { GAVE(2, 112, 9, [20] = 0x80, 3, [48] = 0, 16, [56] = 1, [64] = 2, [72] = 3, [80] = 4, [84] = 5, [88] = 6) },
	  "shmctl(3, IPC_STAT, {shm_perm={key=0x9, uid=0, gid=0, cuid=0, cgid=0, mode=SHM_DEST|0600, seq=0}, "
	  "shm_segsz=4096, shm_atime=1, shm_dtime=2, shm_ctime=3, shm_cpid=4, shm_lpid=5, shm_nattch=6}) = 0" },
	{ ARM, 308, 0, { 3, 0x10f, P }, { GAVE(2, 84, 9, [36] = 8, [40] = 1, [56] = 3, [64] = 4, [72] = 6) },
	  "shmctl(3, SHM_STAT_ANY|IPC_64, {shm_perm={key=0x9, uid=0, gid=0, cuid=0, cgid=0, mode=0, seq=0}, "
	  "shm_segsz=8, shm_atime=1, shm_atime_high=0, shm_dtime=0, shm_dtime_high=0, shm_ctime=3, "
	  "shm_ctime_high=0, shm_cpid=4, shm_lpid=0, shm_nattch=6}) = 0" },
	{ X64, 31, 1, { 0, 3, P }, { GAVE(2, 72, 1, [8] = 2, [16] = 3, [24] = 4, [32] = 5) },
	  "shmctl(0, IPC_INFO, {shmmax=1, shmmin=2, shmmni=3, shmseg=4, shmall=5}) = 1" },
	{ ARM, 308, 1, { 0, 3, P }, { GAVE(2, 20, 1, [4] = 2, [8] = 3, [12] = 4, [16] = 5) },
	  "shmctl(0, IPC_INFO, {shmmax=1, shmmin=2, shmmni=3, shmseg=4, shmall=5}) = 1" },
	{ X64, 31, 1, { 0, 14, P }, { GAVE(2, 48, 1, [8] = 2, [16] = 3, [24] = 4, [32] = 5, [40] = 6) },
	  "shmctl(0, SHM_INFO, {used_ids=1, shm_tot=2, shm_rss=3, shm_swp=4, swap_attempts=5, swap_successes=6}) = 1" },
	{ I386, 396, 1, { 0, 14, P }, { GAVE(2, 24, 1, [4] = 2, [8] = 3, [12] = 4, [16] = 5, [20] = 6) },
	  "shmctl(0, SHM_INFO, {used_ids=1, shm_tot=2, shm_rss=3, shm_swp=4, swap_attempts=5, swap_successes=6}) = 1" },
	{ X64, 30, 0x7f1200000000, { 3, 0, 0x1000 }, { { 0 } }, "shmat(3, NULL, SHM_RDONLY) = 0x7f1200000000" },
	{ X64, 67, 0, { P }, { { 0 } }, "shmdt(0x7ffc0000) = 0" },
	{ X64, 69, 0, { 3, P, 2, 04000 }, { TOOK(1, 10, 7, [8] = 'h', 'i') },
	  "msgsnd(3, {mtype=7, mtext=\"hi\"}, 2, IPC_NOWAIT) = 0" },
	{ X64, 70, 2, { 3, P, 64, MINUS(7), 010000 }, { GAVE(1, 10, 7, [8] = 'h', 'i') },
	  "msgrcv(3, {mtype=7, mtext=\"hi\"}, 64, -7, MSG_NOERROR) = 2" },
	{ I386, 400, 0, { 3, P, 2, 0 }, { TOOK(1, 6, 0xff, 0xff, 0xff, 0xff, 'h', 'i') },
	  "msgsnd(3, {mtype=-1, mtext=\"hi\"}, 2, 0) = 0" },

	/* the same by way of ipc */
	{ I386, 117, 0, { 3, 5, 1, 0x102, P, 0 },
	  { TOOK(SUB(3), 4, 0, 0x20), VIAOUT(SUB(3), 0, 64, 9, [52] = 8) },
	  "ipc(semctl, 5, 0x1, 0x102, {semid=5, semnum=1, cmd=IPC_STAT|IPC_64, arg={buf={sem_perm={key=0x9, "
	  "uid=0, gid=0, cuid=0, cgid=0, mode=0, seq=0}, sem_otime=0, sem_otime_high=0, sem_ctime=0, "
	  "sem_ctime_high=0, sem_nsems=8}}}, 0) = 0" },
	{ I386, 117, 0, { 3, 5, 1, 2, P, 0 },
	  { TOOK(SUB(3), 4, 0, 0x20), VIAOUT(SUB(3), 0, 44, 9, [40] = 8) },
	  "cmd=IPC_STAT, arg={buf={sem_perm={key=0x9, uid=0, gid=0, cuid=0, cgid=0, mode=0, seq=0}, "
	  "sem_otime=0, sem_ctime=0, sem_nsems=8}}}, 0) = 0" },
	{ I386, 117, -14, { 3, 5, 1, 2, P, 0 }, { TOOK(SUB(3), 4, 0, 0x20) },
	  "cmd=IPC_STAT, arg={buf=0x2000}}, 0) = -1 EFAULT" },
	{ I386, 117, 0, { 3, 5, 1, 16, P, 0 }, { TOOK(SUB(3), 4, 9) }, "cmd=SETVAL, arg={val=9}}, 0) = 0" },
	{ I386, 117, 0, { 3, 5, 1, 17, P, 0 }, { TOOK(SUB(3), 4, 0, 0x20) },
	  "cmd=SETALL, arg={array=0x2000}}, 0) = 0" },
	{ I386, 117, 0, { 3, 5, 1, 19, P, 0 },
	  { TOOK(SUB(3), 4, 0, 0x20), VIAOUT(SUB(3), 0, 40, 1) }, "cmd=SEM_INFO, arg={__buf={semmap=1, " },
	{ I386, 117, 0, { 14, 5, 2, 0, P, 0 }, { GAVE(SUB(2), 56, 9, [46] = 5) },
	  "ipc(msgctl, 5, 0x2, 0, {msqid=5, cmd=IPC_STAT, buf={msg_perm={key=0x9, uid=0, gid=0, cuid=0, cgid=0, "
	  "mode=0, seq=0}, msg_stime=0, msg_rtime=0, msg_ctime=0, msg_lcbytes=0, msg_lqbytes=0, msg_cbytes=0, "
	  "msg_qnum=5, msg_qbytes=0, msg_lspid=0, msg_lrpid=0}}, 0) = 0" },
	{ I386, 117, 0, { 24, 5, 2, 0, P, 0 }, { GAVE(SUB(2), 48, 9, [16] = 5, [36] = 6) },
	  "{shmid=5, cmd=IPC_STAT, buf={shm_perm={key=0x9, uid=0, gid=0, cuid=0, cgid=0, mode=0, seq=0}, "
	  "shm_segsz=5, shm_atime=0, shm_dtime=0, shm_ctime=0, shm_cpid=0, shm_lpid=0, shm_nattch=6}}, 0) = 0" },
	{ I386, 117, 2, { 12, 5, 64, 0, P, 0 },
	  { TOOK(SUB(1), 8, 0, 0x20, [4] = 7), VIAOUT(SUB(1), 0, 6, 7, 0, 0, 0, 'h', 'i') },
	  "ipc(msgrcv, 5, 0x40, 0, {msqid=5, kludge={msgp={mtype=7, mtext=\"hi\"}, msgtyp=7}, size=64, flags=0}, 0) = 2" },
	{ I386, 117, 0, { 21, 5, 0, P, 0, 0 }, { GAVE(SUB(3), 4, 0, 0x10, 0xf0, 0xf7) },
	  "ipc(shmat, 5, 0, 0x7ffc0000, {shmid=5, addr=NULL, flags=0, result=[0xf7f01000]}, 0) = 0" },

	/* POSIX message queues */
	{ X64, 240, 3, { P, 02102, 0600, P }, { PATH(0, "q"), TOOK(3, 64, [8] = 5, [16] = 64) },
	  "mq_open(\"q\", O_RDWR|O_CREAT|O_APPEND, 0600, {mq_flags=0, mq_maxmsg=5, mq_msgsize=64, mq_curmsgs=0}) = 3" },
	{ X64, 245, 0, { 3, P, P }, { TOOK(1, 64, 0, 8), GAVE(2, 64, 0, [8] = 5, [16] = 64, [24] = 1) },
	  "mq_getsetattr(3, {mq_flags=O_NONBLOCK, mq_maxmsg=0, mq_msgsize=0, mq_curmsgs=0}, "
	  "{mq_flags=0, mq_maxmsg=5, mq_msgsize=64, mq_curmsgs=1}) = 0" },
	{ I386, 282, 0, { 3, 0, P }, { GAVE(2, 32, 0, [4] = 5, [8] = 64, [12] = 1) },
	  "mq_getsetattr(3, NULL, {mq_flags=0, mq_maxmsg=5, mq_msgsize=64, mq_curmsgs=1}) = 0" },
	{ X64, 244, 0, { 3, P }, { TOOK(1, 64, 7, [8] = 10) },
	  "mq_notify(3, {sigev_value=0x7, sigev_signo=SIGUSR1, sigev_notify=SIGEV_SIGNAL}) = 0" },
	{ X64, 244, 0, { 3, P }, { TOOK(1, 64, 0, 0x20, [8] = 9, [12] = 2), VIATEXT(1, 0, "a cookie") },
	  "mq_notify(3, {sigev_value=\"a cookie\", sigev_signo=SIGKILL, sigev_notify=SIGEV_THREAD}) = 0" },
	{ I386, 281, 0, { 3, P }, { TOOK(1, 16, 7, [4] = 10, [8] = 1) },
	  "mq_notify(3, {sigev_value=0x7, sigev_signo=SIGUSR1, sigev_notify=SIGEV_NONE}) = 0" },

	/* keys */
	{ X64, 248, 77, { P, P, P, 6, MINUS(3) }, { PATH(0, "user"), PATH(1, "name"), PATH(2, "secret") },
	  "add_key(\"user\", \"name\", \"secret\", 6, KEY_SPEC_SESSION_KEYRING) = 77" },
	{ X64, 249, 77, { P, P, 0, 0 }, { PATH(0, "user"), PATH(1, "name") },
	  "request_key(\"user\", \"name\", NULL, 0) = 77" },
	{ X64, 250, 9, { 11, 77, P, 4, 0 }, { GAVE(2, 4, 'd', 'a', 't', 'a') },
	  "keyctl(KEYCTL_READ, 77, \"data\", 4) = 9" },
	{ X64, 250, 0, { 5, 77, 0x3f010000, 0, 0 }, { { 0 } },
	  "keyctl(KEYCTL_SETPERM, 77, KEY_POS_VIEW|KEY_POS_READ|KEY_POS_WRITE|KEY_POS_SEARCH|KEY_POS_LINK|"
	  "KEY_POS_SETATTR|KEY_USR_VIEW) = 0" },
	{ X64, 250, 8, { 23, P, P, 8, P },
	  { TOOK(1, 12, 1, [4] = 2, [8] = 3), GAVE(2, 8, 'x'), TOOK(4, 56, 0, 0x20, [8] = 0, 0x30, [16] = 2),
	    VIATEXT(4, 0, "sha256"), VIATEXT(4, 1, "hi") },
	  "keyctl(KEYCTL_DH_COMPUTE, {priv=1, prime=2, base=3}, \"x\\0\\0\\0\\0\\0\\0\\0\", 8, "
	  "{hashname=\"sha256\", otherinfo=\"hi\", otherinfolen=2}) = 8" },
	{ X64, 250, 0, { 24, 77, 0, P, P }, { PATH(3, "enc=raw"), GAVE(4, 56, 5, [4] = 8, [8] = 1) },
	  "keyctl(KEYCTL_PKEY_QUERY, 77, 0, \"enc=raw\", {supported_ops=KEYCTL_SUPPORTS_ENCRYPT|"
	  "KEYCTL_SUPPORTS_SIGN, key_size=8, max_data_size=1, max_sig_size=0, max_enc_size=0, max_dec_size=0}) = 0" },
	{ X64, 250, 2, { 27, P, P, P, P },
	  { TOOK(1, 40, 77, [4] = 2, [8] = 9), PATH(2, ""), PATH(3, "in"), GAVE(4, 2, 'o', 'k') },
	  "keyctl(KEYCTL_PKEY_SIGN, {key_id=77, in_len=2, out_len=9}, \"\", \"in\", \"ok\") = 2" },
	{ X64, 250, 2, { 31, P, 2, 0, 0 }, { GAVE(1, 2, 0x81, 1) },
	  "keyctl(KEYCTL_CAPABILITIES, {caps0=KEYCTL_CAPS0_CAPABILITIES|KEYCTL_CAPS0_MOVE, "
	  "caps1=KEYCTL_CAPS1_NS_KEYRING_NAME}, 2) = 2" },
	{ X64, 250, -95, { 999, 1, 2, 3, 4 }, { { 0 } }, "keyctl(999, 0x1, 0x2, 0x3, 0x4) = -1 EOPNOTSUPP" },

	/* bpf */
	{ X64, 321, 3, { 0, P, 44 }, { TOOK(1, 44, 2, [4] = 4, [8] = 8, [12] = 1, [17] = 4, [28] = 'm') },
	  "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=8, max_entries=1, "
	  "map_flags=BPF_F_MMAPABLE, inner_map_fd=0, numa_node=0, map_name=\"m\"}, 44) = 3" },
	{ X64, 321, 0, { 2, P, 32 }, { TOOK(1, 32, 3, [9] = 0x20, [17] = 0x30, [24] = 1) },
	  "bpf(BPF_MAP_UPDATE_ELEM, {map_fd=3, key=0x2000, value=0x3000, flags=BPF_NOEXIST}, 32) = 0" },
	{ X64, 321, 0, { 4, P, 24 }, { TOOK(1, 24, 3, [17] = 0x30) },
	  "bpf(BPF_MAP_GET_NEXT_KEY, {map_fd=3, key=NULL, next_key=0x3000}, 24) = 0" },
	{ X64, 321, 4, { 5, P, 48 },
	  { GAVE(1, 48, 1, [4] = 1, [9] = 0x20, [17] = 0x30, [24] = 1, [28] = 64, [33] = 0x40),
	    VIA0(1, 8, 0xb7, 0x10, 0xff, 0xff, 9), VIATEXT(1, 2, "GPL"), VIAOUT(1, 3, 4, 'o', 'k') },
	  "bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_SOCKET_FILTER, insn_cnt=1, insns=[{code=0xb7, regs=0x10, "
	  "off=-1, imm=9}], license=\"GPL\", log_level=1, log_size=64, log_buf=\"ok\", kern_version=0, "
	  "prog_flags=0}, 48) = 4" },
	{ X64, 321, 0, { 6, P, 16 }, { TOOK(1, 16, 0, 0x20, [8] = 3), VIATEXT(1, 0, "/sys/fs/bpf/x") },
	  "bpf(BPF_OBJ_PIN, {pathname=\"/sys/fs/bpf/x\", bpf_fd=3, file_flags=0}, 16) = 0" },
	{ X64, 321, 0, { 8, P, 16 }, { TOOK(1, 16, 3, [4] = 4, [8] = 6, [12] = 2) },
	  "bpf(BPF_PROG_ATTACH, {target_fd=3, attach_bpf_fd=4, attach_type=BPF_CGROUP_DEVICE, "
	  "attach_flags=BPF_F_ALLOW_MULTI}, 16) = 0" },
	{ X64, 321, 0, { 10, P, 40 },
	  { GAVE(1, 40, 3, [4] = 1, [8] = 2, [12] = 3, [17] = 0x20, [25] = 0x30, [32] = 1), VIATEXT(1, 0, "in"),
	    VIAOUT(1, 1, 3, 'o', 'u', 't') },
	  "bpf(BPF_PROG_RUN, {prog_fd=3, retval=1, data_size_in=2, data_size_out=3, data_in=\"in\", "
	  "data_out=\"out\", repeat=1, duration=0}, 40) = 0" },
	{ X64, 321, 0, { 12, P, 8 }, { GAVE(1, 8, 1, [4] = 2) },
	  "bpf(BPF_MAP_GET_NEXT_ID, {start_id=1, next_id=2}, 8) = 0" },
	{ X64, 321, 3, { 13, P, 4 }, { TOOK(1, 4, 9) }, "bpf(BPF_PROG_GET_FD_BY_ID, {prog_id=9}, 4) = 3" },
	{ X64, 321, 3, { 14, P, 4 }, { TOOK(1, 4, 9) }, "bpf(BPF_MAP_GET_FD_BY_ID, {map_id=9}, 4) = 3" },
	{ X64, 321, 3, { 19, P, 4 }, { TOOK(1, 4, 9) }, "bpf(BPF_BTF_GET_FD_BY_ID, {btf_id=9}, 4) = 3" },
	{ X64, 321, 3, { 30, P, 4 }, { TOOK(1, 4, 9) }, "bpf(BPF_LINK_GET_FD_BY_ID, {link_id=9}, 4) = 3" },
	{ X64, 321, 0, { 15, P, 16 }, { GAVE(1, 16, 3, [4] = 4, [9] = 0x20), VIAOUT(1, 0, 4, 'i', 'n', 'f', 'o') },
	  "bpf(BPF_OBJ_GET_INFO_BY_FD, {bpf_fd=3, info_len=4, info=\"info\"}, 16) = 0" },
	{ X64, 321, 0, { 16, P, 32 }, { GAVE(1, 32, 3, [8] = 1, [17] = 0x20, [24] = 2), VIAOUT(1, 0, 8, 5, [4] = 6) },
	  "bpf(BPF_PROG_QUERY, {target_fd=3, attach_type=BPF_CGROUP_INET_INGRESS, "
	  "query_flags=BPF_F_QUERY_EFFECTIVE, attach_flags=0, prog_ids=[5, 6], prog_cnt=2}, 32) = 0" },
	{ X64, 321, 3, { 17, P, 12 }, { TOOK(1, 12, 0, 0x20, [8] = 4), VIATEXT(1, 0, "sys_enter") },
	  "bpf(BPF_RAW_TRACEPOINT_OPEN, {name=\"sys_enter\", prog_fd=4}, 12) = 3" },
	{ X64, 321, -22, { 18, P, 28 },
	  { GAVE(1, 28, 0, 0x20, [9] = 0x30, [16] = 3, [20] = 9, [24] = 1), VIATEXT(1, 0, "btf"),
	    VIAOUT(1, 1, 4, 'b', 'a', 'd', 0) },
	  "bpf(BPF_BTF_LOAD, {btf=\"btf\", btf_log_buf=\"bad\", btf_size=3, btf_log_size=9, btf_log_level=1}, 28)" },
	{ X64, 321, 0, { 20, P, 48 }, { GAVE(1, 48, 7, [4] = 3, [12] = 4, [17] = 0x20, [24] = 9, [28] = 2),
	    VIAOUT(1, 0, 4, 'f', 'u', 'n', 'c') },
	  "bpf(BPF_TASK_FD_QUERY, {pid=7, fd=3, flags=0, buf_len=4, buf=\"func\", prog_id=9, "
	  "fd_type=BPF_FD_TYPE_KPROBE, probe_offset=0, probe_addr=0}, 48) = 0" },
	{ X64, 321, 0, { 22, P, 4 }, { TOOK(1, 4, 3) }, "bpf(BPF_MAP_FREEZE, {map_fd=3}, 4) = 0" },
	{ X64, 321, 0, { 24, P, 56 }, { GAVE(1, 56, [9] = 1, [17] = 2, [25] = 3, [32] = 2, [36] = 3) },
	  "bpf(BPF_MAP_LOOKUP_BATCH, {in_batch=NULL, out_batch=0x100, keys=0x200, values=0x300, count=2, "
	  "map_fd=3, elem_flags=0, flags=0}, 56) = 0" },
	{ X64, 321, 3, { 28, P, 32 }, { TOOK(1, 32, 4, [8] = 28, [17] = 0x20, [24] = 4), VIATEXT(1, 0, "iter") },
	  "bpf(BPF_LINK_CREATE, {prog_fd=4, target_fd=0, attach_type=BPF_TRACE_ITER, flags=0, word16=\"iter\", "
	  "word24=0x4}, 32) = 3" },
	{ X64, 321, 0, { 29, P, 16 }, { TOOK(1, 16, 4, [4] = 5, [8] = 4, [12] = 6) },
	  "bpf(BPF_LINK_UPDATE, {link_fd=4, new_prog_fd=5, flags=BPF_F_REPLACE, old_prog_fd=6}, 16) = 0" },
	{ X64, 321, 3, { 32, P, 4 }, { TOOK(1, 4, 0) }, "bpf(BPF_ENABLE_STATS, {type=BPF_STATS_RUN_TIME}, 4) = 3" },
	{ X64, 321, 3, { 33, P, 8 }, { TOOK(1, 8, 4) }, "bpf(BPF_ITER_CREATE, {link_fd=4, flags=0}, 8) = 3" },
	{ X64, 321, 0, { 34, P, 4 }, { TOOK(1, 4, 4) }, "bpf(BPF_LINK_DETACH, {link_fd=4}, 4) = 0" },
	{ X64, 321, 0, { 35, P, 12 }, { TOOK(1, 12, 4, [4] = 5) },
	  "bpf(BPF_PROG_BIND_MAP, {prog_fd=4, map_fd=5, flags=0}, 12) = 0" },
	{ X64, 321, 3, { 36, P, 8 }, { TOOK(1, 8, 0, [4] = 5) }, "bpf(BPF_TOKEN_CREATE, {flags=0, bpffs_fd=5}, 8) = 3" },
	{ X64, 321, 2, { 37, P, 20 }, { TOOK(1, 20, 0, 0x20, [8] = 9, [12] = 1, [16] = 4), VIAOUT(1, 0, 2, 'h', 'i') },
	  "bpf(BPF_PROG_STREAM_READ_BY_FD, {stream_buf=\"hi\", stream_buf_len=9, stream_id=1, prog_fd=4}, 20) = 2" },
	{ X64, 321, 0, { 38, P, 12 }, { TOOK(1, 12, 4, [4] = 5) },
	  "bpf(BPF_PROG_ASSOC_STRUCT_OPS, {map_fd=4, prog_fd=5, flags=0}, 12) = 0" },
	{ X64, 321, -22, { 99, P, 2, P, 24 }, { TOOK(1, 2, 'h', 'i') }, "bpf(0x63, \"hi\", 2) = -1 EINVAL" },
	/* what stands in the registers behind the size is no argument, but with BPF_COMMON_ATTRS */
	{ X64, 321, 3, { 13, P, 4, P, 24 }, { TOOK(1, 4, 9) }, "bpf(BPF_PROG_GET_FD_BY_ID, {prog_id=9}, 4) = 3" },
	{ X64, 321, -13, { 0x10000 | 18, P, 8, P, 24 },
	  { TOOK(1, 8, [0] = 1), TOOK(3, 24, [1] = 0x20, [8] = 64, [12] = 1, [16] = 4), VIAOUT(3, 0, 3, 'b', 'a', 'd') },
	  "bpf(BPF_BTF_LOAD|BPF_COMMON_ATTRS, {btf=0x1}, 8, {log_buf=\"bad\", log_size=64, "
	  "log_level=1, log_true_size=4}, 24) = -1 EACCES" },
	{ X64, 321, -22, { 0x10000 | 99, P, 2, P, 8 }, { TOOK(1, 2, 'h', 'i'), TOOK(3, 8, 0) },
	  "bpf(BPF_COMMON_ATTRS|0x63, \"hi\", 2, {log_buf=NULL}, 8) = -1 EINVAL" },

	/* perf */
	{ X64, 298, 3, { P, 0, MINUS(1), MINUS(1), 8 },
	  { TOOK(0, 64, 1, [4] = 64, [8] = 2, [16] = 9, [24] = 3, [32] = 4, [40] = 0x21, [48] = 1) },
	  "perf_event_open({type=PERF_TYPE_SOFTWARE, size=64, config=PERF_COUNT_SW_PAGE_FAULTS, sample_period=9, "
	  "sample_type=PERF_SAMPLE_IP|PERF_SAMPLE_TID, read_format=PERF_FORMAT_ID, flags=disabled|exclude_kernel, "
	  "wakeup_events=1, bp_type=0, config1=0}, 0, -1, -1, PERF_FLAG_FD_CLOEXEC) = 3" },
	{ X64, 298, -2, { P, 0, 0, 0, 0 }, { TOOK(0, 72, 3, [4] = 72, [9] = 1, [10] = 1) },
	  "perf_event_open({type=PERF_TYPE_HW_CACHE, size=72, config=PERF_COUNT_HW_CACHE_L1D|"
	  "PERF_COUNT_HW_CACHE_OP_WRITE|PERF_COUNT_HW_CACHE_RESULT_MISS, " },
	{ X64, 298, -2, { P, 0, 0, 0, 0 }, { TOOK(0, 64, 2, [4] = 64, [8] = 0x21, 3) },
	  "perf_event_open({type=PERF_TYPE_TRACEPOINT, size=64, config=0x321, " },
	{ X64, 16, 0, { 3, 0x2400, 1 }, { { 0 } }, "ioctl(3, PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP) = 0" },
	{ X64, 16, 0, { 3, 0x2402, 5 }, { { 0 } }, "ioctl(3, PERF_EVENT_IOC_REFRESH, 5) = 0" },
	{ X64, 16, 0, { 3, 0x40082406, P }, { PATH(2, "a > 1") }, "ioctl(3, PERF_EVENT_IOC_SET_FILTER, \"a > 1\") = 0" },
	{ I386, 54, 0, { 3, 0x40042406, P }, { PATH(2, "a > 1") }, "ioctl(3, PERF_EVENT_IOC_SET_FILTER, \"a > 1\") = 0" },
	{ X64, 16, 0, { 3, 0x80082407, P }, { GAVE(2, 8, 9) }, "ioctl(3, PERF_EVENT_IOC_ID, [9]) = 0" },
	{ X64, 16, 0, { 3, 0x40042408, 7 }, { { 0 } }, "ioctl(3, PERF_EVENT_IOC_SET_BPF, 7) = 0" },
	{ X64, 16, 0, { 3, 0xc008240a, P }, { GAVE(2, 16, 5, [4] = 2, [8] = 7, [12] = 8) },
	  "ioctl(3, PERF_EVENT_IOC_QUERY_BPF, {ids_len=5, prog_cnt=2, ids=[7, 8]}) = 0" },
	{ X64, 16, 0, { 3, 0x4008240b, P }, { TOOK(2, 64, 0, [4] = 64) },
	  "ioctl(3, PERF_EVENT_IOC_MODIFY_ATTRIBUTES, {type=PERF_TYPE_HARDWARE, size=64, "
	  "config=PERF_COUNT_HW_CPU_CYCLES, " },

	/* seccomp */
	{ X64, 317, 0, { 1, 1, P },
	  { TOOK(2, 16, 1, [9] = 0x20), VIA0(2, 8, 6, 0, 1, 2, 0, 0, 0xff, 0x7f) },
	  "seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, {len=1, filter=[{code=0x6, jt=1, jf=2, "
	  "k=0x7fff0000}]}) = 0" },
	{ I386, 354, 0, { 1, 0, P }, { TOOK(2, 8, 1, [5] = 0x20), VIA0(2, 8, 6) },
	  "{len=1, filter=[{code=0x6, jt=0, jf=0, k=0}]}) = 0" },
	{ X64, 317, 0, { 0, 0, 0 }, { { 0 } }, "seccomp(SECCOMP_SET_MODE_STRICT, 0, NULL) = 0" },
	{ X64, 317, 0, { 2, 0, P }, { TOOK(2, 4, 0, 0, 0xfc, 0x7f) },
	  "seccomp(SECCOMP_GET_ACTION_AVAIL, 0, [SECCOMP_RET_LOG]) = 0" },
	{ X64, 317, 0, { 3, 0, P }, { GAVE(2, 6, 80, 0, 24, 0, 64) },
	  "{seccomp_notif=80, seccomp_notif_resp=24, seccomp_data=64}) = 0" },
	{ X64, 16, 0, { 3, 0xc0502100, P }, { GAVE(2, 80, 1, [8] = 7, [16] = 39, [20] = 0x3e, 0, 0, 0xc0, [24] = 4, [32] = 5) },
	  "ioctl(3, SECCOMP_IOCTL_NOTIF_RECV, {id=0x1, pid=7, flags=0, data={nr=39, arch=AUDIT_ARCH_X86_64, "
	  "instruction_pointer=0x4, args=[5, 0, 0, 0, 0, 0]}}) = 0" },
	{ X64, 16, 0, { 3, 0xc0182101, P }, { TOOK(2, 24, 1, [16] = 0xff, 0xff, 0xff, 0xff, [20] = 1) },
	  "ioctl(3, SECCOMP_IOCTL_NOTIF_SEND, {id=0x1, val=0, error=-1, flags=SECCOMP_USER_NOTIF_FLAG_CONTINUE}) = 0" },
	{ X64, 16, 0, { 3, 0x40082102, P }, { TOOK(2, 8, 1) }, "ioctl(3, SECCOMP_IOCTL_NOTIF_ID_VALID, [1]) = 0" },
	{ X64, 16, 5, { 3, 0x40182103, P }, { TOOK(2, 24, 1, [8] = 1, [12] = 4, [16] = 5) },
	  "ioctl(3, SECCOMP_IOCTL_NOTIF_ADDFD, {id=0x1, flags=SECCOMP_ADDFD_FLAG_SETFD, srcfd=4, newfd=5, "
	  "newfd_flags=0}) = 5" },
	{ X64, 16, 0, { 3, 0x40082104, 1 }, { { 0 } },
	  "ioctl(3, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP) = 0" },

	/* userfaultfd */
	{ X64, 323, 3, { 02000001 }, { { 0 } }, "userfaultfd(O_CLOEXEC|UFFD_USER_MODE_ONLY) = 3" },
	{ X64, 16, 0, { 3, 0xc018aa3f, P }, { GAVE(2, 24, 0xaa, [8] = 1, [16] = 5) },
	  "ioctl(3, UFFDIO_API, {api=0xaa, features=UFFD_FEATURE_PAGEFAULT_FLAG_WP, "
	  "ioctls=_UFFDIO_REGISTER|_UFFDIO_WAKE}) = 0" },
	{ X64, 16, 0, { 3, 0xc020aa00, P }, { GAVE(2, 32, 0, 0x10, [9] = 0x20, [16] = 1, [24] = 8) },
	  "ioctl(3, UFFDIO_REGISTER, {range={start=0x1000, len=8192}, mode=UFFDIO_REGISTER_MODE_MISSING, "
	  "ioctls=_UFFDIO_COPY}) = 0" },
	{ X64, 16, 0, { 3, 0x8010aa02, P }, { TOOK(2, 16, 0, 0x10, [9] = 0x20) },
	  "ioctl(3, UFFDIO_WAKE, {start=0x1000, len=8192}) = 0" },
	{ X64, 16, 0, { 3, 0xc028aa03, P }, { GAVE(2, 40, 0, 0x10, [9] = 0x20, [16] = 4, [32] = 4), VIATEXT(2, 0, "page") },
	  "ioctl(3, UFFDIO_COPY, {dst=0x1000, src=\"page\", len=4, mode=0, copy=4}) = 0" },
	{ X64, 16, -17, { 3, 0xc020aa04, P }, { GAVE(2, 32, 0, 0x10, [9] = 0x20, [16] = 1, [24] = 0xef, 0xff, 0xff, 0xff,
		 0xff, 0xff, 0xff, 0xff) },
	  "{range={start=0x1000, len=8192}, mode=UFFDIO_ZEROPAGE_MODE_DONTWAKE, zeropage=-17}) = -1 EEXIST" },
	{ X64, 16, 0, { 3, 0xc028aa05, P }, { GAVE(2, 40, 0, 0x10, [9] = 0x20, [16] = 4, [24] = 2, [32] = 4) },
	  "{dst=0x1000, src=0x2000, len=4, mode=UFFDIO_MOVE_MODE_ALLOW_SRC_HOLES, move=4}) = 0" },
	{ X64, 16, 0, { 3, 0xc018aa06, P }, { GAVE(2, 24, 0, 0x10, [9] = 0x20, [16] = 1) },
	  "{range={start=0x1000, len=8192}, mode=UFFDIO_WRITEPROTECT_MODE_WP}) = 0" },
	{ X64, 16, 0, { 3, 0xc020aa07, P }, { GAVE(2, 32, 0, 0x10, [9] = 0x20, [16] = 2, [25] = 0x20) },
	  "{range={start=0x1000, len=8192}, mode=UFFDIO_CONTINUE_MODE_WP, mapped=8192}) = 0" },
	{ X64, 16, 0, { 3, 0xc020aa08, P }, { GAVE(2, 32, 0, 0x10, [9] = 0x20, [16] = 1, [25] = 0x20) },
	  "{range={start=0x1000, len=8192}, mode=UFFDIO_POISON_MODE_DONTWAKE, updated=8192}) = 0" },
	{ X64, 16, 3, { 4, 0xaa00, 02000000 }, { { 0 } }, "ioctl(4, USERFAULTFD_IOC_NEW, O_CLOEXEC) = 3" },

	/* security modules */
	{ X64, 459, 1, { 100, P, P, 0 },
	  { GAVE(1, 40, 104, [16] = 40, [24] = 6, [32] = 's', 'e', 'l', 'i', 'n', 'x'), GAVE(2, 4, 40) },
	  "lsm_get_self_attr(LSM_ATTR_CURRENT, [{id=LSM_ID_APPARMOR, flags=0, len=40, ctx_len=6, "
	  "ctx=\"selinx\"}], [40], 0) = 1" },
	{ X64, 459, -7, { 100, P, P, 1 }, { GAVE(2, 4, 40) },
	  "lsm_get_self_attr(LSM_ATTR_CURRENT, 0x7ffc0000, [40], LSM_FLAG_SINGLE) = -1 E2BIG" },
	{ X64, 460, 0, { 101, P, 34, 0 }, { TOOK(1, 34, 101, [16] = 34, [24] = 2, [32] = 'h', 'i') },
	  "lsm_set_self_attr(LSM_ATTR_EXEC, [{id=LSM_ID_SELINUX, flags=0, len=34, ctx_len=2, ctx=\"hi\"}], 34, 0) = 0" },
	/* lengths that lie */
	{ X64, 460, -22, { 101, P, 34, 0 }, { TOOK(1, 34, 101, [16] = 1, [24] = 0xff, [32] = 'h', 'i') },
	  "[{id=LSM_ID_SELINUX, flags=0, len=1, ctx_len=255, ctx=\"hi\"...}], 34, 0) = -1 EINVAL" },
	{ X64, 461, 2, { P, P, 0 }, { GAVE(0, 16, 100, [8] = 110), GAVE(1, 4, 16) },
	  "lsm_list_modules([LSM_ID_CAPABILITY, LSM_ID_LANDLOCK], [16], 0) = 2" },

	/* modules, other kernels */
	{ X64, 175, -8, { P, 4, P }, { PATH(0, "\177ELF"), PATH(2, "a=1") },
	  "init_module(\"\\177ELF\", 4, \"a=1\") = -1 ENOEXEC" },
	{ X64, 313, 0, { 3, P, 2 }, { PATH(1, "") }, "finit_module(3, \"\", MODULE_INIT_IGNORE_VERMAGIC) = 0" },
	{ X64, 176, 0, { P, 04000 }, { PATH(0, "dummy") }, "delete_module(\"dummy\", O_NONBLOCK) = 0" },
	{ X64, 246, 0, { 0x1000, 1, P, 0x3e0001 }, { TOOK(2, 32, 0, 0x20, [8] = 4, [17] = 0x30, [25] = 0x10) },
	  "kexec_load(0x1000, 1, [{buf=0x2000, bufsz=4, mem=0x3000, memsz=4096}], " },
	{ I386, 283, 0, { 0x1000, 1, P, 0 }, { TOOK(2, 16, 0, 0x20, [4] = 4, [9] = 0x30, [13] = 0x10) },
	  "kexec_load(0x1000, 1, [{buf=0x2000, bufsz=4, mem=0x3000, memsz=4096}], 0) = 0" },
	{ X64, 320, 0, { 3, 4, 3, P, 2 }, { PATH(3, "ro") }, "kexec_file_load(3, 4, 3, \"ro\", KEXEC_FILE_ON_CRASH) = 0" },
	{ ARM, 272, 0, { 0, 8, 4, 2, P }, { GAVE(4, 2, 1, 2) }, "pciconfig_read(0, 0x8, 0x4, 2, \"\\1\\2\") = 0" },
	{ X64, 156, -38, { P }, { { 0 } }, "_sysctl(0x7ffc0000) = -1 ENOSYS" },
#undef VIA0
#undef VIA1
#undef VIATEXT
#undef VIAOUT
#undef SUB
#undef MINUS
