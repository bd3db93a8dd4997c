/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As capture_more.c, for calls on files, file systems, mounts, aio, io_uring and landlock.
 *
 *   capture_files         prints what differs; exits 1 if anything did. As root, in a
 *                         mount namespace of its own, in a directory of a tmpfs.
 *   capture_files entry   the same of what arguments held before
 *   capture_files quota DEVICE DIR   of a file system that counts for users
 *
 * capture_files32 is the same for 32 bits.
 */
#include <linux/aio_abi.h>
#include <linux/io_uring.h>
#include <linux/landlock.h>
#include <linux/mount.h>
#include <linux/quota.h>
#include <linux/dqblk_xfs.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "lib/wants.h"

#define DIR "/tmp/capture-files"

/* As the kernel has them, whatever the library says */
struct word_pair {
	long a, b;
};

struct wide_pair {
	int64_t a, b;
};

struct handle {
	uint32_t bytes;
	int type;
	char name[128];
};

struct sigset_arg {
	void *set;
	unsigned long size;
};

struct kernel_statfs {
	long words[sizeof(long) == 8 ? 15 : 16];
};

struct kernel_ustat {
	int free;
	unsigned long inode;
	char name[6], pack[6];
};

#ifdef __i386__
#define CALL_FCNTL(fd, op, arg) CALL3(fcntl64, fd, op, arg)
#else
#define CALL_FCNTL(fd, op, arg) CALL3(fcntl, fd, op, arg)
#endif

static int make(const char *name)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);

	NEED(fd >= 0 && write(fd, "0123456789", 10) == 10);
	return fd;
}

static void file_systems(int dir)
{
	struct kernel_statfs st;
	struct kernel_ustat ust;
	char name[64];

	CALL2(statfs, DIR, &st);
	CHECK(want_last()->ret == 0 && st.words[0] == 0x01021994);
	want_string(0, DIR);
	want_out(1, &st, sizeof(st));
	CALL2(statfs, DIR "/none", &st); /* ENOENT */
	want_string(0, DIR "/none");
	CALL2(fstatfs, dir, &st);
	want_out(1, &st, sizeof(st));
#ifdef __i386__
	char st64[88];

	CALL3(statfs64, DIR, 84, st64);
	CHECK(want_last()->ret == 0);
	want_string(0, DIR);
	want_out(2, st64, 84);
	CALL3(fstatfs64, dir, 84, st64);
	want_out(2, st64, 84);
	CALL3(fstatfs64, dir, 80, st64); /* EINVAL */
#endif
	CALL2(ustat, 0x1, &ust); /* no such device, most likely */
	if (!want_last()->ret)
		want_out(1, &ust, sizeof(ust));
	CALL3(sysfs, 1, "tmpfs", 0);
	want_string(1, "tmpfs");
	memset(name, 'x', sizeof(name));
	CALL3(sysfs, 2, 0, name);
	CHECK(want_last()->ret == 0);
	want_out(2, name, strlen(name));
	CALL3(sysfs, 2, 9999, name); /* EINVAL */
	CALL3(sysfs, 3, name, name);
}

static void times_of_files(int dir)
{
	struct word_pair times = { 5, 6 }, pairs[2] = { { 7, 8 }, { 9, 10 } };
	struct wide_pair wide[2] = { { 1LL << 33, 5 }, { 0, 0x3ffffffe } };

	CALL2(utime, "a", &times);
	CHECK(want_last()->ret == 0);
	want_string(0, "a");
	want_in(1, &times, sizeof(times));
	CALL2(utime, "a", NULL);
	want_string(0, "a");
	CALL2(utimes, "a", pairs);
	want_string(0, "a");
	want_in(1, pairs, sizeof(pairs));
	CALL3(futimesat, dir, "a", pairs);
	want_string(1, "a");
	want_in(2, pairs, sizeof(pairs));
	pairs[1].b = 0x3fffffff; /* UTIME_NOW */
	CALL4(utimensat, dir, "a", pairs, 0);
	CHECK(want_last()->ret == 0);
	want_string(1, "a");
	want_in(2, pairs, sizeof(pairs));
	CALL4(utimensat, dir, "none", pairs, 0); /* ENOENT */
	want_string(1, "none");
	want_in(2, pairs, sizeof(pairs));
#ifdef __i386__
	CALL4(utimensat_time64, dir, "a", wide, 0);
	CHECK(want_last()->ret == 0);
	want_string(1, "a");
	want_in(2, wide, sizeof(wide));
#else
	(void)wide;
#endif
}

