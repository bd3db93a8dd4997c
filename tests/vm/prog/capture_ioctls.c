/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As capture_more.c, for ioctl requests: terminals, consoles, files, random numbers, loop
 * devices, disks, input devices, tunnels, clocks, namespaces.
 *
 *   capture_ioctls DIRECTORY    on an ext4 file system. As root; what has no device is left out.
 */
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <linux/blkpg.h>
#include <linux/dm-ioctl.h>
#include <linux/fiemap.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/fscrypt.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/kd.h>
#include <linux/loop.h>
#include <linux/nsfs.h>
#include <linux/random.h>
#include <linux/rtc.h>
#include <linux/serial.h>
#include <linux/uinput.h>
#include <linux/vt.h>
#include <scsi/sg.h>

#include "lib/wants.h"

#define VIA(value) (SYSCORD_PART_VIA + (value) - 6)
#define OUT SYSCORD_BLOB_OUT
#define IOCTL(fd, request, arg) CALL3(ioctl, fd, request, arg)

/* As the kernel has it, by whatever name the headers do */
struct old_termio {
	uint16_t flags[4];
	uint8_t line, cc[8];
};

static void via(unsigned int value, unsigned int flags, const void *data, uint32_t len)
{
	want_via(2, value - 6, flags, data, len);
}

/* It succeeded, and wrote so much */
static void gave(const void *data, uint32_t len)
{
	CHECK(want_last()->ret >= 0);
	want_out(2, data, len);
}

/* The same, of what a device may not have */
static void may_give(const void *data, uint32_t len)
{
	if (want_last()->ret >= 0)
		want_out(2, data, len);
}

static void took(const void *data, uint32_t len)
{
	want_in(2, data, len);
}

/* -1, and a word about it, where there is none */
static int device(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd < 0)
		printf("left out: %s: %s\n", path, strerror(errno));
	return fd;
}

static void settings(int fd)
{
	struct termios termios;
	struct termios2 termios2;
	struct old_termio termio;

	IOCTL(fd, TCGETS, &termios);
	gave(&termios, 36);
	termios.c_lflag &= ~ECHO;
	IOCTL(fd, TCSETS, &termios);
	took(&termios, 36);
	IOCTL(fd, TCSETSW, &termios);
	took(&termios, 36);
	IOCTL(-1, TCSETSF, &termios); /* EBADF */
	took(&termios, 36);
	IOCTL(-1, TCGETS, &termios);
	IOCTL(fd, TCGETS2, &termios2);
	gave(&termios2, 44);
	IOCTL(fd, TCSETS2, &termios2);
	took(&termios2, 44);
	IOCTL(fd, TCGETA, &termio);
	gave(&termio, 18);
	IOCTL(fd, TCSETA, &termio);
	took(&termio, 18);
	IOCTL(fd, TIOCGLCKTRMIOS, &termios);
	gave(&termios, 36);
	IOCTL(fd, TCFLSH, 2 /* TCIOFLUSH */);
	IOCTL(fd, TCXONC, 1 /* TCOON */);
	IOCTL(fd, TCSBRK, 1);
}

