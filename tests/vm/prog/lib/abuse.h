/* SPDX-License-Identifier: GPL-2.0 */
/* What the abuse*.c programs share: kinds of callers, descriptors that travel, chance. */
#ifndef TEST_ABUSE_H
#define TEST_ABUSE_H

#include "raw.h"

enum caller {
	CALLER_ROOT,
	CALLER_USERNS,	/* root, but of a user namespace of its own */
	CALLER_USER,	/* nobody */
	CALLERS
};

extern const char *const caller_names[CALLERS];

/* Unbuffered output, so that nothing is written twice after fork() */
void abuse_init(void);
/* For good: call it in a child */
void caller_become(enum caller who);
/* Runs fn in a child that is of that kind; what failed there is added to `failures` */
void caller_run(enum caller who, void (*fn)(void *arg), void *arg);
/* Waits for a child; false, and a failure, unless it exited with 0 */
bool child_ok(pid_t pid);

int device_open(void);
int device_attach(int fd, const char *name, uint32_t flags);
void device_info(int fd, struct syscord_info *info);
/* All but the default one */
void sessions_destroy(void);
/* Nothing is left: no session but the default one, no ring memory. Tried for a while. */
void device_unused(const char *after);

void fd_send(int sock, int fd);
int fd_receive(int sock);
void spin_calls(int n);

extern uint64_t chance_seed;
uint64_t chance(void);
/* 0 .. n - 1 */
uint64_t chance_below(uint64_t n);

#endif
