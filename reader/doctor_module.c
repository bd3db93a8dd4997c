// SPDX-License-Identifier: GPL-2.0
/* Is the module loaded; if not, can it be on this kernel, and how? */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "doctor.h"

#define SECURE_BOOT "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define SIGNATURE "~Module signature appended~\n"
#define DEPTH_MAX 8

/* ---- kernel ---- */
static void check_version(struct syscord_doctor *d)
{
	unsigned int major = 0, minor = 0;
	const char *release = d->config.release;

	if (sscanf(release, "%u.%u", &major, &minor) == 2 &&
	    (major > 5 || (major == 5 && minor >= 10))) {
		syscord_doctor_find(d, "kernel", SYSCORD_VERDICT_OK, "Linux %s", release);
		return;
	}
	syscord_doctor_mend(syscord_doctor_find(d, "kernel", SYSCORD_VERDICT_FAIL,
						"Linux %s; 5.10 or later is needed", release),
			    "install and boot a newer kernel");
}

static void check_machine(struct syscord_doctor *d)
{
	static const char *const machines[] = { "x86_64", "aarch64", "riscv64" };

	for (size_t i = 0; i < ARRAY_SIZE(machines); i++) {
		if (!strcmp(machines[i], d->config.machine)) {
			syscord_doctor_find(d, "architecture", SYSCORD_VERDICT_OK, "%s",
					    machines[i]);
			return;
		}
	}
	syscord_doctor_mend(syscord_doctor_find(d, "architecture", SYSCORD_VERDICT_FAIL,
						"%s; x86_64, aarch64 or riscv64 is needed",
						d->config.machine),
			    "record on a 64-bit kernel of one of these");
}

/* "y", "m" or "" of an option in a kernel's configuration */
static char option(const char *config, const char *name)
{
	size_t len = strlen(name);

	for (const char *line = config; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, name, len) && line[len] == '=')
			return line[len + 1];
	}
	return '\0';
}

/* What the kernel was built with, as far as a file tells */
static void check_config(struct syscord_doctor *d)
{
	static const struct {
		const char *name, *without;
	} needed[] = {
		{ "CONFIG_MODULES", "it loads no modules" },
		{ "CONFIG_TRACEPOINTS", "it has no tracepoints" },
		{ "CONFIG_HAVE_SYSCALL_TRACEPOINTS", "its system calls have no tracepoints" },
		{ "CONFIG_NET", "it cannot run filters" },
	};
	const size_t size = 1 << 20;
	char path[256], *config = malloc(size);
	bool good = true;
	int n = -ENOENT;

	if (!config)
		return;
	snprintf(path, sizeof(path), "/boot/config-%s", d->config.release);
	n = syscord_doctor_read(d, path, config, size);
	if (n <= 0) {
		snprintf(path, sizeof(path), "/lib/modules/%s/config", d->config.release);
		n = syscord_doctor_read(d, path, config, size);
	}
	for (size_t i = 0; n > 0 && i < ARRAY_SIZE(needed); i++) {
		if (option(config, needed[i].name) == 'y')
			continue;
		good = false;
		syscord_doctor_mend(syscord_doctor_find(d, "configuration", SYSCORD_VERDICT_FAIL,
							"the kernel is built without %s: %s",
							needed[i].name, needed[i].without),
				    "boot a kernel that has it, as those of the distributions do");
	}
	if (n > 0 && good)
		syscord_doctor_find(d, "configuration", SYSCORD_VERDICT_OK,
				    "the kernel has tracepoints of system calls");
	free(config);
}

void syscord_doctor_kernel(struct syscord_doctor *d)
{
	d->loaded = syscord_doctor_exists(d, "/sys/module/syscord");
	check_version(d);
	check_machine(d);
	/* a module that is loaded has found all that it needs */
	if (!d->loaded)
		check_config(d);
}

/* ---- module ---- */

