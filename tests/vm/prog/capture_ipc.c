/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As capture_more.c, for System V and POSIX IPC and keys.
 *
 *   capture_ipc    prints what differs; exits 1 if anything did. As root.
 *
 * capture_ipc32 is the same for 32 bits, and calls by way of ipc.
 */
#include <asm/sembuf.h>
#include <linux/ipc.h>
#include <linux/keyctl.h>
#include <linux/mqueue.h>
#include <linux/msg.h>
#include <linux/sem.h>
#include <linux/shm.h>
#include <signal.h>
#include <sys/uio.h>

#include "lib/wants.h"

#define IPC_SET 1
#define IPC_STAT 2
#define SUB(n) (SYSCORD_ARG_SUB + (n))

static void semaphores(void)
{
	struct sembuf ops[2] = { { 0, 2, 0 }, { 1, -1, 04000 } }; /* the second would wait */
	struct {
		int64_t sec, nsec;
	} timeout = { 1, 0 };
	unsigned short all[3];
	struct semid64_ds ds;
	struct seminfo info;
	long id = CALL3(semget, IPC_PRIVATE, 3, IPC_CREAT | 0600);

	CHECK(id >= 0);
#ifdef SYS_semop
	CALL3(semop, id, ops, 1);
	want_in(1, ops, sizeof(ops[0]));
	CALL4(semtimedop, id, ops, 2, &timeout); /* EAGAIN */
#else
	CALL4(semtimedop_time64, id, ops, 1, NULL);
	want_in(1, ops, sizeof(ops[0]));
	CALL4(semtimedop_time64, id, ops, 2, &timeout);
#endif
	CHECK(want_last()->ret == -EAGAIN);
	want_in(1, ops, sizeof(ops));
	want_in(3, &timeout, sizeof(timeout));
	CALL4(semctl, id, 0, IPC_STAT, &ds);
	CHECK(ds.sem_nsems == 3);
	want_out(3, &ds, sizeof(ds));
	ds.sem_perm.mode = 0640;
	CALL4(semctl, id, 0, IPC_SET, &ds);
	want_in(3, &ds, sizeof(ds));
	CALL4(semctl, id & 0x7fff, 0, SEM_STAT, &ds);
	CHECK(want_last()->ret == id && (ds.sem_perm.mode & 0777) == 0640);
	want_out(3, &ds, sizeof(ds));
	CALL4(semctl, 0, 0, IPC_INFO, &info);
	CHECK(info.semmsl > 0);
	want_out(3, &info, sizeof(info));
	CALL4(semctl, 0, 0, SEM_INFO, &info);
	want_out(3, &info, sizeof(info));
	CALL4(semctl, id, 1, SETVAL, 7);
	CALL4(semctl, id, 1, GETVAL, &ds);
	CHECK(want_last()->ret == 7);
	CALL4(semctl, id, 0, GETALL, all);
	CALL4(semctl, id, 0, 99, all); /* EINVAL */
	CALL4(semctl, id, 0, IPC_STAT, 8); /* EFAULT */
	CALL4(semctl, id, 0, IPC_RMID, &ds);
}

