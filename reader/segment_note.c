/* SPDX-License-Identifier: GPL-2.0 */
/* Notes as skippable frames: what both the writer and the recovery write. */
#include <errno.h>
#include <string.h>
#include <zstd.h>
#include "segment.h"

ssize_t syscord_note_pack(void *cctx, unsigned int kind, struct syscord_note *content, size_t size,
			  uint8_t *out, size_t room)
{
	const uint32_t magic = SYSCORD_SKIPPABLE + kind;
	uint32_t payload;
	size_t n;

	content->magic = SYSCORD_NOTE_MAGIC;
	content->kind = (uint16_t)kind;
	content->version = SYSCORD_FORMAT_VERSION;
	content->size = (uint32_t)size;
	n = ZSTD_compress2(cctx, out + 8, room - 8, content, size);
	if (ZSTD_isError(n))
		return -ENOMEM;
	payload = (uint32_t)n;
	memcpy(out, &magic, 4);
	memcpy(out + 4, &payload, 4);
	return (ssize_t)(n + 8);
}
