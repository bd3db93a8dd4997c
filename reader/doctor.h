/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why recording is not possible on a machine, and what would mend it.
 *
 * A check looks at files, or at what the device says, and adds findings. Where the
 * files are and who speaks for the device can be changed, so that tests can make
 * up machines.
 */
#ifndef SYSCORD_DOCTOR_H
#define SYSCORD_DOCTOR_H

#include "tools.h"

enum syscord_verdict {
	SYSCORD_VERDICT_OK,
	SYSCORD_VERDICT_WARN, /* recording is possible, but not what one may expect */
	SYSCORD_VERDICT_FAIL,
};

#define SYSCORD_FINDINGS_MAX 32

struct syscord_finding {
	const char *check;
	enum syscord_verdict verdict;
	char text[256]; /* what was found */
	char mend[256]; /* the command that helps, or "" */
};

/* What an open device says. */
struct syscord_doctor_device {
	struct syscord_info info;
	struct syscord_status status; /* of the session */
	uint64_t attempted, lost;     /* its rings' sums */
	uint64_t ring_bytes;	      /* of rings that it has already */
};

struct syscord_doctor_config {
	const char *root;    /* in front of every path; "" for this machine */
	const char *release; /* as uname(2); NULL: this machine's */
	const char *machine;
	const char *session; /* NULL: the default one */
	unsigned int cpus; /* online; 0: as many as there are */
	/* Opens the device and asks it; NULL: /dev/syscord */
	int (*ask)(void *ctx, const char *session, struct syscord_doctor_device *device, struct syscord_error *err);
	void *ctx;
};

struct syscord_doctor {
	struct syscord_doctor_config config;
	struct syscord_finding findings[SYSCORD_FINDINGS_MAX];
	unsigned int count;
	bool loaded; /* the module is */
	bool opened; /* `device` is filled in */
	struct syscord_doctor_device device;
};

/* Makes all checks; true if recording is possible */
bool syscord_doctor_run(const struct syscord_doctor_config *config, struct syscord_doctor *doctor);

/* ---- for the checks: doctor.c ---- */
/* Adds a finding without a remedy; it stays valid to be given one */
struct syscord_finding *syscord_doctor_find(struct syscord_doctor *d, const char *check,
					    enum syscord_verdict verdict, const char *fmt, ...)
	SYSCORD_PRINTF(4, 5);
void syscord_doctor_mend(struct syscord_finding *finding, const char *fmt, ...)
	SYSCORD_PRINTF(2, 3);
/* The path below the root; false: too long */
bool syscord_doctor_path(const struct syscord_doctor *d, char *path, size_t size, const char *fmt,
			 ...) SYSCORD_PRINTF(4, 5);
bool syscord_doctor_exists(const struct syscord_doctor *d, const char *path);
/* A small file without its last newline: its bytes, or -errno */
int syscord_doctor_read(const struct syscord_doctor *d, const char *path, char *text, size_t size);

/* ---- the checks: doctor_module.c, doctor_device.c ---- */
void syscord_doctor_kernel(struct syscord_doctor *d);
void syscord_doctor_module(struct syscord_doctor *d);
void syscord_doctor_rights(struct syscord_doctor *d);
void syscord_doctor_device(struct syscord_doctor *d);
void syscord_doctor_params(struct syscord_doctor *d);
void syscord_doctor_memory(struct syscord_doctor *d);
void syscord_doctor_jit(struct syscord_doctor *d);
void syscord_doctor_session(struct syscord_doctor *d);

#endif /* SYSCORD_DOCTOR_H */