static void queues(void)
{
	struct {
		long type;
		char text[400];
	} m = { 3, "hello" }, r;
	struct msqid64_ds ds;
	struct msginfo info;
	long id = CALL2(msgget, IPC_PRIVATE, IPC_CREAT | 0600);

	CHECK(id >= 0);
	CALL4(msgsnd, id, &m, 5, 0);
	want_in(1, &m, sizeof(long) + 5);
	CALL4(msgsnd, id, &m, 0, 0);
	want_in(1, &m, sizeof(long));
	memset(m.text, 'x', sizeof(m.text));
	CALL4(msgsnd, id, &m, 400, IPC_NOWAIT);
	want_cut(1, SYSCORD_PART_DATA, 0, &m, sizeof(long) + 400);
	CALL4(msgsnd, -1, &m, 9, 0); /* EINVAL */
	want_in(1, &m, sizeof(long) + 9);
	CALL3(msgctl, id, IPC_STAT, &ds);
	CHECK(ds.msg_qnum == 3);
	want_out(2, &ds, sizeof(ds));
	CALL5(msgrcv, id, &r, 2, 0, 0); /* E2BIG */
	CALL5(msgrcv, id, &r, 400, 3, 0);
	CHECK(want_last()->ret == 5);
	want_out(1, &r, sizeof(long) + 5);
	CALL5(msgrcv, id, &r, 400, -9, 0);
	CHECK(want_last()->ret == 0);
	want_out(1, &r, sizeof(long));
	CALL5(msgrcv, id, &r, 3, 0, 010000 /* MSG_NOERROR */);
	CHECK(want_last()->ret == 3);
	want_out(1, &r, sizeof(long) + 3);
	CALL3(msgctl, id, IPC_SET, &ds);
	want_in(2, &ds, sizeof(ds));
	CALL3(msgctl, id & 0x7fff, MSG_STAT, &ds);
	want_out(2, &ds, sizeof(ds));
	CALL3(msgctl, 0, MSG_INFO, &info);
	want_out(2, &info, sizeof(info));
	CALL3(msgctl, id, 77, &ds); /* EINVAL */
	CALL3(msgctl, id, IPC_RMID, &ds);
}

static void segments(void)
{
	struct shmid64_ds ds;
	struct shm_info used;
	struct shminfo64 info;
	long id = CALL3(shmget, IPC_PRIVATE, 4096, IPC_CREAT | 0600), at;

	CHECK(id >= 0);
	at = CALL3(shmat, id, NULL, 010000 /* SHM_RDONLY */);
	CALL3(shmctl, id, IPC_STAT, &ds);
	CHECK(ds.shm_nattch == 1);
	want_out(2, &ds, sizeof(ds));
	CALL3(shmctl, id, IPC_SET, &ds);
	want_in(2, &ds, sizeof(ds));
	CALL3(shmctl, id & 0x7fff, SHM_STAT, &ds);
	want_out(2, &ds, sizeof(ds));
	CALL3(shmctl, 0, IPC_INFO, &info);
	CHECK(info.shmmni > 0);
	want_out(2, &info, sizeof(info));
	CALL3(shmctl, 0, SHM_INFO, &used);
	want_out(2, &used, sizeof(used));
	CALL3(shmctl, id, SHM_LOCK, &ds);
	CALL1(shmdt, at);
	CALL3(shmctl, id, IPC_RMID, &ds);
}