static void directories(int dir)
{
	char buf[512];
	long ret;

	ret = CALL3(getdents, dir, buf, sizeof(buf));
	CHECK(ret > 0 && ret <= SNAPLEN);
	want_out(1, buf, ret);
	CALL3(getdents, dir, buf, sizeof(buf));
	want_out(1, buf, 0);
	CALL3(getdents, dir, buf, 1); /* at the end, or EINVAL */
	if (!want_last()->ret)
		want_out(1, buf, 0);
#ifdef __i386__
	uint16_t len;

	NEED(lseek(dir, 0, SEEK_SET) == 0);
	CALL3(readdir, dir, buf, 1);
	CHECK(want_last()->ret == 1);
	memcpy(&len, buf + 8, sizeof(len));
	CHECK(len == strlen(buf + 10));
	want_out(1, buf, 11 + len);
#endif
	CALL3(mknod, "fifo", 010644, 0);
	want_string(0, "fifo");
	CALL4(mknodat, dir, "null", 020600, 0x103);
	want_string(1, "null");
}

static void attributes(int fd)
{
	const char *name = "trusted.syscord";
	char buf[64];

	CALL5(setxattr, "a", name, "some\0value", 10, 0);
	CHECK(want_last()->ret == 0);
	want_string(0, "a");
	want_string(1, name);
	want_in(2, "some\0value", 10);
	CALL5(fsetxattr, fd, name, "other", 5, 1); /* EEXIST */
	want_string(1, name);
	want_in(2, "other", 5);
	CALL4(getxattr, "a", name, buf, sizeof(buf));
	CHECK(want_last()->ret == 10);
	want_string(0, "a");
	want_string(1, name);
	want_out(2, "some\0value", 10);
	CALL4(lgetxattr, "a", name, buf, 0); /* how long it is only */
	CHECK(want_last()->ret == 10);
	want_string(0, "a");
	want_string(1, name);
	want_out(2, "", 0);
	CALL4(fgetxattr, fd, name, buf, 3); /* ERANGE */
	want_string(1, name);
	CALL3(listxattr, "a", buf, sizeof(buf));
	CHECK(want_last()->ret >= 16);
	want_string(0, "a");
	want_out(1, buf, want_last()->ret);
	CALL3(flistxattr, fd, buf, sizeof(buf));
	want_out(1, buf, want_last()->ret);
	CALL2(removexattr, "a", name);
	want_string(0, "a");
	want_string(1, name);
}

static void handles(int dir)
{
	struct handle handle = { .bytes = 128 }, small = { .bytes = 1 };
	int mount_id, fd;

	CALL5(name_to_handle_at, dir, "a", &handle, &mount_id, 0);
	CHECK(want_last()->ret == 0 && handle.bytes < 128);
	want_string(1, "a");
	want_out(2, &handle, 8 + handle.bytes);
	want_out(3, &mount_id, 4);
	CALL5(name_to_handle_at, dir, "a", &small, &mount_id, 0); /* EOVERFLOW */
	CHECK(want_last()->ret == -EOVERFLOW && small.bytes == handle.bytes);
	want_string(1, "a");
	want_out(2, &small, 8);
	want_out(3, &mount_id, 4);
	fd = CALL3(open_by_handle_at, dir, &handle, O_RDONLY);
	CHECK(fd >= 0);
	want_in(1, &handle, 8 + handle.bytes);
	close(fd);
	handle.type = -1;
	CALL3(open_by_handle_at, dir, &handle, O_RDONLY); /* ESTALE */
	want_in(1, &handle, 8 + handle.bytes);
}

