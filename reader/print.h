/* SPDX-License-Identifier: GPL-2.0 */
/* Values as text, what the text and the key=value format share. */
#ifndef SYSCORD_PRINT_H
#define SYSCORD_PRINT_H

#include "decode.h"

/* Contents as their address only: they come later in the line */
#define SYSCORD_PRINT_NO_CONTENT 0x01

struct syscord_line {
	FILE *out;
	unsigned int string_max; /* of content; 0: all */
	unsigned int flags; /* SYSCORD_PRINT_* */
};

void syscord_print_value(const struct syscord_line *line, const struct syscord_value *v);
/* An argument: "before => after" if both are known and differ */
void syscord_print_arg(const struct syscord_line *line, const struct syscord_value *v);
/* "(argument, ...)"; of a call that has not returned without the last parenthesis */
void syscord_print_args(const struct syscord_line *line, const struct syscord_decoded *d);
void syscord_print_quoted(const struct syscord_line *line, const uint8_t *bytes, size_t len);
/* Unquoted; what could move a terminal's cursor becomes '?' */
void syscord_print_name(FILE *out, const char *name, size_t len);
void syscord_print_dec(FILE *out, uint64_t number);
void syscord_print_hex(FILE *out, uint64_t number);
/* Local date and time, to the microsecond; `ns` since 1970 */
void syscord_print_date(FILE *out, uint64_t ns);

#endif /* SYSCORD_PRINT_H */
