/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As capture_more.c, for signals that are sent with data, timers and clocks.
 *
 *   capture_time    prints what differs; exits 1 if anything did. As root.
 *
 * capture_time32 is the same for 32 bits, with the calls that only those have.
 */
#include <signal.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <time.h>

#include "lib/wants.h"

/* As the kernel has them; the library's are of 64 bits everywhere, or cut off */
struct spec {
	long sec, nsec;
};

struct interval {
	struct spec interval, value;
};

struct interval64 {
	int64_t words[4];
};

static const uint64_t usr1 = 1 << (SIGUSR1 - 1);

/* How much the kernel reads of a siginfo_t */
#define INFO_IN (sizeof(long) == 8 ? 48 : 128)

static void sent(void)
{
	static siginfo_t info, got;
	struct spec none = { 0, 0 };
	int pidfd;
	uint64_t pending = 0;

	NEED(sigprocmask(SIG_BLOCK, &(sigset_t){ { usr1 } }, NULL) == 0);
	info.si_signo = SIGUSR1;
	info.si_code = SI_QUEUE;
	info.si_pid = getpid();
	info.si_value.sival_int = 4711;
	CALL3(rt_sigqueueinfo, getpid(), SIGUSR1, &info);
	want_in(2, &info, INFO_IN);
	CALL2(rt_sigpending, &pending, 8);
	CHECK(pending == usr1);
	want_out(0, &pending, 8);
	CALL2(rt_sigpending, &pending, 4);
	want_out(0, &pending, 4);
	CALL4(rt_sigtimedwait, &usr1, &got, &none, 8);
	CHECK(got.si_value.sival_int == 4711);
	want_in(0, &usr1, 8);
	want_out(1, &got, 128);
	want_in(2, &none, sizeof(none));
	CALL4(rt_sigtimedwait, &usr1, &got, &none, 8); /* EAGAIN */
	want_in(0, &usr1, 8);
	want_in(2, &none, sizeof(none));
	CALL4(rt_tgsigqueueinfo, getpid(), gettid(), SIGUSR1, &info);
	want_in(3, &info, INFO_IN);
#ifdef __i386__
	struct {
		int64_t sec, nsec;
	} none64 = { 0, 0 };

	CALL4(rt_sigtimedwait_time64, &usr1, &got, &none64, 8);
	CHECK(want_last()->ret == SIGUSR1);
	want_in(0, &usr1, 8);
	want_out(1, &got, 128);
	want_in(2, &none64, sizeof(none64));
#endif
	pidfd = syscall(SYS_pidfd_open, getpid(), 0);
	NEED(pidfd >= 0);
	CALL4(pidfd_send_signal, pidfd, SIGUSR1, &info, 0);
	want_in(2, &info, INFO_IN);
	CALL4(pidfd_send_signal, pidfd, 0, NULL, 0);
	CALL4(pidfd_send_signal, pidfd, SIGUSR2, &info, 0); /* EINVAL */
	want_in(2, &info, INFO_IN);
	close(pidfd);
}

static void timers(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_NONE, .sigev_signo = SIGUSR2 };
	struct interval set = { { 0, 5 }, { 1000, 7 } }, old;
	int id = -1;

	CALL3(timer_create, CLOCK_MONOTONIC, &event, &id);
	CHECK(id >= 0);
	want_in(1, &event, sizeof(long) == 8 ? 64 : 16);
	want_out(2, &id, 4);
	CALL4(timer_settime, id, 0, &set, &old);
	want_in(2, &set, sizeof(set));
	want_out(3, &old, sizeof(old));
	CALL2(timer_gettime, id, &old);
	CHECK(old.value.sec > 900);
	want_out(1, &old, sizeof(old));
#ifdef __i386__
	struct interval64 set64 = { { 0, 5, 2000, 7 } }, old64;

	CALL4(timer_settime64, id, 0, &set64, &old64);
	want_in(2, &set64, sizeof(set64));
	want_out(3, &old64, sizeof(old64));
	CALL2(timer_gettime64, id, &old64);
	CHECK(old64.words[2] > 1900);
	want_out(1, &old64, sizeof(old64));
#endif
	CALL1(timer_getoverrun, id);
	CALL1(timer_delete, id);
	CALL2(timer_gettime, id, &old); /* EINVAL */
	CALL3(timer_create, CLOCK_MONOTONIC, NULL, &id);
	want_out(2, &id, 4);
	CALL1(timer_delete, id);
}

static void clocks(void)
{
	/* struct timex of 64-bit words, and that of longs, which ends sooner */
	static struct {
		char bytes[208];
	} times;
	const uint32_t length = sizeof(long) == 8 ? 208 : 128;

	CALL1(adjtimex, &times);
	want_out(0, &times, length);
	CALL2(clock_adjtime, CLOCK_REALTIME, &times);
	want_out(1, &times, length);
	CALL2(clock_adjtime, CLOCK_MONOTONIC, &times); /* EOPNOTSUPP: what stands there */
	want_out(1, &times, length);
#ifdef __i386__
	memset(&times, 0, sizeof(times));
	CALL2(clock_adjtime64, CLOCK_REALTIME, &times);
	want_out(1, &times, 208);
	static int before_1970 = -1;

	CALL1(stime, &before_1970); /* EINVAL */
	want_in(0, &before_1970, 4);
#endif
}

static void machine(void)
{
	static char log[64], name[325];
	int was;

	CALL3(syslog, 3, log, sizeof(log));
	NEED(want_last()->ret > 0);
	want_out(1, log, want_last()->ret);
	CALL3(syslog, 10, log, sizeof(log)); /* no pointer */
	CALL4(reboot, 0xfee1dead, 1, 0xa1b2c3d4, "why"); /* EINVAL: a wrong magic */
	want_string(3, "why");
	CALL4(reboot, 0xfee1dead, 1, 0, "why");
	CALL3(getcpu, &was, NULL, name);
	want_out(0, &was, 4);
	CALL3(membarrier, 0, 0, 0);
	CALL1(personality, 0xffffffff);
#ifdef __i386__
	CALL1(olduname, name);
	want_out(0, name, 325);
	CALL1(oldolduname, name);
	want_out(0, name, 45);
	CALL2(signal, SIGUSR2, SIG_IGN);
#endif
}

int main(void)
{
	wants_start(false);
	sent();
	timers();
	clocks();
	machine();
	return wants_compare();
}
