/* SPDX-License-Identifier: GPL-2.0 */
/* What the policy's fields are called, for all programs. */
#include <errno.h>
#include <string.h>
#include "options.h"
#include "policy.h"

const char *const syscord_profiles[] = {
	[SYSCORD_PROFILE_ALL] = "all",
	[SYSCORD_PROFILE_EFFECTS] = "effects",
	NULL,
};

const char *const syscord_on_full[] = {
	[SYSCORD_ON_FULL_DROP] = "drop",
	[SYSCORD_ON_FULL_WAIT] = "wait",
	[SYSCORD_ON_FULL_OVERWRITE] = "overwrite",
	NULL,
};

int syscord_snaplen_parse(const char *text, uint64_t *snaplen, struct syscord_error *err)
{
	if (!strcmp(text, "unlimited")) {
		*snaplen = SYSCORD_SNAPLEN_UNLIMITED;
		return 0;
	}
	if (syscord_parse_number(text, snaplen))
		return syscord_error_set(err, -EINVAL,
					 "--snaplen: '%s' is no number of bytes, nor 'unlimited'",
					 text);
	if (*snaplen >= SYSCORD_SNAPLEN_UNLIMITED)
		return syscord_error_set(err, -EINVAL, "--snaplen is too large: say 'unlimited'");
	return 0;
}
