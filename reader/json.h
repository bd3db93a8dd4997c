/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands that print one JSON object share. */
#ifndef SYSCORD_JSON_H
#define SYSCORD_JSON_H

#include <jansson.h>
#include "tools.h"

/* Takes the object; written whole, or reported */
int syscord_json_print(json_t *object, FILE *out, struct syscord_error *err);
/* Bytes of the user's that need not be UTF-8: shown as Latin-1 rather than dropped */
json_t *syscord_json_text(const char *text);
json_t *syscord_json_number(uint64_t value);
/* format_json.c: the object that syscord_format_json() prints; NULL: no memory */
json_t *syscord_json_event(const struct syscord_printer *printer,
			   const struct syscord_event *event);

#endif /* SYSCORD_JSON_H */