static void mounts(int dir)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_RDONLY };
	int fs, tree;

	NEED(mkdir("m", 0755) == 0);
	CALL5(mount, "none", "m", "tmpfs", 0, "size=1m");
	CHECK(want_last()->ret == 0);
	want_string(0, "none");
	want_string(1, "m");
	want_string(2, "tmpfs");
	want_string(4, "size=1m");
	CALL5(mount, NULL, "m", NULL, 32, NULL); /* MS_REMOUNT */
	want_string(1, "m");
	CALL2(umount2, "m", 2);
	want_string(0, "m");
	fs = CALL2(fsopen, "tmpfs", 1);
	NEED(fs >= 0);
	want_string(0, "tmpfs");
	CALL5(fsconfig, fs, FSCONFIG_SET_STRING, "size", "1m", 0);
	CHECK(want_last()->ret == 0);
	want_string(2, "size");
	want_string(3, "1m");
	CALL5(fsconfig, fs, FSCONFIG_SET_FLAG, "ro", NULL, 0);
	want_string(2, "ro");
	CALL5(fsconfig, fs, FSCONFIG_SET_BINARY, "none", "a\0b", 3); /* EINVAL */
	want_string(2, "none");
	want_in(3, "a\0b", 3);
	CALL5(fsconfig, fs, FSCONFIG_SET_PATH, "none", "/tmp", AT_FDCWD);
	want_string(2, "none");
	want_string(3, "/tmp");
	CALL5(fsconfig, fs, FSCONFIG_SET_FD, "none", NULL, fs);
	want_string(2, "none");
	CALL5(fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0);
	CHECK(want_last()->ret == 0);
	CALL5(fsconfig, fs, 77, "key", "value", 0); /* EOPNOTSUPP: nobody knows what it means */
	tree = CALL3(fsmount, fs, 1, 0);
	NEED(tree >= 0);
	CALL5(mount_setattr, tree, "", 0x1000, &attr, sizeof(attr));
	CHECK(want_last()->ret == 0);
	want_string(1, "");
	want_in(3, &attr, sizeof(attr));
	CALL5(move_mount, tree, "", dir, "m", 4);
	CHECK(want_last()->ret == 0);
	want_string(1, "");
	want_string(3, "m");
	close(tree);
	close(CALL3(open_tree, dir, "m", 1));
	want_string(1, "m");
	close(CALL3(fspick, dir, "m", 1));
	want_string(1, "m");
	CALL2(umount2, "m", 2);
	want_string(0, "m");
	close(fs);
	CALL2(swapon, "a", 0); /* EINVAL: no swap header */
	want_string(0, "a");
	CALL1(acct, "none"); /* ENOENT */
	want_string(0, "none");
}

/* A file system that has none: what the calls were given */
static void quotas(int dir)
{
	struct if_dqblk block = { .dqb_bhardlimit = 5, .dqb_valid = QIF_BLIMITS };
	struct if_dqinfo info = { .dqi_bgrace = 7, .dqi_valid = 1 };
	fs_disk_quota_t disk = { .d_version = 1, .d_id = 33 };
	uint32_t flags = 3;

	CALL4(quotactl, QCMD(Q_SETQUOTA, 0), "/dev/null", 33, &block);
	CHECK(want_last()->ret < 0);
	want_string(1, "/dev/null");
	want_in(3, &block, sizeof(block));
	CALL4(quotactl, QCMD(Q_GETQUOTA, 1), "/dev/null", 33, &block);
	want_string(1, "/dev/null");
	CALL4(quotactl, QCMD(Q_SETINFO, 1), "/dev/null", 0, &info);
	want_string(1, "/dev/null");
	want_in(3, &info, sizeof(info));
	CALL4(quotactl, QCMD(Q_QUOTAON, 0), "/dev/null", 4, "aquota.user");
	want_string(1, "/dev/null");
	want_string(3, "aquota.user");
	CALL4(quotactl, QCMD(Q_SYNC, 0), NULL, 0, &block);
	CALL4(quotactl_fd, dir, QCMD(Q_XSETQLIM, 2), 33, &disk);
	CHECK(want_last()->ret < 0);
	want_in(3, &disk, sizeof(disk));
	CALL4(quotactl_fd, dir, QCMD(Q_XQUOTAON, 0), 0, &flags);
	want_in(3, &flags, 4);
	CALL4(quotactl_fd, dir, QCMD(Q_XGETQSTAT, 0), 0, &flags);
}

