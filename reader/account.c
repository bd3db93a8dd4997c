// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include "account.h"
#include "json.h"
#include "print.h"

struct syscord_account_cpu *syscord_account_of(struct syscord_account *account, uint32_t cpu)
{
	struct syscord_account_cpu *cpus;

	for (size_t i = 0; i < account->count; i++)
		if (account->cpus[i].cpu == cpu)
			return &account->cpus[i];
	cpus = reallocarray(account->cpus, account->count + 1, sizeof(*cpus));
	if (!cpus)
		return NULL;
	account->cpus = cpus;
	memset(&cpus[account->count], 0, sizeof(*cpus));
	cpus[account->count].cpu = cpu;
	return &cpus[account->count++];
}

void syscord_account_span(struct syscord_account_cpu *cpu, uint64_t first, uint64_t last)
{
	if (!cpu->first || first < cpu->first)
		cpu->first = first;
	if (last > cpu->last)
		cpu->last = last;
}

struct syscord_account_cpu syscord_account_sum(const struct syscord_account *account)
{
	struct syscord_account_cpu sum = { 0 };

	for (size_t i = 0; i < account->count; i++) {
		const struct syscord_account_cpu *cpu = &account->cpus[i];

		sum.attempted += cpu->attempted;
		sum.read += cpu->read;
		sum.lost += cpu->lost;
		sum.missing += cpu->missing;
		sum.unexplained += cpu->unexplained;
		syscord_lost_add(sum.by_reason, cpu->by_reason);
		if (cpu->last)
			syscord_account_span(&sum, cpu->first, cpu->last);
	}
	return sum;
}

static void print_row(const struct syscord_account_cpu *cpu, const char *label, FILE *out)
{
	fprintf(out, "  %-8s %12llu %12llu %10llu  ", label, cpu->attempted, cpu->read, cpu->lost);
	if (cpu->last) {
		syscord_print_date(out, cpu->first);
		fputs("  ", out);
		syscord_print_date(out, cpu->last);
	} else {
		fprintf(out, "%-26s  %-26s", "-", "-");
	}
	fputs("  ", out);
	syscord_lost_print(out, cpu->by_reason);
	if (cpu->unexplained)
		fprintf(out, "%s%llu for a reason that is not recorded",
			syscord_lost_sum(cpu->by_reason) ? ", " : "", cpu->unexplained);
	if (cpu->missing)
		fprintf(out, "%s%llu missing", cpu->lost ? "; " : "", cpu->missing);
	fputc('\n', out);
}

void syscord_account_print(const struct syscord_account *account, FILE *out)
{
	const struct syscord_account_cpu sum = syscord_account_sum(account);

	if (!sum.lost && !sum.missing)
		return;
	fprintf(out, "  %-8s %12s %12s %10s  %-26s  %-26s  %s\n", "CPU", "attempted", "read",
		"lost", "from", "to", "why");
	for (size_t i = 0; i < account->count; i++) {
		const struct syscord_account_cpu *cpu = &account->cpus[i];
		char label[16] = "no ring";

		if (!cpu->lost && !cpu->missing)
			continue;
		if (cpu->cpu != SYSCORD_CPU_NONE)
			snprintf(label, sizeof(label), "%u", cpu->cpu);
		print_row(cpu, label, out);
	}
	print_row(&sum, "all", out);
}

json_t *syscord_account_cpu_json(const struct syscord_account_cpu *cpu)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "attempted",
			 syscord_json_number(cpu->attempted), "read",
			 syscord_json_number(cpu->read), "lost", syscord_json_number(cpu->lost),
			 "missing", syscord_json_number(cpu->missing), "lost_by_reason",
			 syscord_lost_json(cpu->by_reason), "lost_unexplained",
			 syscord_json_number(cpu->unexplained), "lost_first_ns",
			 cpu->last ? syscord_json_number(cpu->first) : json_null(), "lost_last_ns",
			 cpu->last ? syscord_json_number(cpu->last) : json_null());
}

json_t *syscord_account_json(const struct syscord_account *account)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < account->count; i++) {
		const struct syscord_account_cpu *cpu = &account->cpus[i];
		json_t *one = syscord_account_cpu_json(cpu);

		json_object_set_new(one, "cpu",
				    cpu->cpu == SYSCORD_CPU_NONE ? json_null()
								 : syscord_json_number(cpu->cpu));
		if (json_array_append_new(list, one)) {
			json_decref(list);
			list = NULL;
		}
	}
	return list;
}

void syscord_account_free(struct syscord_account *account)
{
	free(account->cpus);
	account->cpus = NULL;
	account->count = 0;
}
