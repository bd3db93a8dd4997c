// SPDX-License-Identifier: GPL-2.0
/* Options, sub-commands and --help of the three programs, from their tables. */
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include "options.h"

#define OPTIONS_MAX 32 /* of one command, --help and --version included */
#define LEFT 28	       /* columns of --help's left half */
#define KEY(i) (0x100 + (int)(i))

static const struct syscord_option builtin[] = {
	{ .name = "help", .letter = 'h', .help = "print this and exit" },
	{ .name = "version", .letter = 'V', .help = "print the version and exit" },
};

/* What one getopt_long() run works on: the options of all tables in one array. */
struct parser {
	const struct syscord_program *program;
	const struct syscord_command *command;
	const struct syscord_option *options[OPTIONS_MAX];
	unsigned int count;
};

/* ---- --help ---- */
/* In two columns; what is too wide for the left one has a line of its own */
static void print_line(FILE *out, const char *left, const char *right)
{
	if (strlen(left) > LEFT)
		fprintf(out, "  %s\n  %-*s %s\n", left, LEFT, "", right);
	else
		fprintf(out, "  %-*s %s\n", LEFT, left, right);
}

static void print_option(FILE *out, const struct syscord_option *o)
{
	char left[64], letter[8] = "    ";

	if (o->letter)
		snprintf(letter, sizeof(letter), "-%c, ", o->letter);
	snprintf(left, sizeof(left), "%s--%s%s%s", letter, o->name, o->arg ? "=" : "",
		 o->arg ? o->arg : "");
	print_line(out, left, o->help);
}

static void print_help(const struct parser *p, FILE *out)
{
	const struct syscord_command *c = p->command;
	const char *name = p->program->name;
	unsigned int i;

	if (c)
		fprintf(out, "usage: %s%s%s [OPTION]...%s%s\n%s\n\n", name, c->name ? " " : "",
			c->name ? c->name : "", c->args ? " " : "", c->args ? c->args : "",
			c->help);
	else
		fprintf(out, "usage: %s COMMAND [OPTION]... [ARGUMENT]...\n%s\n\nCommands:\n", name,
			p->program->summary);
	for (c = p->command ? NULL : p->program->commands; c && c->name; c++) {
		char left[64];

		snprintf(left, sizeof(left), "%s%s%s", c->name, c->args ? " " : "",
			 c->args ? c->args : "");
		print_line(out, left, c->help);
	}
	if (!p->command)
		print_line(out, "help [COMMAND]", "print this, or what COMMAND takes");
	fprintf(out, "%sOptions:\n", p->command ? "" : "\n");
	for (i = 0; i < p->count; i++)
		print_option(out, p->options[i]);
	if (p->command && p->command->notes)
		fprintf(out, "\n%s\n", p->command->notes);
	else if (p->program->notes)
		fprintf(out, "\n%s\n", p->program->notes);
}

/* ---- parsing ---- */
static int usage(const struct parser *p, const char *what, const char *word, const char *hint)
{
	const char *command = p->command ? p->command->name : NULL;

	fprintf(stderr, "%s: %s%s%s%s", p->program->name, what, word ? " '" : "", word ? word : "",
		word ? "'" : "");
	if (hint)
		fprintf(stderr, "; did you mean '%s'?", hint);
	fprintf(stderr, "\nTry '%s%s%s --help'.\n", p->program->name, command ? " " : "",
		command ? command : "");
	return SYSCORD_EXIT_USAGE;
}

static int unknown_option(const struct parser *p, const char *word)
{
	size_t len = strcspn(word, "=");
	const char *hint = NULL;
	unsigned int i, best = 99;
	char dashed[80];

	for (i = 0; len > 2 && i < p->count; i++)
		if (syscord_near(word + 2, len - 2, p->options[i]->name, &best))
			hint = p->options[i]->name;
	snprintf(dashed, sizeof(dashed), "--%s", hint ? hint : "");
	return usage(p, "unknown option", word, hint ? dashed : NULL);
}

static int set_value(const struct syscord_option *o, void *opts, const char *value,
		     struct syscord_error *err)
{
	void *field = (char *)opts + o->offset;
	unsigned int i;
	int ret = 0;

	switch (o->kind) {
	case SYSCORD_OPT_FLAG:
		*(bool *)field = true;
		break;
	case SYSCORD_OPT_STRING:
		*(const char **)field = value;
		break;
	case SYSCORD_OPT_NUMBER:
		ret = syscord_parse_number(value, field);
		break;
	case SYSCORD_OPT_SIZE:
		ret = syscord_parse_size(value, field);
		break;
	case SYSCORD_OPT_SECONDS:
		ret = syscord_parse_seconds(value, field);
		break;
	case SYSCORD_OPT_MS:
		ret = syscord_parse_ms(value, field);
		break;
	case SYSCORD_OPT_CHOICE:
		for (i = 0; o->choices[i] && strcmp(o->choices[i], value); i++)
			;
		if (o->choices[i])
			*(unsigned int *)field = i;
		else
			ret = -EINVAL;
		break;
	case SYSCORD_OPT_CALL:
		return o->call(opts, value, err);
	}
	if (ret)
		syscord_error_set(err, ret, "--%s wants %s, not '%s'", o->name, o->arg, value);
	return ret;
}

