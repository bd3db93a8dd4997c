/* SPDX-License-Identifier: GPL-2.0 */
/* Errors in words: filled where they happen, printed by the mains only. */
#include <stdarg.h>
#include "tools.h"

int syscord_error_set(struct syscord_error *e, int err, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return err;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return err;
}
