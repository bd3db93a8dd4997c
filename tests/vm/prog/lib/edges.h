/* SPDX-License-Identifier: GPL-2.0 */
/* Buffers that end where memory does, and the blobs that records must have of them. */
#ifndef TEST_EDGES_H
#define TEST_EDGES_H

#include "wants.h"

#define IN 0
#define OUT SYSCORD_BLOB_OUT
#define FAULTED SYSCORD_BLOB_FAULTED

/* Behind them is a page that is not there, or that may not be touched */
void edges_make(bool hole);
/* `len` bytes that end at an end of their own; what is longer has only those */
void *at_end(const void *data, size_t len);
void *room(size_t len);

/* Of argument `arg` of the call just made: all that is at `at` now */
void all_in(unsigned int arg, const void *at, size_t len);
void all_out(unsigned int arg, const void *at, size_t len);
/* `got` bytes of it, behind which it could not be read */
void half(unsigned int arg, unsigned int flags, const void *at, size_t len, size_t got);
void gives(long result);

#endif
