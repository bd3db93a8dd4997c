/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As capture_more.c, for BPF, perf, seccomp, userfaultfd and modules.
 *
 *   capture_bpf    prints what differs; exits 1 if anything did. As root.
 *
 * capture_bpf32 is the same for 32 bits.
 */
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "lib/wants.h"

#define CALL_BPF(cmd, attr, size) CALL5(bpf, cmd, attr, size, 0, 0)
#define COMMON_ATTRS 0x10000 /* of a command: newer than the headers */

#define PART(n) (SYSCORD_PART_VIA + (n))
#define POINTER(p) ((uint64_t)(unsigned long)(p))

/* r0 = 0; exit */
static const struct bpf_insn insns[2] = { { 0xb7, 0, 0, 0, 0 }, { 0x95, 0, 0, 0, 0 } };

static void programs(void)
{
	static uint32_t common[6] = { 0, 0, 16, 1 }; /* a log of 16 bytes that is nowhere */
	static char log[300], in[64], out[128], info[256], path[] = "/tmp/no/such";
	union bpf_attr attr = { .map_type = BPF_MAP_TYPE_ARRAY,
				.key_size = 4,
				.value_size = 8,
				.max_entries = 1,
				.map_name = "captured" };
	uint32_t key = 0, map = 7;
	uint64_t value = 9;
	long fd, prog;

	fd = CALL_BPF(BPF_MAP_CREATE, &attr, 48);
	CHECK(fd >= 0);
	want_in(1, &attr, 48);
	attr = (union bpf_attr){ .map_fd = fd, .key = POINTER(&key), .value = POINTER(&value) };
	CALL_BPF(BPF_MAP_UPDATE_ELEM, &attr, 32);
	CHECK(want_last()->ret == 0);
	want_in(1, &attr, 32);
	close(fd);

	attr = (union bpf_attr){ .prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
				 .insn_cnt = 2,
				 .insns = POINTER(insns),
				 .license = POINTER("GPL"),
				 .log_level = 1,
				 .log_size = sizeof(log),
				 .log_buf = POINTER(log) };
	prog = CALL_BPF(BPF_PROG_LOAD, &attr, sizeof(attr));
	CHECK(prog >= 0);
	want_in(1, &attr, sizeof(attr));
	want_via(1, 0, 0, insns, sizeof(insns));
	want_via(1, 2, 0, "GPL", 3);
	want_cut(1, PART(3), SYSCORD_BLOB_OUT, log, sizeof(log));
	attr.insn_cnt = 1;
	CALL_BPF(BPF_PROG_LOAD, &attr, sizeof(attr)); /* EINVAL: it does not exit */
	CHECK(want_last()->ret == -EINVAL && *log);
	want_in(1, &attr, sizeof(attr));
	want_via(1, 0, 0, insns, sizeof(insns[0]));
	want_via(1, 2, 0, "GPL", 3);
	want_cut(1, PART(3), SYSCORD_BLOB_OUT, log, sizeof(log));
	/* what is behind the end of the structure counts as 0 */
	CALL_BPF(BPF_PROG_LOAD, &attr, 8);
	want_in(1, &attr, 8);
	CALL_BPF(BPF_PROG_LOAD, &attr, 16);
	want_in(1, &attr, 16);
	want_via(1, 0, 0, insns, sizeof(insns[0]));

	attr = (union bpf_attr){ .test = { .prog_fd = prog,
					   .data_size_in = sizeof(in),
					   .data_size_out = sizeof(out),
					   .data_in = POINTER(in),
					   .data_out = POINTER(out),
					   .repeat = 1 } };
	memset(in, 'i', sizeof(in));
	CALL_BPF(BPF_PROG_TEST_RUN, &attr, sizeof(attr));
	CHECK(want_last()->ret == 0 && attr.test.data_size_out > 0);
	want_out(1, &attr, sizeof(attr));
	want_via(1, 0, 0, in, sizeof(in));
	want_via(1, 1, SYSCORD_BLOB_OUT, out, attr.test.data_size_out);
	attr = (union bpf_attr){ .info = { prog, sizeof(info), POINTER(info) } };
	CALL_BPF(BPF_OBJ_GET_INFO_BY_FD, &attr, 16);
	CHECK(want_last()->ret == 0 && attr.info.info_len < sizeof(info));
	want_out(1, &attr, 16);
	want_via(1, 0, SYSCORD_BLOB_OUT, info, attr.info.info_len);
	attr = (union bpf_attr){ .start_id = 0 };
	CALL_BPF(BPF_PROG_GET_NEXT_ID, &attr, 12);
	CHECK(want_last()->ret == 0 && attr.next_id);
	want_out(1, &attr, 12);
	attr = (union bpf_attr){ .pathname = POINTER(path), .bpf_fd = prog };
	CALL_BPF(BPF_OBJ_PIN, &attr, 16); /* ENOENT */
	want_in(1, &attr, 16);
	want_via(1, 0, 0, path, strlen(path));
	attr = (union bpf_attr){ .raw_tracepoint = { .name = POINTER("no_such"),
						     .prog_fd = prog } };
	CALL_BPF(BPF_RAW_TRACEPOINT_OPEN, &attr, 16);
	want_in(1, &attr, 16);
	want_via(1, 0, 0, "no_such", 7);
	memset(log, 0, sizeof(log));
	attr = (union bpf_attr){ .btf = POINTER("no btf"),
				 .btf_size = 6,
				 .btf_log_buf = POINTER(log),
				 .btf_log_size = 200,
				 .btf_log_level = 1 };
	CALL_BPF(BPF_BTF_LOAD, &attr, 32);
	CHECK(want_last()->ret == -EINVAL);
	want_in(1, &attr, 32);
	want_via(1, 0, 0, "no btf", 6);
	want_via(1, 1, SYSCORD_BLOB_OUT, log, 200);
	attr = (union bpf_attr){ .link_create = { .prog_fd = -1,
						  .attach_type = BPF_TRACE_ITER,
						  .iter_info = POINTER(&map),
						  .iter_info_len = 4 } };
	CALL_BPF(BPF_LINK_CREATE, &attr, 48); /* EBADF */
	want_in(1, &attr, 48);
	want_via(1, 0, 0, &map, 4);
	attr.link_create.attach_type = BPF_CGROUP_DEVICE; /* of which the same word is no pointer */
	CALL_BPF(BPF_LINK_CREATE, &attr, 48);
	want_in(1, &attr, 48);
	CALL_BPF(4711, &attr, 4);
	want_in(1, &attr, 4);
	/* What old kernels do not know is recorded as it was given. */
	CALL5(bpf, BPF_MAP_CREATE | COMMON_ATTRS, &attr, 4, common, sizeof(common));
	want_in(1, &attr, 4);
	want_in(3, common, sizeof(common));
	close(prog);
}

