/* SPDX-License-Identifier: GPL-2.0 */
/* An argument whose meaning hangs on the command before it: rows of commands.def. */
#include <string.h>
#include "decode.h"

static const struct {
	const char *name;
	uint8_t set; /* enum syscord_set, of the command */
	uint8_t used;
	uint8_t format; /* enum syscord_format */
} commands[] = {
#define COMMAND(set, name, used, format) { #name, SYSCORD_SET_##set, used, SYSCORD_FMT_##format },
#include "commands.def"
#undef COMMAND
};

_Static_assert((int)SYSCORD_FMT_COUNT <= UINT8_MAX && (int)SYSCORD_SET_COUNT <= UINT8_MAX,
	       "formats and sets are held in a byte");

void syscord_fmt_command(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_format_desc *format)
{
	enum syscord_set set = (enum syscord_set)format->param;
	const char *name = arg ? syscord_flag_name(set, (uint32_t)d->raw[arg - 1]) : NULL;
	unsigned int i;

	for (i = 0; name && i < ARRAY_SIZE(commands); i++) {
		if (commands[i].set != set || strcmp(commands[i].name, name) != 0)
			continue;
		d->used = commands[i].used;
		syscord_decode_as(d, v, arg, (enum syscord_format)commands[i].format);
		return;
	}
}
