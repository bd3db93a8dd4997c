/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SYSCORD_SEGMENT_RECOVER_H
#define SYSCORD_SEGMENT_RECOVER_H

#include "segment.h"

/* How to go on in a directory that may hold segments already */
struct syscord_resume {
	uint64_t number; /* highest of a segment's name; 0: none */
	char utc[20];	 /* highest time of a name, or "" */
	struct syscord_note_ring *rings; /* free() */
	size_t count;
};

/*
 * Looks for the newest segment of this boot and session, cuts what is not a
 * whole frame from its end, gives it an index if it has none, and says where
 * each ring goes on. A segment without a whole header holds nothing and is
 * removed. With `sync`, what that segment holds is on disk then.
 */
int syscord_segment_recover(const char *dir, const uint8_t boot_id[16], uint64_t session,
			    bool sync, struct syscord_resume *resume, struct syscord_error *err);

#endif /* SYSCORD_SEGMENT_RECOVER_H */
