// SPDX-License-Identifier: GPL-2.0
/* syscordctl doctor: what syscord_doctor_run() finds, as lines or JSON. */
#include <errno.h>
#include "ctl.h"
#include "doctor.h"
#include "terminal.h"

static const struct {
	const char *word, *code;
} verdicts[] = {
	[SYSCORD_VERDICT_OK] = { "ok", SYSCORD_GREEN },
	[SYSCORD_VERDICT_WARN] = { "warn", SYSCORD_YELLOW },
	[SYSCORD_VERDICT_FAIL] = { "FAIL", SYSCORD_RED },
};

static void print_finding(const struct syscord_finding *f, bool color)
{
	const char *code = color ? verdicts[f->verdict].code : "";

	printf("%s%-4s%s  %-13s %s\n", code, verdicts[f->verdict].word, color ? SYSCORD_PLAIN : "",
	       f->check, f->text);
	if (f->mend[0])
		printf("      %-13s -> %s\n", "", f->mend);
}

static json_t *json_finding(const struct syscord_finding *f)
{
	return json_pack("{s:s, s:s, s:o, s:o}", "check", f->check, "verdict",
			 verdicts[f->verdict].word, "text", syscord_json_text(f->text), "mend",
			 f->mend[0] ? syscord_json_text(f->mend) : json_null());
}

int syscord_ctl_doctor(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct syscord_ctl_opts *o = opts;
	const struct syscord_doctor_config config = { .session = o->session };
	static struct syscord_doctor doctor;
	bool possible = syscord_doctor_run(&config, &doctor);
	json_t *list = o->json ? json_array() : NULL;
	unsigned int i;
	int ret = 0;

	(void)argc;
	(void)argv;
	for (i = 0; i < doctor.count; i++) {
		if (o->json)
			json_array_append_new(list, json_finding(&doctor.findings[i]));
		else
			print_finding(&doctor.findings[i], syscord_terminal_color(stdout));
	}
	if (o->json)
		ret = syscord_json_print(
			json_pack("{s:b, s:o}", "possible", possible, "checks", list), stdout, err);
	else
		printf("recording is %spossible here\n", possible ? "" : "not ");
	if (ret)
		return ret;
	return possible ? SYSCORD_EXIT_OK : SYSCORD_EXIT_ERROR;
}