/* And one that has */
static void real_quotas(const char *device, const char *dir)
{
	static struct if_dqblk block, set = { .dqb_bsoftlimit = 50, .dqb_valid = QIF_BLIMITS };
	static struct if_nextdqblk next;
	static struct if_dqinfo info;
	static fs_disk_quota_t disk;
	static fs_quota_stat_t stat;
	static struct fs_quota_statv statv = { .qs_version = 1 };
	int fd = open(dir, O_RDONLY | O_DIRECTORY);
	uint32_t format = 0;

	NEED(fd >= 0);
	CALL4(quotactl, QCMD(Q_GETFMT, 0), device, 0, &format);
	CHECK(want_last()->ret == 0 && format == 4);
	want_string(1, device);
	want_out(3, &format, 4);
	CALL4(quotactl_fd, fd, QCMD(Q_SETQUOTA, 0), 4711, &set);
	CHECK(want_last()->ret == 0);
	want_in(3, &set, sizeof(set));
	CALL4(quotactl_fd, fd, QCMD(Q_GETQUOTA, 0), 4711, &block);
	CHECK(want_last()->ret == 0 && block.dqb_bsoftlimit == 50 && block.dqb_valid);
	want_out(3, &block, sizeof(block));
	CALL4(quotactl_fd, fd, QCMD(Q_GETNEXTQUOTA, 0), 1, &next);
	CHECK(want_last()->ret == 0 && next.dqb_id == 4711);
	want_out(3, &next, sizeof(next));
	CALL4(quotactl, QCMD(Q_GETINFO, 0), device, 0, &info);
	CHECK(want_last()->ret == 0 && info.dqi_bgrace);
	want_string(1, device);
	want_out(3, &info, sizeof(info));
	CALL4(quotactl_fd, fd, QCMD(Q_XGETQUOTA, 0), 4711, &disk);
	CHECK(want_last()->ret == 0 && disk.d_id == 4711);
	want_out(3, &disk, sizeof(disk));
	CALL4(quotactl_fd, fd, QCMD(Q_XGETQSTAT, 0), 0, &stat);
	CHECK(want_last()->ret == 0 && stat.qs_btimelimit);
	want_out(3, &stat, sizeof(stat));
	CALL4(quotactl_fd, fd, QCMD(Q_XGETQSTATV, 0), 0, &statv);
	CHECK(want_last()->ret == 0 && statv.qs_btimelimit);
	want_out(3, &statv, sizeof(statv));
	close(fd);
}

static void notification(void)
{
	int fd = CALL2(fanotify_init, 0, O_RDONLY);

	NEED(fd >= 0);
#ifdef __i386__
	CALL6(fanotify_mark, fd, 1, 0x20, 0, AT_FDCWD, DIR);
	want_string(5, DIR);
#else
	CALL5(fanotify_mark, fd, 1, 0x20, AT_FDCWD, DIR);
	want_string(4, DIR);
#endif
	CHECK(want_last()->ret == 0);
	close(fd);
}

static void descriptors(int dir, int fd)
{
	uint64_t mask = 1 << (SIGUSR1 - 1);
	struct wide_pair zero = { 0, 0 };
	struct epoll_event event = { .events = EPOLLOUT, .data = { .u64 = 0x1122334455667788 } };
	struct pollfd polled[2] = { { -1, POLLIN, 0 }, { fd, POLLIN | POLLOUT, 0 } };
	uint32_t uids[2] = { 9, 9 };
	int ep, p[2];

	CALL_FCNTL(fd, 17 /* F_GETOWNER_UIDS */, uids);
	if (!want_last()->ret)
		want_out(2, uids, sizeof(uids));
	CALL_FCNTL(dir, 1026 /* F_NOTIFY */, 0);
	CALL_FCNTL(fd, 1040 /* F_SETDELEG */, uids);
	want_in(2, uids, sizeof(uids));
	CALL_FCNTL(fd, 1028, uids);

	NEED(pipe(p) == 0 && (ep = epoll_create1(0)) >= 0);
	CALL4(epoll_ctl, ep, EPOLL_CTL_ADD, p[1], &event);
	want_in(3, &event, sizeof(event));
	CALL6(epoll_pwait2, ep, &event, 1, &zero, &mask, 8);
	CHECK(want_last()->ret == 1);
	want_out(1, &event, sizeof(event));
	want_in(3, &zero, sizeof(zero));
	want_in(4, &mask, 8);
	close(ep);
	CALL3(poll, polled, 2, 0);
	CHECK(want_last()->ret == 1 && polled[1].revents == (POLLIN | POLLOUT));
	want_out(0, polled, sizeof(polled));
	CALL3(close_range, 900, 999, 4);

	struct iovec out[2] = { { "one", 3 }, { "two", 3 } }, in = { malloc(8), 8 };

	CALL4(vmsplice, p[1], out, 2, 0);
	CHECK(want_last()->ret == 6);
	want_blob(1, SYSCORD_PART_IOVEC, 0, out, sizeof(out), sizeof(out));
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_OUT, "onetwo", 6, 6);
	CALL4(vmsplice, p[0], &in, 1, 2);
	CHECK(want_last()->ret == 6);
	want_blob(1, SYSCORD_PART_IOVEC, 0, &in, sizeof(in), sizeof(in));
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_OUT, "onetwo", 6, 6);
	CALL4(tee, p[0], p[1], 10, 2); /* EINVAL */
	close(p[0]);
	close(p[1]);
}

