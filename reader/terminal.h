/* SPDX-License-Identifier: GPL-2.0 */
/* What only a person at a terminal gets to see: colours. */
#ifndef SYSCORD_TERMINAL_H
#define SYSCORD_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

#define SYSCORD_BOLD	"\033[1m"
#define SYSCORD_RED	"\033[31m"
#define SYSCORD_GREEN	"\033[32m"
#define SYSCORD_YELLOW	"\033[33m"
#define SYSCORD_PLAIN	"\033[0m"

/* `out` is a terminal, and its user has not set NO_COLOR */
bool syscord_terminal_color(FILE *out);

#endif /* SYSCORD_TERMINAL_H */
