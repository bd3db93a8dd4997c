// SPDX-License-Identifier: GPL-2.0
/* Verdicts of `syscordctl doctor` on machines that are made up below /tmp. */
#include <errno.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <string.h>
#include <cmocka.h>
#include "doctor.h"

#define RELEASE "6.1.0-56-amd64"
#define MODULES "/lib/modules/" RELEASE
#define ALL_CAPS "Name:\tsyscordctl\nCapEff:\t000001ffffffffff\nCapBnd:\t0\n"
#define NO_PTRACE "Name:\tsyscordctl\nCapEff:\t000001fffff7ffff\nCapBnd:\t0\n"
#define CONFIG                                                                                     \
	"CONFIG_MODULES=y\nCONFIG_TRACEPOINTS=y\nCONFIG_HAVE_SYSCALL_TRACEPOINTS=y\n"              \
	"CONFIG_NET=y\n"

static char root[] = "/tmp/syscord-doctor-XXXXXX";
static struct syscord_doctor doctor;
static struct syscord_doctor_config config;
static struct syscord_doctor_device device;
static int device_error;

static int ask(void *ctx, const char *session, struct syscord_doctor_device *out,
	       struct syscord_error *err)
{
	(void)ctx;
	assert_string_equal(session, config.session ? config.session : "default");
	if (device_error)
		return syscord_error_set(err, device_error, "the device says no");
	*out = device;
	return 0;
}

