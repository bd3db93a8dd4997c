// SPDX-License-Identifier: GPL-2.0
/*
 * Buffers for one record each, for the deferred path. Some are kept while a session
 * records: stock kernels zero what they allocate, which for a buffer of 64 KiB costs more
 * than to fill most records. What an earlier record left in one is never written out:
 * records are built without gaps, in rings too.
 */
#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "syscord.h"

/* Free, at its own start */
struct buffer {
	struct list_head node;
};

static LIST_HEAD(kept);
static DEFINE_SPINLOCK(kept_lock);
static unsigned int kept_count, kept_most;	/* kept_most 0: not in use */

/* SYSCORD_RECORD_MAX bytes, aligned to 8, or NULL. May sleep. */
void *syscord_buffer_get(void)
{
	struct buffer *buffer;

	spin_lock(&kept_lock);
	buffer = list_first_entry_or_null(&kept, struct buffer, node);
	if (buffer) {
		list_del(&buffer->node);
		kept_count--;
	}
	spin_unlock(&kept_lock);
	return buffer ?: kvmalloc(SYSCORD_RECORD_MAX, GFP_KERNEL);
}

/* `data` is such a buffer, or NULL. May sleep. */
void syscord_buffer_put(void *data)
{
	struct buffer *buffer = data;
	bool keep;

	if (!buffer)
		return;
	spin_lock(&kept_lock);
	keep = kept_count < kept_most;
	if (keep) {
		list_add(&buffer->node, &kept);
		kept_count++;
	}
	spin_unlock(&kept_lock);
	if (!keep)
		kvfree(buffer);
}

/* Keep some from now on; or none any more. */
void syscord_buffer_keep(bool some)
{
	struct buffer *buffer, *next;
	LIST_HEAD(rest);

	spin_lock(&kept_lock);
	kept_most = some ? 2 * num_online_cpus() : 0;
	if (!some) {
		list_splice_init(&kept, &rest);
		kept_count = 0;
	}
	spin_unlock(&kept_lock);
	list_for_each_entry_safe(buffer, next, &rest, node)
		kvfree(buffer);
}