/* The first syscord.ko* below `dir`; its path without the root in `path` */
static bool find_module(const struct syscord_doctor *d, const char *dir, char *path, size_t size,
			int depth)
{
	char full[512];
	struct dirent *entry;
	bool found = false;
	DIR *stream;

	if (depth > DEPTH_MAX || !syscord_doctor_path(d, full, sizeof(full), "%s", dir))
		return false;
	stream = opendir(full);
	if (!stream)
		return false;
	while (!found && (entry = readdir(stream))) {
		char below[512];
		struct stat st;
		int n = snprintf(below, sizeof(below), "%s/%s", dir, entry->d_name);

		if (entry->d_name[0] == '.' || n < 0 || (size_t)n >= sizeof(below))
			continue;
		if (!strncmp(entry->d_name, "syscord.ko", 10)) {
			found = (size_t)n < size;
			if (found)
				memcpy(path, below, (size_t)n + 1);
			continue;
		}
		/* `build` and `source` are links, and lead out of here */
		if (syscord_doctor_path(d, full, sizeof(full), "%s", below) && !lstat(full, &st) &&
		    S_ISDIR(st.st_mode))
			found = find_module(d, below, path, size, depth + 1);
	}
	closedir(stream);
	return found;
}

/* modprobe finds it by name only when depmod has listed it */
static bool listed(const struct syscord_doctor *d)
{
	char path[512], line[4096];
	bool found = false;
	FILE *f;

	if (!syscord_doctor_path(d, path, sizeof(path), "/lib/modules/%s/modules.dep",
				 d->config.release))
		return false;
	f = fopen(path, "re");
	while (f && !found && fgets(line, sizeof(line), f))
		found = strstr(line, "/syscord.ko") != NULL;
	if (f)
		fclose(f);
	return found;
}

static bool is_signed(const struct syscord_doctor *d, const char *module)
{
	char path[512], tail[sizeof(SIGNATURE)] = "";
	size_t len = sizeof(SIGNATURE) - 1;
	bool found = false;
	FILE *f;

	if (!syscord_doctor_path(d, path, sizeof(path), "%s", module))
		return false;
	f = fopen(path, "re");
	if (f && !fseek(f, -(long)len, SEEK_END) && fread(tail, 1, len, f) == len)
		found = !memcmp(tail, SIGNATURE, len);
	if (f)
		fclose(f);
	return found;
}

/* Why this kernel takes none but signed modules; NULL: it takes any */
static const char *only_signed(const struct syscord_doctor *d)
{
	char text[128];

	if (syscord_doctor_read(d, "/sys/kernel/security/lockdown", text, sizeof(text)) > 0 &&
	    !strstr(text, "[none]"))
		return "the kernel is locked down";
	if (syscord_doctor_read(d, "/sys/module/module/parameters/sig_enforce", text,
				sizeof(text)) > 0 &&
	    (text[0] == 'Y' || text[0] == '1'))
		return "module.sig_enforce is set";
	return NULL;
}

static bool secure_boot(const struct syscord_doctor *d)
{
	char text[16];

	/* four bytes of attributes, then the value */
	return syscord_doctor_read(d, SECURE_BOOT, text, sizeof(text)) == 5 && text[4] == 1;
}

/* `module`: its file, "" if there is none. A compressed one cannot be looked into. */
static void check_signature(struct syscord_doctor *d, const char *module)
{
	const char *why = only_signed(d);
	size_t len = strlen(module);
	bool readable = len > 3 && !strcmp(module + len - 3, ".ko");
	struct syscord_finding *f;

	if (!why && !secure_boot(d)) {
		syscord_doctor_find(d, "signature", SYSCORD_VERDICT_OK,
				    "not needed on this kernel");
		return;
	}
	if (!why)
		why = "Secure Boot is on";
	if (readable && !is_signed(d, module)) {
		f = syscord_doctor_find(d, "signature", SYSCORD_VERDICT_FAIL,
					"%s, and %s is not signed", why, module);
		syscord_doctor_mend(f,
				    "sign it with a key that the firmware knows (mokutil --import"
				    " /var/lib/dkms/mok.pub, boot, dkms install --force), or turn"
				    " Secure Boot off");
		return;
	}
	f = syscord_doctor_find(d, "signature", SYSCORD_VERDICT_WARN,
				"%s: only modules signed with a known key are loaded", why);
	syscord_doctor_mend(f, "if modprobe says 'Key was rejected': mokutil --import"
			       " /var/lib/dkms/mok.pub, and boot");
}