#ifdef __i386__
/* The same by way of ipc, with structures of both kinds */
static void multiplexed(void)
{
	struct sembuf op = { 0, 1, 0 };
	struct {
		long type;
		char text[16];
	} m = { 1, "hello" }, r;
	struct {
		unsigned long msgp;
		long type;
	} kludge = { ARG(&r), 1 };
	struct semid64_ds sem64;
	struct semid_ds sem;
	struct msqid64_ds msq64;
	struct msqid_ds msq;
	struct shmid64_ds shm64;
	struct shmid_ds shm;
	struct shminfo64 info64;
	struct shminfo info;
	unsigned long un = 9, at;
	long id;

	id = CALL6(ipc, 2, IPC_PRIVATE, 1, 0600, 0, 0);
	CALL6(ipc, 1, id, 1, 0, &op, 0);
	want_in(SUB(1), &op, sizeof(op));
	CALL6(ipc, 3, id, 0, SETVAL, &un, 0);
	want_in(SUB(3), &un, 4);
	un = ARG(&sem);
	CALL6(ipc, 3, id, 0, IPC_STAT, &un, 0);
	CHECK(sem.sem_nsems == 1);
	want_in(SUB(3), &un, 4);
	want_via(SUB(3), 0, SYSCORD_BLOB_OUT, &sem, sizeof(sem));
	CALL6(ipc, 3, id, 0, IPC_SET, &un, 0);
	want_in(SUB(3), &un, 4);
	want_via(SUB(3), 0, 0, &sem, sizeof(sem));
	un = ARG(&sem64);
	CALL6(ipc, 3, id, 0, IPC_STAT | 0x100, &un, 0);
	CHECK(sem64.sem_nsems == 1);
	want_in(SUB(3), &un, 4);
	want_via(SUB(3), 0, SYSCORD_BLOB_OUT, &sem64, sizeof(sem64));
	CALL6(ipc, 3, id, 0, IPC_RMID, &un, 0);

	id = CALL6(ipc, 13, IPC_PRIVATE, 0600, 0, 0, 0);
	CALL6(ipc, 11, id, 5, 0, &m, 0);
	want_in(SUB(1), &m, sizeof(long) + 5);
	CALL6(ipc, 11, id, 5, 0, &m, 0);
	want_in(SUB(1), &m, sizeof(long) + 5);
	CALL6(ipc, 14, id, IPC_STAT, 0, &msq, 0);
	CHECK(msq.msg_qnum == 2);
	want_out(SUB(2), &msq, sizeof(msq));
	CALL6(ipc, 14, id, IPC_STAT | 0x100, 0, &msq64, 0);
	want_out(SUB(2), &msq64, sizeof(msq64));
	CALL6(ipc, 12, id, 16, 0, &kludge, 0);
	CHECK(want_last()->ret == 5);
	want_in(SUB(1), &kludge, 8);
	want_via(SUB(1), 0, SYSCORD_BLOB_OUT, &r, sizeof(long) + 5);
	CALL6(ipc, 0x1000c, id, 16, 0, &r, 1);
	CHECK(want_last()->ret == 5);
	want_out(SUB(1), &r, sizeof(long) + 5);
	CALL6(ipc, 14, id, IPC_RMID, 0, 0, 0);

	id = CALL6(ipc, 23, IPC_PRIVATE, 4096, 0600, 0, 0);
	CALL6(ipc, 21, id, 0, &at, 0, 0);
	CHECK(want_last()->ret == 0);
	want_out(SUB(3), &at, 4);
	CALL6(ipc, 24, id, IPC_STAT, 0, &shm, 0);
	CHECK(shm.shm_nattch == 1);
	want_out(SUB(2), &shm, sizeof(shm));
	CALL6(ipc, 24, id, IPC_STAT | 0x100, 0, &shm64, 0);
	want_out(SUB(2), &shm64, sizeof(shm64));
	CALL6(ipc, 24, 0, IPC_INFO, 0, &info, 0);
	want_out(SUB(2), &info, sizeof(info));
	CALL6(ipc, 24, 0, IPC_INFO | 0x100, 0, &info64, 0);
	want_out(SUB(2), &info64, sizeof(info64));
	CALL6(ipc, 22, 0, 0, 0, at, 0);
	CALL6(ipc, 24, id, IPC_RMID, 0, 0, 0);
}
#else
static void multiplexed(void)
{
}
#endif

static void message_queues(void)
{
	struct mq_attr attr = { .mq_maxmsg = 4, .mq_msgsize = 64 }, old,
		       set = { .mq_flags = O_NONBLOCK };
	struct {
		union {
			int number;
			void *pointer;
		} value;
		int signo, notify;
		char rest[64];
	} event = { .signo = 777, .notify = SIGEV_THREAD };
	char cookie[32] = "a cookie of the program's own";
	long q;

	q = CALL4(mq_open, "capture-ipc", O_RDWR | O_CREAT, 0600, &attr);
	CHECK(q >= 0);
	want_string(0, "capture-ipc");
	want_in(3, &attr, sizeof(attr));
	CALL3(mq_getsetattr, q, NULL, &old);
	CHECK(old.mq_maxmsg == 4);
	want_out(2, &old, sizeof(old));
	CALL3(mq_getsetattr, q, &set, &old);
	want_in(1, &set, sizeof(set));
	want_out(2, &old, sizeof(old));
	event.value.pointer = cookie;
	CALL2(mq_notify, q, &event); /* EBADF: no such socket */
	want_in(1, &event, sizeof(long) == 8 ? 64 : 16);
	want_via(1, 0, 0, cookie, sizeof(cookie));
	event.value.number = 5;
	event.notify = SIGEV_NONE;
	CALL2(mq_notify, q, &event);
	CHECK(want_last()->ret == 0);
	want_in(1, &event, sizeof(long) == 8 ? 64 : 16);
	CALL1(mq_unlink, "capture-ipc");
	want_string(0, "capture-ipc");
	close(q);
}

