/* SPDX-License-Identifier: GPL-2.0 */
/* Formats that another argument chooses: choices.def. */
#include "decode.h"

struct when {
	uint32_t abi; /* enum syscord_abi; SYSCORD_ABI_UNKNOWN: all */
	uint32_t mask;
	uint32_t value;
	uint16_t format; /* enum syscord_format */
};

#define CHOICE(name, k)             \
	enum { ASKS_##name = (k) }; \
	static const struct when when_##name[] = {
#define WHEN(mask, value, format) { SYSCORD_ABI_UNKNOWN, mask, value, SYSCORD_FMT_##format },
#define WHEN_ON(abi, value, format) { SYSCORD_ABI_##abi, UINT32_MAX, value, SYSCORD_FMT_##format },
#define END \
	}   \
	;
#include "choices.def"
#undef CHOICE
#undef WHEN
#undef WHEN_ON
#undef END

#define CHOICE(name, k) [SYSCORD_CHOICE_##name] = { when_##name, ASKS_##name },
#define WHEN(...)
#define WHEN_ON(...)
#define END
static const struct {
	const struct when *when;
	unsigned int asks;
} choices[] = {
#include "choices.def"
};
#undef CHOICE
#undef WHEN
#undef WHEN_ON
#undef END

void syscord_fmt_choice(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	uint32_t says = (uint32_t)d->raw[choices[format->param].asks];
	const struct when *when = choices[format->param].when;

	while ((says & when->mask) != when->value || (when->abi && when->abi != d->abi))
		when++;
	syscord_decode_as(d, v, arg, when->format);
}