static void asynchronous(int fd)
{
	struct iocb one = { .aio_data = 0x11, .aio_fildes = fd, .aio_lio_opcode = IOCB_CMD_PREAD,
			    .aio_nbytes = 4 };
	struct iocb two = { .aio_data = 0x12, .aio_fildes = 999, .aio_nbytes = 1 }, both[2];
	struct iocb *list[2] = { &one, &two };
	struct io_event events[4];
	struct wide_pair zero = { 0, 0 };
	struct word_pair short_zero = { 0, 0 };
	uint64_t mask = 1 << (SIGUSR1 - 1);
	struct sigset_arg arg = { &mask, 8 };
	unsigned long ctx = 0;
	char buf[8];

	CALL2(io_setup, 4, &ctx);
	NEED(want_last()->ret == 0 && ctx);
	want_out(1, &ctx, sizeof(ctx));
	CALL2(io_setup, 4, &ctx); /* EINVAL: it is not 0 */
	one.aio_buf = (uintptr_t)buf;
	CALL3(io_submit, ctx, 2, list);
	CHECK(want_last()->ret == 1);
	both[0] = one;
	both[1] = two;
	want_in(2, both, sizeof(both));
	CALL3(io_submit, ctx, -1, list); /* EINVAL */
	CALL5(io_getevents, ctx, 1, 4, events, NULL);
	CHECK(want_last()->ret == 1 && events[0].data == 0x11 && events[0].res == 4);
	want_out(3, events, sizeof(events[0]));
	CALL6(io_pgetevents, ctx, 0, 4, events, &short_zero, &arg);
	CHECK(want_last()->ret == 0);
	want_out(3, events, 0);
	want_in(4, &short_zero, sizeof(short_zero));
	want_in(5, &arg, sizeof(arg));
	want_via(5, 0, 0, &mask, 8);
#ifdef __i386__
	CALL6(io_pgetevents_time64, ctx, 0, 4, events, &zero, &arg);
	CHECK(want_last()->ret == 0);
	want_out(3, events, 0);
	want_in(4, &zero, sizeof(zero));
	want_in(5, &arg, sizeof(arg));
	want_via(5, 0, 0, &mask, 8);
#else
	(void)zero;
#endif
	CALL3(io_cancel, ctx, &one, events); /* EINVAL: it is done */
	want_in(1, &one, sizeof(one));
	CALL1(io_destroy, ctx);
}

static int ring_setup(void)
{
	struct io_uring_params params = { .flags = IORING_SETUP_CLAMP };
	int ring = CALL2(io_uring_setup, 4, &params);

	NEED(ring >= 0 && params.features);
	want_out(1, &params, sizeof(params));
	params.flags = 0x80000000;
	CALL2(io_uring_setup, 4, &params); /* EINVAL: what it was given */
	want_out(1, &params, sizeof(params));
	return ring;
}