/* The version in the name of /usr/src/syscord-VERSION; false: dkms has no source */
static bool dkms_source(const struct syscord_doctor *d, char *version, size_t size)
{
	struct dirent *entry;
	bool found = false;
	char path[512];
	DIR *dir;

	if (!syscord_doctor_path(d, path, sizeof(path), "/usr/src"))
		return false;
	dir = opendir(path);
	while (dir && !found && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "syscord-", 8) || strlen(entry->d_name + 8) >= size)
			continue;
		strcpy(version, entry->d_name + 8);
		found = true;
	}
	if (dir)
		closedir(dir);
	return found;
}

static void check_headers(struct syscord_doctor *d)
{
	struct syscord_finding *f;
	char path[256];

	snprintf(path, sizeof(path), "/lib/modules/%s/build/Makefile", d->config.release);
	if (syscord_doctor_exists(d, path)) {
		syscord_doctor_find(d, "headers", SYSCORD_VERDICT_OK,
				    "those of this kernel are installed");
		return;
	}
	f = syscord_doctor_find(
		d, "headers", SYSCORD_VERDICT_FAIL,
		"those of this kernel are not installed: the module cannot be built");
	syscord_doctor_mend(f, "apt-get install linux-headers-%s", d->config.release);
}

static void not_loaded(struct syscord_doctor *d)
{
	char dir[256], module[512], version[64], off[8];
	struct syscord_finding *f;

	snprintf(dir, sizeof(dir), "/lib/modules/%s", d->config.release);
	if (find_module(d, dir, module, sizeof(module), 0)) {
		f = syscord_doctor_find(d, "module", SYSCORD_VERDICT_FAIL,
					"not loaded; it is in %s", module);
		syscord_doctor_mend(f, "%smodprobe syscord", listed(d) ? "" : "depmod -a && ");
		check_signature(d, module);
	} else {
		f = syscord_doctor_find(d, "module", SYSCORD_VERDICT_FAIL,
					"not loaded, and not built for this kernel, Linux %s",
					d->config.release);
		if (!syscord_doctor_exists(d, "/usr/sbin/dkms"))
			syscord_doctor_mend(f, "in Syscord's sources: make module && insmod"
					       " build/syscord.ko");
		else if (dkms_source(d, version, sizeof(version)))
			syscord_doctor_mend(f, "dkms install syscord/%s && modprobe syscord",
					    version);
		else
			syscord_doctor_mend(f, "in Syscord's sources: make dkms-install &&"
					       " modprobe syscord");
		check_headers(d);
		check_signature(d, "");
	}
	if (syscord_doctor_read(d, "/proc/sys/kernel/modules_disabled", off, sizeof(off)) > 0 &&
	    off[0] == '1') {
		f = syscord_doctor_find(d, "modules", SYSCORD_VERDICT_FAIL,
					"kernel.modules_disabled is set: none is loaded until the"
					" next boot");
		syscord_doctor_mend(f, "boot without it");
	}
}

void syscord_doctor_module(struct syscord_doctor *d)
{
	struct syscord_finding *f;
	char version[64];

	if (!d->loaded) {
		not_loaded(d);
		return;
	}
	if (syscord_doctor_read(d, "/sys/module/syscord/version", version, sizeof(version)) < 0)
		strcpy(version, "of an unknown version");
	if (!strcmp(version, SYSCORD_VERSION)) {
		syscord_doctor_find(d, "module", SYSCORD_VERDICT_OK, "%s is loaded", version);
		return;
	}
	f = syscord_doctor_find(d, "module", SYSCORD_VERDICT_WARN,
				"%s is loaded, these programs are " SYSCORD_VERSION, version);
	syscord_doctor_mend(f, "install both from one version, then: modprobe -r syscord &&"
			       " modprobe syscord");
}
