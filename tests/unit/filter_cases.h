/* SPDX-License-Identifier: GPL-2.0 */
/* Tables of expressions: those that hold, and those that are refused. */
#ifndef SYSCORD_TEST_FILTER_CASES_H
#define SYSCORD_TEST_FILTER_CASES_H

#include <errno.h>
#include <string.h>
#include "filter.h"

/* Each of them holds, and its opposite does not */
static void check_holds(const char *const *texts, unsigned int count,
			bool (*holds)(const char *text, const struct syscord_filter_data *d),
			const struct syscord_filter_data *d)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		char inverse[200];

		if (!holds(texts[i], d))
			fail_msg("does not hold: %s", texts[i]);
		snprintf(inverse, sizeof(inverse), "not (%s)", texts[i]);
		if (holds(inverse, d))
			fail_msg("holds: %s", inverse);
	}
}

struct wrong_filter {
	const char *text;
	unsigned int column;
	const char *says; /* somewhere */
};

static void check_refused(const struct wrong_filter *wrong, unsigned int count)
{
	unsigned int i, column;

	for (i = 0; i < count; i++) {
		struct syscord_error err = { "" };
		struct syscord_expr *expr = NULL;
		int ret = syscord_filter_parse(wrong[i].text, &expr, &column, &err, NULL);

		if (ret != -EINVAL || expr || column != wrong[i].column ||
		    !strstr(err.text, wrong[i].says))
			fail_msg("'%s': %d, column %u: %s", wrong[i].text, ret, column, err.text);
	}
}

#endif /* SYSCORD_TEST_FILTER_CASES_H */