static void add_options(struct parser *p, const struct syscord_option *options, size_t count)
{
	for (; options && count-- && options->name && p->count < OPTIONS_MAX; options++)
		p->options[p->count++] = options;
}

/* Parses argv[1..] up to `optind`; -1 to go on, else the exit status. */
static int parse(struct parser *p, void *opts, int argc, char **argv, bool stop_at_args)
{
	struct option longs[OPTIONS_MAX + 1] = { 0 };
	char shorts[2 + 2 * OPTIONS_MAX + 1], *s = shorts;
	struct syscord_error err = { "" };
	unsigned int i;
	int key;

	if (stop_at_args)
		*s++ = '+';
	*s++ = ':';
	for (i = 0; i < p->count; i++) {
		const struct syscord_option *o = p->options[i];

		longs[i] = (struct option){ o->name, o->arg ? 1 : 0, NULL, KEY(i) };
		if (o->letter)
			*s++ = o->letter;
		if (o->letter && o->arg)
			*s++ = ':';
	}
	*s = '\0';
	opterr = 0;
	optind = 0; /* start anew: glibc and musl */
	while ((key = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		char letter[3] = { '-', (char)optopt, 0 };
		bool known = optopt >= KEY(0) && optopt < KEY(p->count);

		if (key == ':')
			return usage(p, "a value is missing after",
				     known ? argv[optind - 1] : letter, NULL);
		if (key == '?' && known)
			return usage(p, "no value is allowed in", argv[optind - 1], NULL);
		if (key == '?' && optopt)
			return usage(p, "unknown option", letter, NULL);
		if (key == '?')
			return unknown_option(p, argv[optind - 1]);
		for (i = 0; i < p->count && key != KEY(i) && key != p->options[i]->letter; i++)
			;
		if (p->options[i] == &builtin[0]) {
			print_help(p, stdout);
			return fflush(stdout) ? SYSCORD_EXIT_ERROR : SYSCORD_EXIT_OK;
		}
		if (p->options[i] == &builtin[1]) {
			printf("%s %s\n", p->program->name, SYSCORD_VERSION);
			return fflush(stdout) ? SYSCORD_EXIT_ERROR : SYSCORD_EXIT_OK;
		}
		if (set_value(p->options[i], opts, optarg, &err))
			return usage(p, err.text, NULL, NULL);
	}
	return -1;
}

static const struct syscord_command *find_command(const struct parser *p, const char *word,
						  const char **hint)
{
	const struct syscord_command *c;
	unsigned int best = 99;

	for (c = p->program->commands; c->name; c++) {
		if (!strcmp(c->name, word))
			return c;
		if (syscord_near(word, strlen(word), c->name, &best))
			*hint = c->name;
	}
	return NULL;
}

static void add_command_options(struct parser *p)
{
	p->count = 0;
	add_options(p, p->command->options, OPTIONS_MAX);
	add_options(p, p->program->options, OPTIONS_MAX);
	add_options(p, builtin, ARRAY_SIZE(builtin));
}

/* `help` and `help COMMAND`: what --help prints there */
static int help(struct parser *p, int argc, char **argv)
{
	const char *hint = NULL;

	if (argc > 2)
		return usage(p, "one argument too many:", argv[2], NULL);
	if (argc == 2) {
		p->command = find_command(p, argv[1], &hint);
		if (!p->command)
			return usage(p, "unknown command", argv[1], hint);
		add_command_options(p);
	}
	print_help(p, stdout);
	return fflush(stdout) ? SYSCORD_EXIT_ERROR : SYSCORD_EXIT_OK;
}

int syscord_options_main(const struct syscord_program *program, void *opts, int argc, char **argv)
{
	struct parser p = { .program = program, .command = program->alone };
	struct syscord_error err = { "" };
	const struct syscord_command *c;
	const char *hint = NULL;
	int ret;

	if (!p.command) {
		add_options(&p, program->options, OPTIONS_MAX);
		add_options(&p, builtin, ARRAY_SIZE(builtin));
		ret = parse(&p, opts, argc, argv, true);
		if (ret >= 0)
			return ret;
		if (optind >= argc)
			return usage(&p, "a command is missing", NULL, NULL);
		argc -= optind;
		argv += optind;
		if (!strcmp(argv[0], "help"))
			return help(&p, argc, argv);
		p.command = find_command(&p, argv[0], &hint);
		if (!p.command)
			return usage(&p, "unknown command", argv[0], hint);
	}
	c = p.command;
	add_command_options(&p);
	ret = parse(&p, opts, argc, argv, c->stop_at_args);
	if (ret >= 0)
		return ret;
	argc -= optind;
	argv += optind;
	if (argc < c->min_args)
		return usage(&p, "an argument is missing:", c->args, NULL);
	if (c->max_args >= 0 && argc > c->max_args)
		return usage(&p, "one argument too many:", argv[c->max_args], NULL);
	ret = c->run(opts, argc, argv, &err);
	/* A pipe whose reader has had enough is no error: commands know about that */
	if (!ret && fflush(stdout) && errno != EPIPE)
		ret = syscord_error_set(&err, -errno, "cannot write to standard output: %s",
					strerror(errno));
	if (ret >= 0)
		return ret;
	fprintf(stderr, "%s: %s\n", program->name, err.text[0] ? err.text : strerror(-ret));
	return SYSCORD_EXIT_ERROR;
}
