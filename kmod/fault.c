// SPDX-License-Identifier: GPL-2.0
/*
 * Pages that are not resident, on the deferred path: swapped out, never touched, or of
 * a file that must be read.
 *
 * Those of a range that a program guards by userfaultfd are never taken in on its
 * behalf: its handler may be waiting for this very task. A range is armed with mmap's
 * lock held for writing, so the look and the fault are one section of it held for
 * reading; where the fault has to drop the lock, to wait for a disk, it is looked at
 * anew. Nothing is copied with faults on.
 *
 * Quick, which is where the kernel's tracepoints are held up meanwhile, only anonymous
 * memory is taken in, and only if the lock is free: a file may be one that a program
 * serves, and does not.
 *
 * No lock of the module may be held here: mmap's comes before the rings' (syscord.h).
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/userfaultfd_k.h>

#include "blob.h"

/* Of one page. It may be gone again before it is copied, but not so often. */
#define TRIES_MAX 64

/*
 * Takes in the page at `from`; mmap's lock is held, and released. 0: look again. A task
 * that is to be killed is not held up: what it has not yet read stays unread.
 */
static u32 page_fault(struct mm_struct *mm, const void __user *from, unsigned int flags,
		      bool quick)
{
	unsigned long address = syscord_untag(mm, from);
	struct vm_area_struct *vma = find_vma(mm, address);
	u32 reason = SYSCORD_FAULT_BAD;
	vm_fault_t fault;

	/* A stack does not grow to where nobody has been. */
	if (!vma || address < vma->vm_start || !vma_is_accessible(vma))
		goto out;
	if (userfaultfd_armed(vma)) {
		reason = SYSCORD_FAULT_USERFAULT;
		goto out;
	}
	if (quick && !vma_is_anonymous(vma)) {
		reason = SYSCORD_FAULT_BUSY;
		goto out;
	}
	fault = handle_mm_fault(vma, address, flags, NULL);
	if (fault & (VM_FAULT_COMPLETED | VM_FAULT_RETRY))
		return SYSCORD_FAULT_NONE;	/* unlocked already */
	if (!(fault & VM_FAULT_ERROR))
		reason = SYSCORD_FAULT_NONE;
	else if (fault & VM_FAULT_OOM)
		reason = SYSCORD_FAULT_BUSY;
out:
	mmap_read_unlock(mm);
	return reason;
}

/* `len` bytes of one page: how many could not be copied. */
static u32 page_copy(void *to, const void __user *from, u32 len, bool quick, u32 *reason)
{
	unsigned int flags = FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_KILLABLE, tries;
	struct mm_struct *mm = current->mm;

	for (tries = 0; tries < TRIES_MAX; tries++) {
		u32 left;

		pagefault_disable();
		left = raw_copy_from_user(to, from, len);
		pagefault_enable();
		to += len - left;
		from += len - left;
		len = left;
		if (!len)
			return 0;
		*reason = SYSCORD_FAULT_BUSY;
		if (fatal_signal_pending(current))
			return len;
		if (quick ? !mmap_read_trylock(mm) : mmap_read_lock_killable(mm))
			return len;
		*reason = page_fault(mm, from, flags, quick);
		if (*reason)
			return len;
		flags |= FAULT_FLAG_TRIED;
		cond_resched();
	}
	/* There is a page, and it still cannot be read. */
	*reason = SYSCORD_FAULT_BAD;
	return len;
}

/*
 * The rest of a copy that met such a page. Bytes that could not be copied; *reason says
 * why. access_ok() was said of the range.
 */
u32 syscord_fault_copy(void *to, const void __user *from, u32 len, bool quick, u32 *reason)
{
	while (len) {
		u32 part = min_t(u32, len, PAGE_SIZE - offset_in_page(from));
		u32 left = page_copy(to, from, part, quick, reason);

		if (left)
			return len - part + left;
		to += part;
		from += part;
		len -= part;
	}
	return 0;
}
