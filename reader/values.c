// SPDX-License-Identifier: GPL-2.0
/* What users type as numbers, sizes and times; and what they meant to type. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "options.h"

struct suffix {
	char letter;
	uint64_t factor;
};

static int parse_scaled(const char *text, const struct suffix *suffixes, uint64_t *value)
{
	unsigned long long number;
	uint64_t factor = 1;
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	number = strtoull(text, &end, text[0] == '0' && (text[1] | 0x20) == 'x' ? 16 : 10);
	if (errno)
		return -ERANGE;
	for (; *end && suffixes && suffixes->letter; suffixes++) {
		if (*end == suffixes->letter) {
			factor = suffixes->factor;
			end++;
			break;
		}
	}
	if (*end)
		return -EINVAL;
	return __builtin_mul_overflow(number, factor, value) ? -ERANGE : 0;
}

int syscord_parse_number(const char *text, uint64_t *value)
{
	return parse_scaled(text, NULL, value);
}

int syscord_parse_size(const char *text, uint64_t *bytes)
{
	static const struct suffix suffixes[] = {
		{ 'K', 1ULL << 10 }, { 'k', 1ULL << 10 }, { 'M', 1ULL << 20 },
		{ 'G', 1ULL << 30 }, { 'T', 1ULL << 40 }, { 0, 0 },
	};

	return parse_scaled(text, suffixes, bytes);
}

int syscord_parse_seconds(const char *text, uint64_t *seconds)
{
	static const struct suffix suffixes[] = {
		{ 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 0, 0 },
	};

	return parse_scaled(text, suffixes, seconds);
}

int syscord_parse_ms(const char *text, uint64_t *ms)
{
	const size_t digits = strspn(text, "0123456789");
	char number[24];
	uint64_t seconds;
	int ret;

	if (!strcmp(text + digits, "ms") && digits < sizeof(number)) {
		snprintf(number, digits + 1, "%s", text);
		return syscord_parse_number(number, ms);
	}
	ret = syscord_parse_seconds(text, &seconds);
	if (ret)
		return ret;
	return __builtin_mul_overflow(seconds, 1000, ms) ? -ERANGE : 0;
}

unsigned int syscord_edit_distance(const char *a, size_t a_len, const char *b, unsigned int limit)
{
	size_t b_len = strlen(b), i, j;
	unsigned int row[3][64];

	if (a_len > 62 || b_len > 62)
		return limit;
	for (j = 0; j <= b_len; j++)
		row[0][j] = (unsigned int)j;
	for (i = 1; i <= a_len; i++) {
		unsigned int *now = row[i % 3], *up = row[(i - 1) % 3], *up2 = row[(i + 1) % 3];

		now[0] = (unsigned int)i;
		for (j = 1; j <= b_len; j++) {
			unsigned int best = up[j - 1] + (a[i - 1] != b[j - 1]);

			if (best > up[j] + 1)
				best = up[j] + 1;
			if (best > now[j - 1] + 1)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    best > up2[j - 2] + 1)
				best = up2[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[a_len % 3][b_len] < limit ? row[a_len % 3][b_len] : limit;
}

bool syscord_near(const char *word, size_t len, const char *name, unsigned int *best)
{
	unsigned int distance = syscord_edit_distance(word, len, name, *best);

	if (distance >= *best || distance > (len < 4 ? 1 : 1 + len / 4))
		return false;
	*best = distance;
	return true;
}