static void put_bytes(const char *path, const void *data, size_t len)
{
	char full[512];
	FILE *f;

	snprintf(full, sizeof(full), "%s%s", root, path);
	for (char *slash = strchr(full + strlen(root) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(full, 0755);
		*slash = '/';
	}
	f = fopen(full, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	fclose(f);
}

static void put(const char *path, const char *text)
{
	put_bytes(path, text, strlen(text));
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	return ftw->level ? remove(path) : 0;
}

/* A machine on which all is well but the module is not loaded */
static int setup(void **state)
{
	(void)state;
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	config = (struct syscord_doctor_config){
		.root = root, .release = RELEASE, .machine = "x86_64", .cpus = 2, .ask = ask
	};
	device_error = 0;
	device = (struct syscord_doctor_device){
		.info = { .memory_limit = 32 << 20 },
		.status = { .policy = { .ring_bytes = 4 << 20 } },
	};
	put("/proc/self/status", ALL_CAPS);
	put("/proc/self/uid_map", "         0          0 4294967295\n");
	put("/proc/meminfo", "MemTotal:        1048576 kB\nMemFree: 1 kB\n");
	put("/proc/sys/net/core/bpf_jit_enable", "1\n");
	put("/proc/sys/kernel/modules_disabled", "0\n");
	put("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
	put("/sys/module/module/parameters/sig_enforce", "N\n");
	put("/boot/config-" RELEASE, CONFIG);
	put(MODULES "/updates/dkms/syscord.ko", "no signature here, but some bytes of a module");
	put(MODULES "/modules.dep", "kernel/fs/ext4.ko:\nupdates/dkms/syscord.ko:\n");
	return 0;
}

/* And one on which it is */
static int setup_loaded(void **state)
{
	setup(state);
	put("/sys/module/syscord/version", SYSCORD_VERSION "\n");
	put("/sys/module/syscord/parameters/pid", "0\n");
	put("/sys/module/syscord/parameters/ppid", "0\n");
	put("/sys/module/syscord/parameters/proc_name", "(null)\n");
	put("/sys/module/syscord/parameters/parent_proc_name", "(null)\n");
	put("/dev/syscord", "");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return rmdir(root);
}

static void show(void)
{
	for (unsigned int i = 0; i < doctor.count; i++)
		print_message("%d %s: %s -> %s\n", doctor.findings[i].verdict,
			      doctor.findings[i].check, doctor.findings[i].text,
			      doctor.findings[i].mend);
}

/* The finding of that check; `verdict` and the words in its text and remedy must be as given */
static void finding(const char *check, enum syscord_verdict verdict, const char *text,
		    const char *mend)
{
	for (unsigned int i = 0; i < doctor.count; i++) {
		const struct syscord_finding *f = &doctor.findings[i];

		if (strcmp(f->check, check))
			continue;
		if (f->verdict == verdict && strstr(f->text, text) && strstr(f->mend, mend))
			return;
	}
	show();
	fail_msg("no finding of '%s' with verdict %d, '%s', '%s'", check, verdict, text, mend);
}

static void no_finding(const char *check)
{
	for (unsigned int i = 0; i < doctor.count; i++)
		assert_string_not_equal(doctor.findings[i].check, check);
}

#define OK SYSCORD_VERDICT_OK
#define WARN SYSCORD_VERDICT_WARN
#define FAIL SYSCORD_VERDICT_FAIL

static void run(bool possible)
{
	if (syscord_doctor_run(&config, &doctor) != possible) {
		show();
		fail_msg("recording is %spossible", possible ? "not " : "");
	}
}

/* What is well has nothing to mend, what is not names something to do */
static void all_ok(void)
{
	for (unsigned int i = 0; i < doctor.count; i++) {
		if (doctor.findings[i].verdict != OK || doctor.findings[i].mend[0]) {
			show();
			fail_msg("%s is not ok", doctor.findings[i].check);
		}
	}
}

static void test_loaded(void **state)
{
	(void)state;
	run(true);
	all_ok();
	finding("module", OK, SYSCORD_VERSION, "");
	finding("device", OK, "", "");
	finding("memory", OK, "8 more for 2 CPUs", "");
	finding("session", OK, "does not record", "");
	no_finding("headers");
	no_finding("signature");
}

static void test_not_loaded(void **state)
{
	(void)state;
	run(false);
	finding("module", FAIL, "updates/dkms/syscord.ko", "modprobe syscord");
	finding("signature", OK, "", "");
	finding("configuration", OK, "", "");
	no_finding("headers");
	no_finding("device");
	put(MODULES "/modules.dep", "kernel/fs/ext4.ko:\n");
	run(false);
	finding("module", FAIL, "", "depmod -a && modprobe");
}

static void test_not_built(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s" MODULES "/updates/dkms/syscord.ko", root);
	unlink(path);
	run(false);
	finding("module", FAIL, "not built for this kernel", "insmod");
	finding("headers", FAIL, "not installed", "linux-headers-" RELEASE);
	put("/usr/sbin/dkms", "");
	run(false);
	finding("module", FAIL, "", "make dkms-install");
	put("/usr/src/syscord-7.8.9/dkms.conf", "");
	put(MODULES "/build/Makefile", "");
	run(false);
	finding("module", FAIL, "", "dkms install syscord/7.8.9 && modprobe");
	finding("headers", OK, "", "");
	put("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
	run(false);
	finding("signature", WARN, "locked down", "mokutil");
	/* kbuild's links lead to other trees, maybe in circles */
	snprintf(path, sizeof(path), "%s" MODULES "/source", root);
	assert_int_equal(symlink(".", path), 0);
	run(false);
	finding("module", FAIL, "not built", "");
}

static void test_kernel(void **state)
{
	static const char *const good[] = { "5.10.0", "5.15.1-x", "6.0", "10.1.2" };
	static const char *const bad[] = { "5.9.16", "4.19.0-20-amd64", "x", "" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		config.release = good[i];
		run(true);
		finding("kernel", OK, good[i], "");
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		config.release = bad[i];
		run(false);
		finding("kernel", FAIL, "5.10 or later", "newer kernel");
	}
	config.release = RELEASE;
	config.machine = "i686";
	run(false);
	finding("architecture", FAIL, "i686", "64-bit");
	config.machine = "aarch64";
	run(true);
	finding("architecture", OK, "aarch64", "");
}

static void test_configuration(void **state)
{
	char path[128];

	(void)state;
	put("/boot/config-" RELEASE, "# CONFIG_HAVE_SYSCALL_TRACEPOINTS is not set\n"
				     "CONFIG_MODULES=y\nCONFIG_TRACEPOINTS=y\nCONFIG_NET=y");
	run(false);
	finding("configuration", FAIL, "CONFIG_HAVE_SYSCALL_TRACEPOINTS", "boot a kernel");
	/* unknown is no verdict */
	snprintf(path, sizeof(path), "%s/boot/config-" RELEASE, root);
	unlink(path);
	run(false);
	no_finding("configuration");
	put(MODULES "/config", "CONFIG_MODULES=n\n");
	run(false);
	finding("configuration", FAIL, "CONFIG_MODULES", "");
}

static void test_signature(void **state)
{
	static const uint8_t on[] = { 6, 0, 0, 0, 1 }, off[] = { 6, 0, 0, 0, 0 };
	static const char efi[] = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-"
				  "00e098032b8c";

	(void)state;
	put("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
	run(false);
	finding("signature", FAIL, "locked down", "mokutil");
	put("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
	put("/sys/module/module/parameters/sig_enforce", "Y\n");
	run(false);
	finding("signature", FAIL, "sig_enforce", "sign it");
	put("/sys/module/module/parameters/sig_enforce", "N\n");
	put_bytes(efi, off, sizeof(off));
	run(false);
	finding("signature", OK, "", "");
	put_bytes(efi, on, sizeof(on));
	run(false);
	finding("signature", FAIL, "Secure Boot", "Secure Boot off");
	put(MODULES "/updates/dkms/syscord.ko", "module~Module signature appended~\n");
	run(false);
	finding("signature", WARN, "Secure Boot", "mokutil --import");
}

static void test_modules_disabled(void **state)
{
	(void)state;
	put("/proc/sys/kernel/modules_disabled", "1\n");
	run(false);
	finding("modules", FAIL, "kernel.modules_disabled", "boot");
}

static void test_rights(void **state)
{
	(void)state;
	put("/proc/self/status", NO_PTRACE);
	run(false);
	finding("capability", FAIL, "CAP_SYS_PTRACE is missing", "sudo");
	put("/proc/self/status", ALL_CAPS);
	put("/proc/self/uid_map", "         0       1000          1\n");
	run(false);
	finding("namespace", FAIL, "user namespace", "on the host");
}

static void test_device(void **state)
{
	char path[128];

	(void)state;
	device_error = -EPERM;
	run(false);
	finding("device", FAIL, "the device says no", "sudo");
	device_error = -ENOENT;
	config.session = "web";
	run(false);
	finding("device", FAIL, "the device says no", "syscordctl create web");
	config.session = NULL;
	device_error = -ENOTTY;
	run(false);
	finding("device", FAIL, "the device says no", "from one version");
	no_finding("session");
	device_error = 0;
	snprintf(path, sizeof(path), "%s/dev/syscord", root);
	unlink(path);
	run(false);
	finding("device", FAIL, "no /dev/syscord", "modprobe -r");
	put("/sys/class/misc/syscord/dev", "10:123\n");
	run(false);
	finding("device", FAIL, "no /dev/syscord", "mknod -m 600 /dev/syscord c 10 123");
}

static void test_version(void **state)
{
	(void)state;
	put("/sys/module/syscord/version", "99.0\n");
	run(true);
	finding("module", WARN, "99.0", "modprobe -r syscord");
}

static void test_parameters(void **state)
{
	(void)state;
	put("/sys/module/syscord/parameters/pid", "4711\n");
	put("/sys/module/syscord/parameters/proc_name", "nginx\n");
	run(true);
	finding("parameters", WARN, "pid=4711 proc_name=nginx", "modprobe -r syscord");
}

static void test_memory(void **state)
{
	(void)state;
	device.info.memory_limit = 12 << 20;
	device.info.memory_used = 8 << 20;
	run(false);
	finding("memory", FAIL, "need 8 MiB, and 8 of the 12 MiB",
		"set-policy --ring-size=2048K; or: echo 16777216 >/sys/module/syscord/parameters/"
		"memory_limit");
	/* all rings there are the session's own */
	device.ring_bytes = 8 << 20;
	run(true);
	finding("memory", OK, "", "");
	device.ring_bytes = 0;
	device.info.memory_limit = 8 << 20;
	run(false);
	finding("memory", FAIL, "", "destroy");
}

static void test_memory_unloaded(void **state)
{
	(void)state;
	config.cpus = 64;
	run(false);
	finding("memory", WARN, "64 CPUs need 256 MiB", "modprobe syscord memory_limit=268435456");
}

static void test_jit(void **state)
{
	(void)state;
	put("/proc/sys/net/core/bpf_jit_enable", "0\n");
	run(true);
	finding("filters", WARN, "interpreted", "sysctl net.core.bpf_jit_enable=1");
}

static void test_session(void **state)
{
	(void)state;
	device.status.flags = SYSCORD_STATUS_RECORDING;
	run(true);
	finding("session", WARN, "nobody reads", "syscord-reader -s default -d");
	device.status.reader = 77;
	run(true);
	finding("session", OK, "process 77", "");
	no_finding("losses");
	device.attempted = 100;
	device.lost = 3;
	config.session = "web";
	run(true);
	finding("losses", WARN, "web has lost 3 of 100",
		"syscordctl stop -s web; syscordctl set-policy -s web --ring-size=8192K");
	/* no larger ring than there can be */
	device.status.policy.ring_bytes = SYSCORD_RING_MAX;
	device.ring_bytes = 2ULL * SYSCORD_RING_MAX; /* they are there */
	run(true);
	finding("losses", WARN, "web has lost 3 of 100", "syscordctl set-filter -s web EXPR");
	device.status.flags = 0;
	run(true);
	finding("session", OK, "web does not record; 'syscordctl start -s web' begins it", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_loaded, setup_loaded),
		cmocka_unit_test_setup(test_not_loaded, setup),
		cmocka_unit_test_setup(test_not_built, setup),
		cmocka_unit_test_setup(test_kernel, setup_loaded),
		cmocka_unit_test_setup(test_configuration, setup),
		cmocka_unit_test_setup(test_signature, setup),
		cmocka_unit_test_setup(test_modules_disabled, setup),
		cmocka_unit_test_setup(test_rights, setup_loaded),
		cmocka_unit_test_setup(test_device, setup_loaded),
		cmocka_unit_test_setup(test_version, setup_loaded),
		cmocka_unit_test_setup(test_parameters, setup_loaded),
		cmocka_unit_test_setup(test_memory, setup_loaded),
		cmocka_unit_test_setup(test_memory_unloaded, setup),
		cmocka_unit_test_setup(test_jit, setup_loaded),
		cmocka_unit_test_setup(test_session, setup_loaded),
	};

	if (!mkdtemp(root))
		return 1;
	return cmocka_run_group_tests(tests, NULL, teardown);
}