static void ring_registers(int ring, int fd)
{
	static char buffers[2][4096] __attribute__((aligned(4096)));
	struct iovec iov[2] = { { buffers[0], 4096 }, { buffers[1], 4096 } };
	struct io_uring_files_update update = { .offset = 1 };
	struct io_uring_rsrc_register files = { .nr = 2 };
	struct io_uring_rsrc_update2 update2 = { .nr = 1 };
	struct io_uring_rsrc_update self = { .offset = -1U, .data = ring };
	struct io_uring_restriction restriction[2] = { { .opcode = 0 }, { .opcode = 1 } };
	struct {
		struct io_uring_probe head;
		struct io_uring_probe_op ops[4];
	} probe = { 0 };
	uint64_t tags[2] = { 0, 0 };
	int fds[2] = { fd, -1 };
	uint32_t workers[2] = { 0, 0 };
	int last;

	CALL4(io_uring_register, ring, IORING_REGISTER_BUFFERS, iov, 2);
	CHECK(want_last()->ret == 0);
	want_in(2, iov, sizeof(iov));
	CALL4(io_uring_register, ring, IORING_UNREGISTER_BUFFERS, NULL, 0);
	files.data = (uintptr_t)iov;
	files.tags = (uintptr_t)tags;
	CALL4(io_uring_register, ring, IORING_REGISTER_BUFFERS2, &files, sizeof(files));
	CHECK(want_last()->ret == 0);
	want_in(2, &files, sizeof(files));
	want_via(2, 1, 0, iov, sizeof(iov));
	want_via(2, 2, 0, tags, sizeof(tags));
	update2.data = (uintptr_t)iov;
	CALL4(io_uring_register, ring, IORING_REGISTER_BUFFERS_UPDATE, &update2, sizeof(update2));
	CHECK(want_last()->ret == 1);
	want_in(2, &update2, sizeof(update2));
	want_via(2, 1, 0, iov, sizeof(iov[0]));
	CALL4(io_uring_register, ring, IORING_REGISTER_FILES, fds, 2);
	CHECK(want_last()->ret == 0);
	want_in(2, fds, sizeof(fds));
	update.fds = (uintptr_t)fds;
	CALL4(io_uring_register, ring, IORING_REGISTER_FILES_UPDATE, &update, 1);
	CHECK(want_last()->ret == 1);
	want_in(2, &update, sizeof(update));
	want_via(2, 0, 0, fds, sizeof(fds[0]));
	update2.data = (uintptr_t)fds;
	update2.tags = (uintptr_t)tags;
	CALL4(io_uring_register, ring, IORING_REGISTER_FILES_UPDATE2, &update2, sizeof(update2));
	CHECK(want_last()->ret == 1);
	want_in(2, &update2, sizeof(update2));
	want_via(2, 1, 0, fds, sizeof(fds[0]));
	want_via(2, 2, 0, tags, sizeof(tags[0]));
	CALL4(io_uring_register, ring, IORING_UNREGISTER_FILES, NULL, 0);
	files.data = (uintptr_t)fds;
	files.tags = 0;
	CALL4(io_uring_register, ring, IORING_REGISTER_FILES2, &files, sizeof(files));
	CHECK(want_last()->ret == 0);
	want_in(2, &files, sizeof(files));
	want_via(2, 1, 0, fds, sizeof(fds));
	CALL4(io_uring_register, ring, IORING_REGISTER_PROBE, &probe, 4);
	CHECK(want_last()->ret == 0 && probe.head.ops_len == 4);
	want_out(2, &probe, sizeof(probe));
	CALL4(io_uring_register, ring, IORING_REGISTER_IOWQ_MAX_WORKERS, workers, 2);
	CHECK(want_last()->ret == 0 && workers[0]);
	want_out(2, workers, sizeof(workers));
	CALL4(io_uring_register, ring, IORING_REGISTER_RESTRICTIONS, restriction, 2); /* EBADFD */
	want_in(2, restriction, sizeof(restriction));
	CALL4(io_uring_register, ring, IORING_REGISTER_RING_FDS, &self, 1);
	CHECK(want_last()->ret == 1 && self.offset != -1U);
	want_out(2, &self, sizeof(self));
	/* The highest bit is no part of the operation, though this kernel does not know it */
	CALL4(io_uring_register, ring, 1U << 31 | IORING_REGISTER_FILES, fds, 2);
	want_in(2, fds, sizeof(fds));
	last = CALL4(io_uring_register, ring, 99, fds, 2);
	CHECK(last == -EINVAL);
}