static int tracepoint(void)
{
	static const char path[] = "/sys/kernel/tracing/events/sched/sched_process_fork/id";
	char text[16] = "";
	int fd;

	mount("tracefs", "/sys/kernel/tracing", "tracefs", 0, NULL);
	fd = open(path, O_RDONLY);
	NEED(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0);
	close(fd);
	return atoi(text);
}

static void counters(void)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE,
					.disabled = 1,
					.config = PERF_COUNT_SW_TASK_CLOCK };
	union bpf_attr load = { .prog_type = BPF_PROG_TYPE_TRACEPOINT,
				.insn_cnt = 2,
				.insns = POINTER(insns),
				.license = POINTER("GPL") };
	uint64_t id = 0, period = 1000;
	uint32_t query[5] = { 3 };
	int fd, prog;

	close(CALL5(perf_event_open, &attr, 0, -1, -1, 0)); /* of the first size that there was */
	CHECK(want_last()->ret >= 0);
	want_in(0, &attr, 64);
	attr.size = 112;
	fd = CALL5(perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
	CHECK(fd >= 0);
	want_in(0, &attr, 112);
	CALL3(ioctl, fd, PERF_EVENT_IOC_ENABLE, 1);
	CALL3(ioctl, fd, PERF_EVENT_IOC_ID, &id);
	CHECK(id);
	want_out(2, &id, 8);
	CALL3(ioctl, fd, PERF_EVENT_IOC_PERIOD, &period); /* EINVAL: it does not sample */
	want_in(2, &period, 8);
	CALL3(ioctl, fd, PERF_EVENT_IOC_SET_FILTER, "no filter");
	want_string(2, "no filter");
	CALL3(ioctl, fd, PERF_EVENT_IOC_SET_BPF, -1);
	close(fd);

	attr = (struct perf_event_attr){
		.type = PERF_TYPE_TRACEPOINT, .size = 64, .disabled = 1, .config = tracepoint()
	};
	fd = CALL5(perf_event_open, &attr, -1, 0, -1, 0);
	CHECK(fd >= 0);
	want_in(0, &attr, 64);
	prog = syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof(load));
	CHECK(prog >= 0);
	CALL3(ioctl, fd, PERF_EVENT_IOC_SET_BPF, prog);
	CHECK(want_last()->ret == 0);
	CALL3(ioctl, fd, PERF_EVENT_IOC_QUERY_BPF, query);
	CHECK(want_last()->ret == 0 && query[1] == 1 && query[2]);
	want_out(2, query, 12);
	query[0] = 0;
	CALL3(ioctl, fd, PERF_EVENT_IOC_QUERY_BPF, query);
	CHECK(want_last()->ret == 0 && query[1] == 1);
	want_out(2, query, 8); /* no room for ids: none is written */
	close(prog);
	close(fd);
}