static void terminals(void)
{
	struct winsize size = { 24, 80, 1, 2 };
	int master = open("/dev/ptmx", O_RDWR | O_NOCTTY), slave, n = 0, one = 1;
	struct pollfd ready;

	NEED(master >= 0);
	IOCTL(master, TIOCGPTN, &n);
	gave(&n, 4);
	n = 0;
	IOCTL(master, TIOCSPTLCK, &n);
	took(&n, 4);
	IOCTL(master, TIOCGPTLCK, &n);
	gave(&n, 4);
	slave = IOCTL(master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
	NEED(slave >= 0);
	settings(slave);
	IOCTL(slave, TIOCSWINSZ, &size);
	took(&size, 8);
	memset(&size, 0, 8);
	IOCTL(slave, TIOCGWINSZ, &size);
	CHECK(size.ws_col == 80);
	gave(&size, 8);
	IOCTL(slave, TIOCGPGRP, &n); /* ENOTTY */
	CHECK(want_last()->ret == -ENOTTY);
	/* a session may be left only by who leads one, and is hung up then */
	NEED(signal(SIGHUP, SIG_IGN) != SIG_ERR && setsid() > 0);
	IOCTL(slave, TIOCSCTTY, 0);
	CHECK(!want_last()->ret);
	IOCTL(slave, TIOCGPGRP, &n);
	CHECK(n == getpid());
	gave(&n, 4);
	IOCTL(slave, TIOCSPGRP, &n);
	took(&n, 4);
	IOCTL(slave, TIOCGSID, &n);
	gave(&n, 4);
	IOCTL(master, TIOCPKT, &one);
	took(&one, 4);
	IOCTL(master, TIOCGPKT, &n);
	gave(&n, 4);
	NEED(write(master, "abc\n", 4) == 4);
	ready = (struct pollfd){ slave, POLLIN, 0 };
	NEED(poll(&ready, 1, 20000) == 1);
	IOCTL(slave, FIONREAD, &n);
	CHECK(n == 4);
	gave(&n, 4);
	IOCTL(slave, TIOCOUTQ, &n);
	gave(&n, 4);
	IOCTL(slave, TIOCSTI, "x");
	took("x", 1);
	IOCTL(slave, TIOCGETD, &n);
	gave(&n, 4);
	IOCTL(slave, TIOCSETD, &n);
	took(&n, 4);
	IOCTL(slave, TIOCMGET, &n); /* a pty has no modem */
	CHECK(want_last()->ret < 0);
	IOCTL(slave, TIOCMBIS, &one);
	took(&one, 4);
	IOCTL(slave, TIOCEXCL, 4711);
	IOCTL(slave, TIOCGEXCL, &n);
	gave(&n, 4);
	IOCTL(slave, TIOCNXCL, 0);
	IOCTL(master, TIOCSIG, SIGWINCH);
	IOCTL(slave, FIONBIO, &one);
	took(&one, 4);
	IOCTL(slave, TIOCNOTTY, 0);
	close(slave);
	close(master);
}

static void serial(void)
{
	int fd = device("/dev/ttyS1", O_RDWR | O_NOCTTY | O_NONBLOCK), lines = 0;
	struct serial_struct line;
	struct serial_rs485 rs485 = { .flags = 1 };
	struct serial_icounter_struct counts;

	if (fd < 0)
		return;
	IOCTL(fd, TIOCGSERIAL, &line);
	may_give(&line, sizeof(line));
	if (!want_last()->ret) {
		IOCTL(fd, TIOCSSERIAL, &line);
		took(&line, sizeof(line));
	}
	IOCTL(fd, TIOCMGET, &lines);
	may_give(&lines, 4);
	IOCTL(fd, TIOCGICOUNT, &counts);
	may_give(&counts, 80);
	IOCTL(fd, TIOCSRS485, &rs485);
	want_out(2, &rs485, 32);
	close(fd);
}

static void consoles(void)
{
	int fd = device("/dev/tty2", O_RDWR | O_NOCTTY | O_NONBLOCK), n;
	struct kbentry entry = { 0, 30, 0 };
	struct vt_stat state;
	struct vt_mode mode;
	static struct unipair pairs[512];
	struct unimapdesc map = { 512, pairs };
	unsigned char type;

	if (fd < 0)
		return;
	IOCTL(fd, VT_GETSTATE, &state);
	gave(&state, 6);
	IOCTL(fd, VT_GETMODE, &mode);
	gave(&mode, 8);
	IOCTL(fd, VT_SETMODE, &mode);
	took(&mode, 8);
	IOCTL(fd, VT_OPENQRY, &n);
	gave(&n, 4);
	IOCTL(fd, VT_DISALLOCATE, 999); /* ENXIO */
	IOCTL(fd, KDGKBTYPE, &type);
	gave(&type, 1);
	IOCTL(fd, KDGETMODE, &n);
	gave(&n, 4);
	IOCTL(fd, KDSETMODE, n);
	IOCTL(fd, KDGKBMODE, &n);
	gave(&n, 4);
	IOCTL(fd, KDSKBMODE, n);
	IOCTL(fd, KDGKBENT, &entry);
	gave(&entry, 4);
	IOCTL(fd, GIO_UNIMAP, &map);
	want_out(2, &map, sizeof(map));
	if (!want_last()->ret)
		via(6, OUT, pairs, map.entry_ct * 4U);
	close(fd);
}

static void dedupe(int fd, int other)
{
	static struct {
		struct file_dedupe_range head;
		struct file_dedupe_range_info info[2];
	} range;

	range.head.src_length = 4096;
	range.head.dest_count = 2;
	range.info[0].dest_fd = other;
	range.info[1].dest_fd = -1;
	IOCTL(fd, FIDEDUPERANGE, &range);
	want_out(2, &range, 24);
	via(7, OUT, range.info, 64);
}

static void extents(int fd)
{
	static struct {
		struct fiemap head;
		struct fiemap_extent extent[4];
	} map;

	map.head.fm_length = ~0ULL;
	map.head.fm_flags = FIEMAP_FLAG_SYNC;
	IOCTL(fd, FS_IOC_FIEMAP, &map); /* how many only */
	CHECK(map.head.fm_mapped_extents == 2);
	gave(&map, 32);
	via(8, OUT, "", 0);
	map.head.fm_extent_count = 4;
	IOCTL(fd, FS_IOC_FIEMAP, &map);
	CHECK(map.head.fm_mapped_extents == 2);
	gave(&map, 32);
	via(8, OUT, map.extent, 2 * 56);
	map.head.fm_flags = 0x800; /* EBADR */
	IOCTL(fd, FS_IOC_FIEMAP, &map);
	want_out(2, &map, 32);
}

static void encryption(int dir)
{
	struct {
		uint64_t size;
		uint8_t policy[24];
	} get = { 24, { 0 } };
	struct fscrypt_policy_v1 v1 = { .version = 0, .contents_encryption_mode = 99 };
	struct fscrypt_policy_v2 v2 = { .version = 2, .contents_encryption_mode = 99 };
	struct fscrypt_get_key_status_arg status = { .key_spec.type = 1 };

	IOCTL(dir, FS_IOC_SET_ENCRYPTION_POLICY, &v1);
	CHECK(want_last()->ret < 0);
	took(&v1, 12);
	IOCTL(dir, FS_IOC_SET_ENCRYPTION_POLICY, &v2);
	took(&v2, 24);
	IOCTL(dir, FS_IOC_GET_ENCRYPTION_POLICY_EX, &get);
	want_out(2, &get.size, 8);
	if (!want_last()->ret)
		via(7, OUT, get.policy, (uint32_t)get.size);
	IOCTL(dir, FS_IOC_GET_ENCRYPTION_KEY_STATUS, &status);
	want_out(2, &status, sizeof(status));
}

static void files(const char *path)
{
	struct file_clone_range clone = { .src_length = 4096 };
	struct fstrim_range trim = { .len = ~0ULL };
	char label[256] = "", uuid[17] = "";
	int dir = open(path, O_RDONLY | O_DIRECTORY), fd, other, n = 1;
	struct fsxattr attr;
	int64_t size;
	int words[2];

	NEED(dir >= 0);
	fd = openat(dir, "file", O_RDWR | O_CREAT | O_TRUNC, 0644);
	other = openat(dir, "other", O_RDWR | O_CREAT | O_TRUNC, 0644);
	NEED(fd >= 0 && other >= 0 && pwrite(fd, path, 4, 0) == 4 && pwrite(fd, path, 4, 65536) == 4 &&
	     fsync(fd) == 0);
	IOCTL(fd, FIONREAD, &n);
	gave(&n, 4);
	IOCTL(fd, FIOQSIZE, &size);
	gave(&size, 8);
	IOCTL(fd, FIGETBSZ, &n);
	gave(&n, 4);
	n = 0;
	IOCTL(fd, FIBMAP, &n);
	gave(&n, 4);
	IOCTL(fd, FIOCLEX, &n);
	IOCTL(fd, FIONCLEX, &n);
	n = 0;
	IOCTL(fd, FIOASYNC, &n);
	took(&n, 4);
	/* no long, though the number says so */
	memset(words, 0x55, sizeof(words));
	IOCTL(fd, FS_IOC_GETFLAGS, words);
	CHECK(words[1] == 0x55555555);
	gave(words, 4);
	words[0] |= FS_NOATIME_FL;
	IOCTL(fd, FS_IOC_SETFLAGS, words);
	CHECK(!want_last()->ret);
	took(words, 4);
	IOCTL(fd, FS_IOC_GETVERSION, words);
	gave(words, 4);
	IOCTL(fd, FS_IOC_FSGETXATTR, &attr);
	gave(&attr, 28);
	IOCTL(fd, FS_IOC_FSSETXATTR, &attr);
	took(&attr, 28);
	IOCTL(dir, FS_IOC_SETFSLABEL, "a-label");
	want_string(2, "a-label");
	IOCTL(dir, FS_IOC_GETFSLABEL, label);
	CHECK(!strcmp(label, "a-label"));
	gave(label, 256);
	IOCTL(dir, 0x80111500 /* FS_IOC_GETFSUUID */, uuid);
	may_give(uuid, 17);
	IOCTL(dir, FITRIM, &trim);
	want_out(2, &trim, 24);
	IOCTL(other, FICLONE, fd);
	clone.src_fd = fd;
	IOCTL(other, FICLONERANGE, &clone);
	took(&clone, 32);
	dedupe(fd, other);
	extents(fd);
	encryption(dir);
	close(fd);
	close(other);
	close(dir);
}

static void random_numbers(void)
{
	struct {
		int entropy, size;
		char bytes[300];
	} add = { 8, 4, "rand" };
	int fd = open("/dev/random", O_RDWR), n;

	NEED(fd >= 0);
	IOCTL(fd, RNDGETENTCNT, &n);
	gave(&n, 4);
	IOCTL(fd, RNDADDENTROPY, &add);
	CHECK(!want_last()->ret);
	took(&add, 8);
	via(7, 0, "rand", 4);
	add.size = 300;
	IOCTL(fd, RNDADDENTROPY, &add);
	took(&add, 8);
	want_blob(2, VIA(7), SYSCORD_BLOB_TRUNCATED, add.bytes, 300, SNAPLEN);
	IOCTL(fd, RNDRESEEDCRNG, 0);
	close(fd);
}

static void disk(int fd)
{
	struct blkpg_partition part = { 0, 512, 1, "dev", "vol" };
	struct blkpg_ioctl_arg op = { BLKPG_DEL_PARTITION, 0, sizeof(part), &part };
	unsigned long words[2] = { 0 };
	uint64_t range[2] = { 0, 4096 }, size;
	unsigned short number;
	int n;

	IOCTL(fd, BLKGETSIZE, words);
	CHECK(words[0] == 2048);
	gave(words, sizeof(long));
	IOCTL(fd, BLKGETSIZE64, &size);
	CHECK(size == 1 << 20);
	gave(&size, 8);
	IOCTL(fd, BLKSSZGET, &n);
	gave(&n, 4);
	IOCTL(fd, BLKBSZGET, &n);
	gave(&n, 4);
	IOCTL(fd, BLKBSZSET, &n);
	took(&n, 4);
	IOCTL(fd, BLKROGET, &n);
	gave(&n, 4);
	IOCTL(fd, BLKRAGET, words);
	gave(words, sizeof(long));
	IOCTL(fd, BLKRASET, 128);
	IOCTL(fd, BLKSECTGET, &number);
	gave(&number, 2);
	IOCTL(fd, BLKROTATIONAL, &number);
	gave(&number, 2);
	IOCTL(fd, BLKPBSZGET, &n);
	gave(&n, 4);
	IOCTL(fd, BLKIOMIN, &n);
	gave(&n, 4);
	IOCTL(fd, BLKALIGNOFF, &n);
	gave(&n, 4);
	IOCTL(fd, BLKZEROOUT, range);
	took(range, 16);
	IOCTL(fd, BLKPG, &op); /* ENXIO: no such partition */
	CHECK(want_last()->ret < 0);
	took(&op, sizeof(op));
	via(6, 0, &part, 152);
	IOCTL(fd, BLKFLSBUF, 0);
}

/* The headers' structure has old devices, of another size in the 32-bit ABI */
static void loops(void)
{
	int control = device("/dev/loop-control", O_RDWR), file, fd, n;
	struct loop_info64 info64;
	struct loop_info info;
	char path[32];

	if (control < 0)
		return;
	n = IOCTL(control, LOOP_CTL_GET_FREE, 0);
	NEED(n >= 0);
	snprintf(path, sizeof(path), "/dev/loop%d", n);
	file = open("/tmp/loop-file", O_RDWR | O_CREAT, 0600);
	NEED(file >= 0 && ftruncate(file, 1 << 20) == 0);
	fd = open(path, O_RDWR);
	NEED(fd >= 0);
	IOCTL(fd, LOOP_GET_STATUS64, &info64); /* ENXIO */
	CHECK(want_last()->ret == -ENXIO);
	IOCTL(fd, LOOP_SET_FD, file);
	NEED(!want_last()->ret);
	IOCTL(fd, LOOP_GET_STATUS64, &info64);
	gave(&info64, 232);
	strcpy((char *)info64.lo_file_name, "a-name");
	IOCTL(fd, LOOP_SET_STATUS64, &info64);
	took(&info64, 232);
	IOCTL(fd, LOOP_GET_STATUS, &info);
	may_give(&info, sizeof(info)); /* EOVERFLOW where the file's device number is large */
	disk(fd);
	IOCTL(fd, LOOP_CLR_FD, 0);
#ifdef LOOP_CONFIGURE
	{
		struct loop_config config = { .fd = file, .info.lo_flags = LO_FLAGS_READ_ONLY };

		IOCTL(fd, LOOP_CONFIGURE, &config);
		took(&config, 304);
		IOCTL(fd, LOOP_CLR_FD, 0);
	}
#endif
	close(fd);
	close(file);
	close(control);
}

static void tunnels(void)
{
	struct sock_filter pass = BPF_STMT(BPF_RET | BPF_K, 0xffff);
	struct sock_fprog filter = { 1, &pass };
	struct {
		struct tun_filter head;
		uint8_t address[2][6];
	} addresses = { { 0, 2 }, { "\2aaaaa", "\2bbbbb" } };
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd = device("/dev/net/tun", O_RDWR), n;

	if (fd < 0)
		return;
	IOCTL(fd, TUNGETFEATURES, &n);
	gave(&n, 4);
	strcpy(ifr.ifr_name, "tap%d");
	IOCTL(fd, TUNSETIFF, &ifr);
	CHECK(!strncmp(ifr.ifr_name, "tap", 3) && ifr.ifr_name[3] != '%');
	gave(&ifr, sizeof(ifr));
	IOCTL(fd, TUNGETIFF, &ifr);
	gave(&ifr, sizeof(ifr));
	IOCTL(fd, TUNSETPERSIST, 0);
	IOCTL(fd, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4);
	IOCTL(fd, TUNSETOWNER, 33);
	IOCTL(fd, TUNGETSNDBUF, &n);
	gave(&n, 4);
	n = 65536;
	IOCTL(fd, TUNSETSNDBUF, &n);
	took(&n, 4);
	IOCTL(fd, TUNSETTXFILTER, &addresses);
	took(&addresses, 4);
	via(7, 0, addresses.address, 12);
	IOCTL(fd, TUNATTACHFILTER, &filter); /* that of the 32-bit ABI is not known to all kernels */
	CHECK(!want_last()->ret || sizeof(long) == 4);
	took(&filter, sizeof(filter));
	via(6, 0, &pass, 8);
	IOCTL(fd, TUNDETACHFILTER, &filter);
	close(fd);
}

/* The event device of an input device's directory in sysfs */
static int event_open(const char *sysname)
{
	char path[300];
	struct dirent *one;
	int fd = -1;
	DIR *dir;

	snprintf(path, sizeof(path), "/sys/devices/virtual/input/%s", sysname);
	dir = opendir(path);
	while (dir && (one = readdir(dir))) {
		if (strncmp(one->d_name, "event", 5) != 0)
			continue;
		snprintf(path, sizeof(path), "/dev/input/%s", one->d_name);
		fd = open(path, O_RDWR);
	}
	if (dir)
		closedir(dir);
	return fd;
}

static void events(int fd)
{
	struct input_absinfo abs;
	uint8_t bits[96] = { 0 };
	struct input_id id;
	char name[300];
	int n;

	IOCTL(fd, EVIOCGVERSION, &n);
	gave(&n, 4);
	IOCTL(fd, EVIOCGID, &id);
	gave(&id, 8);
	IOCTL(fd, EVIOCGNAME(sizeof(name)), name);
	CHECK(want_last()->ret == 9);
	gave("a-device", 9);
	IOCTL(fd, EVIOCGNAME(3), name);
	CHECK(want_last()->ret == 3);
	gave("a-d", 3);
	IOCTL(fd, EVIOCGPHYS(64), name);
	gave("a-place", 8);
	IOCTL(fd, EVIOCGUNIQ(64), name); /* ENOENT */
	IOCTL(fd, EVIOCGBIT(0, 4), bits);
	CHECK(want_last()->ret == 4);
	gave(bits, 4);
	IOCTL(fd, EVIOCGBIT(EV_KEY, sizeof(bits)), bits);
	gave(bits, (uint32_t)want_last()->ret);
	IOCTL(fd, EVIOCGABS(ABS_X), &abs);
	CHECK(abs.maximum == 100);
	gave(&abs, 24);
	abs.maximum = 200;
	IOCTL(fd, EVIOCSABS(ABS_X), &abs);
	took(&abs, 24);
	IOCTL(fd, EVIOCGRAB, 1);
	IOCTL(fd, EVIOCGRAB, 0);
}

static void inputs(void)
{
	struct uinput_abs_setup abs = { .code = ABS_X, .absinfo.maximum = 100 };
	struct uinput_setup setup = { .id = { 3, 1, 2, 3 }, .name = "a-device" };
	int fd = device("/dev/uinput", O_RDWR), event, i;
	char sysname[64];

	if (fd < 0)
		return;
	IOCTL(fd, UI_SET_EVBIT, EV_KEY);
	IOCTL(fd, UI_SET_KEYBIT, KEY_A);
	IOCTL(fd, UI_SET_PHYS, "a-place");
	want_string(2, "a-place");
	IOCTL(fd, UI_DEV_SETUP, &setup);
	took(&setup, 92);
	IOCTL(fd, UI_ABS_SETUP, &abs);
	took(&abs, 28);
	IOCTL(fd, UI_DEV_CREATE, 0);
	NEED(!want_last()->ret);
	memset(sysname, 0, sizeof(sysname));
	IOCTL(fd, UI_GET_SYSNAME(sizeof(sysname)), sysname);
	gave(sysname, (uint32_t)want_last()->ret);
	for (i = 0, event = -1; event < 0 && i < 100; i++) {
		event = event_open(sysname);
		if (event < 0)
			usleep(100000);
	}
	NEED(event >= 0);
	events(event);
	close(event);
	IOCTL(fd, UI_DEV_DESTROY, 0);
	close(fd);
}

static void scsi(void)
{
	uint8_t inquiry[6] = { 0x12, 0, 0, 0, 96 }, bad[6] = { 0x12, 1, 0xfe, 0, 96 };
	uint8_t data[300] = { 0 }, sense[32] = { 0 };
	struct sg_io_hdr hdr = { .interface_id = 'S', .dxfer_direction = SG_DXFER_FROM_DEV,
				 .cmd_len = 6, .mx_sb_len = 32, .dxfer_len = 96, .dxferp = data,
				 .cmdp = inquiry, .sbp = sense, .timeout = 20000 };
	int fd = device("/dev/sg0", O_RDWR), n;

	if (fd < 0)
		return;
	IOCTL(fd, SG_GET_VERSION_NUM, &n);
	gave(&n, 4);
	IOCTL(fd, SG_IO, &hdr);
	CHECK(!hdr.status);
	gave(&hdr, sizeof(hdr));
	via(6, 0, inquiry, 6);
	via(8, OUT, data, 96);
	via(10, OUT, sense, 0);
	hdr.cmdp = bad;
	IOCTL(fd, SG_IO, &hdr);
	CHECK(hdr.status == 2 && hdr.sb_len_wr);
	gave(&hdr, sizeof(hdr));
	via(6, 0, bad, 6);
	via(8, OUT, data, 96);
	via(10, OUT, sense, hdr.sb_len_wr);
	hdr.interface_id = 'X'; /* ENOSYS */
	hdr.dxfer_direction = SG_DXFER_TO_DEV;
	hdr.dxfer_len = 300;
	IOCTL(fd, SG_IO, &hdr);
	CHECK(want_last()->ret < 0);
	want_out(2, &hdr, sizeof(hdr));
	via(6, 0, bad, 6);
	want_blob(2, VIA(8), SYSCORD_BLOB_TRUNCATED, data, 300, SNAPLEN);
	close(fd);
}

static void buses(void)
{
	union i2c_smbus_data data = { .byte = 7 };
	struct i2c_smbus_ioctl_data smbus = { I2C_SMBUS_WRITE, 9, I2C_SMBUS_BYTE_DATA, &data };
	uint8_t byte = 0;
	struct i2c_msg msg[2] = { { 0x50, 0, 1, &byte }, { 0x50, I2C_M_RD, 1, &byte } };
	struct i2c_rdwr_ioctl_data transfer = { msg, 2 };
	int fd = device("/dev/i2c-stub", O_RDWR);
	unsigned long can;

	if (fd < 0)
		return;
	IOCTL(fd, I2C_FUNCS, &can);
	gave(&can, sizeof(can));
	IOCTL(fd, I2C_SLAVE, 0x50);
	IOCTL(fd, I2C_SMBUS, &smbus);
	CHECK(!want_last()->ret);
	took(&smbus, sizeof(smbus));
	via(6, OUT, &data, 1);
	smbus.read_write = I2C_SMBUS_READ;
	smbus.size = I2C_SMBUS_WORD_DATA;
	IOCTL(fd, I2C_SMBUS, &smbus);
	CHECK((data.word & 0xff) == 7);
	took(&smbus, sizeof(smbus));
	via(6, OUT, &data, 2);
	smbus.size = I2C_SMBUS_QUICK;
	IOCTL(fd, I2C_SMBUS, &smbus);
	took(&smbus, sizeof(smbus));
	IOCTL(fd, I2C_RDWR, &transfer); /* EOPNOTSUPP */
	took(&transfer, sizeof(transfer));
	via(6, 0, msg, sizeof(msg));
	close(fd);
}

/* What is said of a device's table: in the structure of the call only until that succeeds */
static void table(int fd)
{
	static struct {
		struct dm_ioctl head;
		struct dm_target_spec target;
		char params[8];
	} dm;
	const struct dm_ioctl head = {
		.version = { 4 },
		.data_size = sizeof(dm),
		.data_start = sizeof(dm.head),
		.name = "syscord",
	};

	dm.head = head;
	IOCTL(fd, DM_DEV_CREATE, &dm);
	gave(&dm, dm.head.data_size);
	dm.head = head;
	dm.head.target_count = 1;
	dm.target.length = 8;
	strcpy(dm.head.name, "nobody");
	strcpy(dm.params, "x");
	IOCTL(fd, DM_TABLE_LOAD, &dm);
	CHECK(want_last()->ret < 0);
	want_out(2, &dm, sizeof(dm));
	dm.head = head;
	dm.head.target_count = 1;
	strcpy(dm.target.target_type, "error");
	IOCTL(fd, DM_TABLE_LOAD, &dm);
	CHECK(dm.head.data_size < sizeof(dm.head));
	gave(&dm, dm.head.data_size);
	via(10, 0, &dm.target, sizeof(dm.target));
	via(11, 0, "x", 1);
	dm.head = head;
	strcpy((char *)&dm.target, "syscord2");
	IOCTL(fd, DM_DEV_RENAME, &dm);
	gave(&dm, dm.head.data_size);
	via(11, 0, "syscord2", 8);
	dm.head = head;
	strcpy(dm.head.name, "syscord2");
	IOCTL(fd, DM_DEV_REMOVE, &dm);
	gave(&dm, dm.head.data_size);
}

static void mapper(void)
{
	static struct {
		struct dm_ioctl head;
		char data[88];
	} dm;
	int fd = device("/dev/mapper/control", O_RDWR);

	if (fd < 0)
		return;
	dm.head.version[0] = 4;
	dm.head.data_size = sizeof(dm);
	dm.head.data_start = sizeof(dm.head);
	IOCTL(fd, DM_VERSION, &dm);
	gave(&dm, sizeof(dm));
	IOCTL(fd, DM_LIST_DEVICES, &dm); /* there are none: it says that there is less */
	gave(&dm, dm.head.data_size);
	table(fd);
	close(fd);
}

static void clocks(void)
{
	int fd = device("/dev/rtc0", O_RDONLY);
	struct rtc_wkalrm alarm;
	struct rtc_time now;
	unsigned long rate;

	if (fd < 0)
		return;
	IOCTL(fd, RTC_RD_TIME, &now);
	gave(&now, 36);
	IOCTL(fd, RTC_WKALM_RD, &alarm);
	may_give(&alarm, 40);
	IOCTL(fd, RTC_IRQP_READ, &rate);
	may_give(&rate, sizeof(rate));
	IOCTL(fd, RTC_UIE_OFF, 0);
	close(fd);
}

static void namespaces(void)
{
	int fd = open("/proc/self/ns/user", O_RDONLY);
	unsigned int uid;

	NEED(fd >= 0);
	IOCTL(fd, NS_GET_NSTYPE, 0);
	IOCTL(fd, NS_GET_OWNER_UID, &uid);
	may_give(&uid, 4);
	IOCTL(fd, NS_GET_PARENT, 0); /* EPERM */
	close(fd);
}

/* What has no row goes by its number: one without a size has nothing, a bad one nothing to read */
static void others(void)
{
	uint8_t bytes[20] = "twenty bytes or less";

	IOCTL(0, 0x7e01, bytes);
	IOCTL(0, 0x40147e02, bytes);
	took(bytes, 20);
	IOCTL(0, 0x80147e03, bytes);
	IOCTL(0, 0xc0147e04, bytes);
	want_out(2, bytes, 20);
	IOCTL(0, TCSETS, 8);
	want_blob(2, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, "", 36, 0);
	IOCTL(0, TCSETS, 0);
}

int main(int argc, char **argv)
{
	NEED(argc == 2);
	wants_start(false);
	terminals();
	serial();
	consoles();
	files(argv[1]);
	random_numbers();
	loops();
	tunnels();
	inputs();
	scsi();
	buses();
	mapper();
	clocks();
	namespaces();
	others();
	return wants_compare();
}
