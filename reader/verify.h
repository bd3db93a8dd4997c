/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of verify share: the state of the session whose frames are read. */
#ifndef SYSCORD_VERIFY_H
#define SYSCORD_VERIFY_H

#include "account.h"
#include "clock.h"
#include "progress.h"
#include "segment.h"
#include "verify_content.h"

struct syscord_verify_ring {
	uint32_t cpu;
	bool placed; /* pos says where it must go on, */
	bool known; /* and seq, too */
	uint64_t pos, seq, time;
	uint64_t first_seq;
	__u64 read, lost, missing; /* lost: what LOST records stand for */
	__u64 told[SYSCORD_LOST_REASONS]; /* by them */
	uint64_t lost_first, lost_last; /* real time */
	/* of the last epoch: */
	__u64 epoch_seq, attempted, total[SYSCORD_LOST_REASONS];
	bool based; /* the kernel had lost `base` before the recording began */
	__u64 base[SYSCORD_LOST_REASONS];
};

/* What was lost for want of a ring: it has no records, epochs tell it */
struct syscord_verify_outside {
	bool known;
	uint64_t base, total; /* before the recording, and by the last epoch */
	uint64_t first, last;
	uint64_t before; /* when the epoch before, or the header, was written; real time */
};

struct syscord_verify {
	FILE *out;
	json_t *problems; /* instead of `out` */
	struct syscord_verify_result *result;
	const char *name;
	bool have_session;
	bool lists; /* its first header lists rings: others begin at position 0 */
	bool overwrites; /* a flight recorder: what lies between two chunks was overwritten, */
	bool leaves; /* or left out, as the policy's `before` asks for */
	uint8_t boot_id[16];
	uint64_t session;
	struct syscord_verify_ring *rings;
	size_t count;
	struct syscord_verify_outside outside;
	struct syscord_clock_line clock;
	struct syscord_account account;
	struct syscord_verify_content *content;
	uint64_t offset; /* of the frame that is looked at */
	uint64_t now; /* of the last epoch, boot clock */
	bool stopped; /* the last epoch's flag */
	bool epoch; /* there was one, and no chunk since */
	bool inexact;
	bool dir; /* a segment need not have come as far as a header: others have one */
	bool header; /* one has */
	struct syscord_progress *progress; /* may be NULL */
	uint64_t total; /* bytes of all files, for it */
};

/* ---- verify.c ---- */
/* Where to print a line; NULL: nowhere. The line of the progress makes way. */
FILE *syscord_verify_output(struct syscord_verify *v);
void syscord_verify_complain(struct syscord_verify *v, uint64_t offset, const char *fmt, ...)
	SYSCORD_PRINTF(3, 4);

/* ---- verify_session.c: 0 or -ENOMEM ---- */
int syscord_verify_header(struct syscord_verify *v, const struct syscord_frame *frame);
int syscord_verify_chunk(struct syscord_verify *v, const struct syscord_frame *frame);
int syscord_verify_epoch(struct syscord_verify *v, const struct syscord_frame *frame);
/* No more frames of this session come: its accounts are closed */
int syscord_verify_end(struct syscord_verify *v, uint64_t offset);

#endif /* SYSCORD_VERIFY_H */