static void userfaults(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffdio_copy copy = { .len = 4096 };
	struct uffdio_zeropage zero = { .range = { 0, 4096 } };
	static char page[4096] __attribute__((aligned(4096)));
	char *at = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = CALL1(userfaultfd, O_CLOEXEC);

	CHECK(fd >= 0);
	NEED(at != MAP_FAILED);
	memset(page, 'p', sizeof(page));
	CALL3(ioctl, fd, UFFDIO_API, &api);
	CHECK(want_last()->ret == 0);
	want_out(2, &api, sizeof(api));
	reg.range = (struct uffdio_range){ POINTER(at), 8192 };
	CALL3(ioctl, fd, UFFDIO_REGISTER, &reg);
	CHECK(want_last()->ret == 0);
	want_out(2, &reg, sizeof(reg));
	copy.dst = POINTER(at);
	copy.src = POINTER(page);
	CALL3(ioctl, fd, UFFDIO_COPY, &copy);
	CHECK(want_last()->ret == 0 && copy.copy == 4096);
	want_out(2, &copy, sizeof(copy));
	want_cut(2, PART(0), 0, page, sizeof(page));
	zero.range.start = POINTER(at) + 4096;
	CALL3(ioctl, fd, UFFDIO_ZEROPAGE, &zero);
	CHECK(want_last()->ret == 0);
	want_out(2, &zero, sizeof(zero));
	CALL3(ioctl, fd, UFFDIO_ZEROPAGE, &zero); /* EEXIST, which it also writes */
	CHECK(want_last()->ret == -EEXIST && zero.zeropage == -EEXIST);
	want_out(2, &zero, sizeof(zero));
	CALL3(ioctl, fd, UFFDIO_WAKE, &reg.range);
	want_in(2, &reg.range, 16);
	CALL3(ioctl, fd, UFFDIO_UNREGISTER, &reg.range);
	want_in(2, &reg.range, 16);
	close(fd);
	munmap(at, 8192);
}

static void modules(void)
{
	struct {
		unsigned long buf, bufsz, mem, memsz;
	} segment = { 1, 2, 3, 4 };
	static char image[300] = "\177ELF, but no module";

	CALL3(init_module, image, 64, "a=1"); /* ENOEXEC */
	CHECK(want_last()->ret < 0);
	want_in(0, image, 64);
	want_string(2, "a=1");
	CALL3(init_module, image, sizeof(image), "");
	want_cut(0, SYSCORD_PART_DATA, 0, image, sizeof(image));
	want_in(2, "", 0);
	CALL3(finit_module, -1, "b=2", 0);
	want_string(1, "b=2");
	CALL2(delete_module, "no_such_module", O_NONBLOCK);
	want_string(0, "no_such_module");
	CALL4(kexec_load, 0x1000, 1, &segment, 0x00ff0000); /* no such machine */
	CHECK(want_last()->ret < 0);
	want_in(2, &segment, sizeof(segment));
#ifdef __x86_64__
	CALL5(kexec_file_load, -1, -1, 3, "ro", 0);
	CHECK(want_last()->ret < 0);
	want_in(3, "ro", 3);
#endif
}

/* Last: the filter stays. getppid is answered by the parent. */
static void filters(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { 4, filter };
	struct seccomp_notif_sizes sizes;
	struct seccomp_notif notif = { 0 };
	struct seccomp_notif_resp resp = { .val = 4711 };
	struct seccomp_notif_addfd addfd = { .srcfd = 0 };
	uint32_t action = SECCOMP_RET_LOG;
	int fd, status;
	pid_t pid;

	CALL3(seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action);
	want_in(2, &action, 4);
	CALL3(seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes);
	CHECK(sizes.seccomp_notif == sizeof(notif));
	want_out(2, &sizes, 6);
	fd = CALL3(seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &prog);
	CHECK(fd >= 0);
	want_in(2, &prog, sizeof(prog));
	want_via(2, 0, 0, filter, sizeof(filter));
	pid = fork();
	if (!pid)
		_exit(syscall(SYS_getppid) == 4711 ? 0 : 1);
	CALL3(ioctl, fd, SECCOMP_IOCTL_NOTIF_RECV, &notif);
	CHECK(want_last()->ret == 0 && notif.data.nr == SYS_getppid);
	want_out(2, &notif, sizeof(notif));
	CALL3(ioctl, fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &notif.id);
	CHECK(want_last()->ret == 0);
	want_in(2, &notif.id, 8);
	addfd.id = notif.id;
	CALL3(ioctl, fd, SECCOMP_IOCTL_NOTIF_ADDFD, &addfd);
	want_in(2, &addfd, sizeof(addfd));
	resp.id = notif.id;
	CALL3(ioctl, fd, SECCOMP_IOCTL_NOTIF_SEND, &resp);
	CHECK(want_last()->ret == 0);
	want_in(2, &resp, sizeof(resp));
	NEED(waitpid(pid, &status, 0) == pid);
	CHECK(status == 0);
	close(fd);
}

int main(void)
{
	wants_start(false);
	programs();
	counters();
	userfaults();
	modules();
	filters();
	return wants_compare();
}
