/* SPDX-License-Identifier: GPL-2.0 */
/* flags.def made into tables, and numbers into names. */
#include <string.h>
#include "decode.h"

#define ABI(a) (1U << SYSCORD_ABI_##a)
#define ABIS_ALL 0xff
#define ABIS_ARM (ABI(ARM64) | ABI(ARM))
#define ABIS_X86 (ABI(X86_64) | ABI(I386) | ABI(X32))

struct flag {
	uint64_t mask;
	uint64_t value;
	const char *name;
	uint8_t len;
	uint8_t abis;
};

/* The name is made a string by the outer macro already: a header may define it as a macro too */
#define ROW(name, mask, value, abis) { mask, value, name, sizeof(name) - 1, abis },
#define SET(set) static const struct flag set_##set[] = {
#define VAL(name, value) ROW(#name, UINT64_MAX, value, ABIS_ALL)
#define BIT(name, bits) ROW(#name, bits, bits, ABIS_ALL)
#define FIELD(name, mask, value) ROW(#name, mask, value, ABIS_ALL)
#define ARM(name, bits) ROW(#name, bits, bits, ABIS_ARM)
#define NOTARM(name, bits) ROW(#name, bits, bits, ABIS_ALL & ~ABIS_ARM)
#define X86(name, bits) ROW(#name, bits, bits, ABIS_X86)
#define END       \
	{         \
		0 \
	}         \
	}         \
	;
#include "flags.def"
#undef SET
#undef VAL
#undef BIT
#undef FIELD
#undef ARM
#undef NOTARM
#undef X86
#undef END

#define SET(set) [SYSCORD_SET_##set] = set_##set,
#define VAL(name, value)
#define BIT(name, bits)
#define FIELD(name, mask, value)
#define ARM(name, bits)
#define NOTARM(name, bits)
#define X86(name, bits)
#define END
static const struct flag *const sets[SYSCORD_SET_COUNT] = {
#include "flags.def"
};

const char *syscord_flag_name(enum syscord_set set, uint64_t value)
{
	const struct flag *flag;

	for (flag = sets[set]; flag->name; flag++) {
		if (flag->mask == UINT64_MAX && flag->value == value)
			return flag->name;
	}
	return NULL;
}

static size_t add(char *out, size_t room, size_t len, const char *text, size_t text_len)
{
	if (len && len < room)
		out[len++] = '|';
	if (text_len > room - len)
		text_len = room - len;
	memcpy(out + len, text, text_len);
	return len + text_len;
}

size_t syscord_flag_text(enum syscord_set set, uint32_t abi, uint64_t value, char *out, size_t room)
{
	const struct flag *flag;
	uint64_t taken = 0;
	size_t len = 0;
	char rest[24];

	for (flag = sets[set]; flag->name; flag++) {
		if (!(flag->abis >> abi & 1) || (value & flag->mask) != flag->value ||
		    (taken & flag->mask))
			continue;
		len = add(out, room, len, flag->name, flag->len);
		value &= ~flag->mask;
		taken |= flag->mask;
	}
	if (value) {
		size_t n =
			(size_t)snprintf(rest, sizeof(rest), "0x%llx", (unsigned long long)value);

		len = add(out, room, len, rest, n);
	}
	return len;
}