static void ring_enters(int ring)
{
	struct wide_pair zero = { 0, 1 };
	uint64_t mask = 1 << (SIGUSR1 - 1);
	struct io_uring_getevents_arg arg = { .sigmask = (uintptr_t)&mask, .sigmask_sz = 8,
					      .ts = (uintptr_t)&zero };

	CALL6(io_uring_enter, ring, 0, 0, IORING_ENTER_GETEVENTS, &mask, 8);
	CHECK(want_last()->ret == 0);
	want_in(4, &mask, 8);
	CALL6(io_uring_enter, ring, 0, 0, 0, &mask, 8); /* nothing is waited for */
	CALL6(io_uring_enter, ring, 0, 1, IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &arg,
	      sizeof(arg));
	CHECK(want_last()->ret == -ETIME);
	want_in(4, &arg, sizeof(arg));
	want_via(4, 0, 0, &mask, 8);
	want_via(4, 1, 0, &zero, sizeof(zero));
	arg.sigmask = 0;
	CALL6(io_uring_enter, ring, 0, 1, IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, &arg,
	      sizeof(arg));
	want_in(4, &arg, sizeof(arg));
	want_via(4, 1, 0, &zero, sizeof(zero));
	CALL6(io_uring_enter, ring, 0, 1, 1 | 8 | 64, &arg, sizeof(arg)); /* EINVAL */
	close(ring);
}

static void landlock(int dir)
{
	struct {
		uint64_t fs, net;
	} rules = { LANDLOCK_ACCESS_FS_READ_FILE, 0 };
	struct landlock_path_beneath_attr path = { .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE,
						   .parent_fd = dir };
	int fd = CALL3(landlock_create_ruleset, &rules, 8, 0);

	want_in(0, &rules, 8);
	CALL3(landlock_create_ruleset, &rules, sizeof(rules), 0);
	want_in(0, &rules, sizeof(rules));
	CALL4(landlock_add_rule, fd, LANDLOCK_RULE_PATH_BENEATH, &path, 0);
	want_in(2, &path, sizeof(path));
	CALL4(landlock_add_rule, fd, 2, &rules, 0); /* EINVAL: of ports, not known to 6.1 */
	want_in(2, &rules, sizeof(rules));
	CALL4(landlock_add_rule, fd, 99, &path, 0);
	if (fd >= 0)
		close(fd);
}

/* What arguments held that the calls wrote to */
static void befores(int dir)
{
	struct handle handle = { .bytes = 128 };
	struct io_uring_params params = { .flags = IORING_SETUP_CLAMP };
	struct io_uring_rsrc_update self = { .offset = -1U };
	unsigned long ctx = 0;
	int ring, mount_id;

	want_before(2, &handle, sizeof(handle));
	CALL5(name_to_handle_at, dir, "a", &handle, &mount_id, 0);
	CHECK(want_last()->ret == 0);
	want_string(1, "a");
	want_out(2, &handle, 8 + handle.bytes);
	want_out(3, &mount_id, 4);
	want_before(1, &ctx, sizeof(ctx));
	CALL2(io_setup, 4, &ctx);
	want_out(1, &ctx, sizeof(ctx));
	CALL1(io_destroy, ctx);
	want_before(1, &params, sizeof(params));
	ring = CALL2(io_uring_setup, 4, &params);
	want_out(1, &params, sizeof(params));
	self.data = ring;
	want_before(2, &self, sizeof(self));
	CALL4(io_uring_register, ring, IORING_REGISTER_RING_FDS, &self, 1);
	CHECK(want_last()->ret == 1);
	want_out(2, &self, sizeof(self));
}

int main(int argc, char **argv)
{
	int dir, fd, ring;

	NEED(unshare(CLONE_NEWNS) == 0);
	NEED(mkdir(DIR, 0755) == 0 && chdir(DIR) == 0);
	dir = open(DIR, O_RDONLY | O_DIRECTORY);
	fd = make("a");
	NEED(dir >= 0);
	if (argc == 4) {
		wants_start(false);
		real_quotas(argv[2], argv[3]);
		return wants_compare();
	}
	if (argc > 1) {
		wants_start(true);
		befores(dir);
		return wants_compare();
	}
	wants_start(false);
	file_systems(dir);
	times_of_files(dir);
	directories(dir);
	attributes(fd);
	handles(dir);
	mounts(dir);
	quotas(dir);
	notification();
	descriptors(dir, fd);
	asynchronous(fd);
	ring = ring_setup();
	ring_registers(ring, fd);
	ring_enters(ring);
	landlock(dir);
	return wants_compare();
}