static void keys(void)
{
	struct iovec iov[2] = { { "ab", 2 }, { "cd", 2 } };
	struct keyctl_dh_params dh = { .priv = 1, .prime = 2, .base = 3 };
	struct {
		const char *hash, *other;
		uint32_t len, spare[8];
	} kdf = { "sha256", "other", 5, { 0 } };
	struct keyctl_pkey_params sign = { .key_id = 1, .in_len = 2, .out_len = 64 };
	char buf[64] = "";
	long key = CALL5(add_key, "user", "capture-ipc", "payload", 7, KEY_SPEC_PROCESS_KEYRING);

	CHECK(key > 0);
	want_string(0, "user");
	want_string(1, "capture-ipc");
	want_in(2, "payload", 7);
	CALL4(request_key, "user", "capture-ipc", NULL, 0);
	want_string(0, "user");
	want_string(1, "capture-ipc");
	CALL5(keyctl, KEYCTL_READ, key, buf, sizeof(buf), 0);
	CHECK(want_last()->ret == 7);
	want_out(2, "payload", 7);
	CALL5(keyctl, KEYCTL_READ, key, buf, 3, 0); /* too short: never more than that */
	CHECK(want_last()->ret == 7);
	want_out(2, buf, 3);
	CALL5(keyctl, KEYCTL_UPDATE, key, "new", 3, 0);
	want_in(2, "new", 3);
	CALL5(keyctl, KEYCTL_DESCRIBE, key, buf, sizeof(buf), 0);
	CHECK(want_last()->ret > 0);
	want_out(2, buf, want_last()->ret);
	CALL5(keyctl, KEYCTL_SEARCH, KEY_SPEC_PROCESS_KEYRING, "user", "capture-ipc", 0);
	CHECK(want_last()->ret == key);
	want_string(2, "user");
	want_string(3, "capture-ipc");
	CALL5(keyctl, KEYCTL_SETPERM, key, 0x3f3f0000, 0, 0);
	CALL5(keyctl, KEYCTL_GET_SECURITY, key, buf, sizeof(buf), 0);
	if (want_last()->ret >= 0)
		want_out(2, buf, want_last()->ret);
	CALL5(keyctl, KEYCTL_CAPABILITIES, buf, sizeof(buf), 0, 0);
	CHECK(want_last()->ret == 2);
	want_out(1, buf, 2);
	CALL5(keyctl, KEYCTL_INSTANTIATE_IOV, key, iov, 2, 0); /* EPERM */
	want_blob(2, SYSCORD_PART_IOVEC, 0, iov, sizeof(iov), sizeof(iov));
	want_blob(2, SYSCORD_PART_CONTENT, 0, "abcd", 4, 4);
	CALL5(keyctl, KEYCTL_JOIN_SESSION_KEYRING, "capture-ipc", 0, 0, 0);
	want_string(1, "capture-ipc");
	CALL5(keyctl, KEYCTL_DH_COMPUTE, &dh, buf, 64, &kdf); /* ENOKEY */
	CHECK(want_last()->ret < 0);
	want_in(1, &dh, sizeof(dh));
	want_in(4, &kdf, sizeof(kdf));
	want_via(4, 0, 0, "sha256", 6);
	want_via(4, 1, 0, "other", 5);
	CALL5(keyctl, KEYCTL_PKEY_SIGN, &sign, "enc=raw", "in", buf);
	CHECK(want_last()->ret < 0);
	want_in(1, &sign, sizeof(sign));
	want_string(2, "enc=raw");
	want_in(3, "in", 2);
	CALL5(keyctl, 4711, buf, buf, buf, buf); /* no such operation */
	CALL5(keyctl, KEYCTL_REVOKE, key, 0, 0, 0);
}

int main(void)
{
	wants_start(false);
	semaphores();
	queues();
	segments();
	multiplexed();
	message_queues();
	keys();
	return wants_compare();
}
