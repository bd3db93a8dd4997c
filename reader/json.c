// SPDX-License-Identifier: GPL-2.0
/* One JSON object as a command's output. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "json.h"

int syscord_json_print(json_t *object, FILE *out, struct syscord_error *err)
{
	int ret = 0;

	if (!object)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	if (json_dumpf(object, out, JSON_INDENT(2) | JSON_ENSURE_ASCII) || putc('\n', out) == EOF ||
	    fflush(out))
		ret = syscord_error_set(err, -EIO, "cannot write the JSON object");
	json_decref(object);
	return ret;
}

json_t *syscord_json_text(const char *text)
{
	json_t *string = json_string(text);
	char *wide, *to;

	if (string)
		return string;
	wide = to = malloc(2 * strlen(text) + 1);
	if (!wide)
		return NULL;
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x80) {
			*to++ = (char)(0xc0 | c >> 6);
			c = 0x80 | (c & 0x3f);
		}
		*to++ = (char)c;
	}
	*to = '\0';
	string = json_string(wide);
	free(wide);
	return string;
}

json_t *syscord_json_number(uint64_t value)
{
	return json_integer((json_int_t)value);
}
