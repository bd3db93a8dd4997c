/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records that nobody vouches for: of every call of every ABI, and of every variant,
 * with any arguments and any blobs, in every format. None may read what is not the
 * record's (its memory is of its size), and none may grow without measure.
 *
 * SEED=N makes other records; a failure says the seed that makes them again.
 */
#include <jansson.h>
#include <sanitizer/common_interface_defs.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include "build.h"
#include "decode.h"
#include "random.h"

#define ROUNDS 6 /* records of each call, and of each variant */
#define VALUES_PER_BYTE 9 /* a bitmap has one for each bit, and one for itself */
#define BIG 6000 /* bytes of a blob at most, where blobs are big */

static struct build b;
static struct syscord_decoded d;
static uint64_t first, seed, records;
static const char *what = "?";

static const uint16_t families[] = {
	1,
#define SOCKADDR(family, size, name) family,
#include "sockaddrs.def"
};

static const struct {
	int32_t level, type;
} cmsgs[] = {
#define CMSG(level, type, format) { level, type },
#include "levels.def"
};

/* cmocka's own handler would run on the stack that a recursion has used up */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "handle_segv=2:handle_sigbus=2";
}

static void say_seed(void)
{
	fprintf(stderr, "SEED=%llu: %s\n", (unsigned long long)first, what);
}

/* ---- what a record may hold ---- */
static uint64_t random_word(void)
{
	switch (pick(8)) {
	case 0:
		return 0;
	case 1:
		return UINT64_MAX - pick(3);
	case 2:
		return UINT64_C(1) << pick(64);
	case 3:
		return random64();
	case 4:
		return 0x7ffc0000 + pick(4096);
	case 5:
		return pick(4096);
	default:
		return pick(40);
	}
}

static void put(uint8_t *to, size_t size, uint64_t value)
{
	memcpy(to, &value, size);
}

/* Control data with headers as they should be, but for now and then a length */
static void fill_control(uint8_t *to, size_t len, unsigned int word)
{
	size_t at = 0;

	while (len - at >= word + 8) {
		unsigned int kind = pick(ARRAY_SIZE(cmsgs));
		size_t own = word + 8 + pick(64);

		put(to + at, word, pick(8) ? own : random_word());
		put(to + at + word, 4, (uint32_t)cmsgs[kind].level);
		put(to + at + word + 4, 4, (uint32_t)cmsgs[kind].type);
		own = (own + word - 1) & ~((size_t)word - 1);
		if (own > len - at)
			break;
		at += own;
	}
}

/* Numbers of one size, so that counts, lengths and types are often such as there are */
static void fill(uint8_t *to, size_t len, unsigned int part)
{
	static const uint8_t sizes[] = { 1, 2, 4, 4, 8, 8 };
	size_t size = sizes[pick(ARRAY_SIZE(sizes))], at;
	unsigned int style = pick(4);

	for (at = 0; at < len; at += size) {
		uint64_t n = style == 0 ? random64() : style == 1 ? pick(48) : random_word();

		if (style == 3 && at % 64)
			n = 0;
		put(to + at, size < len - at ? size : len - at, n);
	}
	if (part == SYSCORD_PART_CONTROL && pick(4))
		fill_control(to, len, pick(2) ? 4 : 8);
	else if (len >= 2 && !pick(4))
		put(to, 2, families[pick(ARRAY_SIZE(families))]);
}

/* As often as not about what a structure takes */
static size_t random_size(uint32_t abi, bool big)
{
	size_t size = pick(2) ? pick(300) : syscord_struct_size(pick(SYSCORD_STRUCT_COUNT), abi);

	if (big && pick(2))
		return pick(BIG);
	return !pick(3) ? size + pick(9) : size > 8 && !pick(3) ? size - pick(9) : size;
}

static void add_blob(unsigned int arg, unsigned int part, uint32_t abi, bool big)
{
	static uint8_t bytes[BIG + 4096];
	size_t got = random_size(abi, big), want = got;
	unsigned int flags = 0;

	if (build_record(&b)->len + sizeof(struct syscord_blob) + got + 7 > SYSCORD_RECORD_MAX)
		return;
	assert_true(got <= sizeof(bytes));
	fill(bytes, got, part);
	if (!pick(6))
		want += pick(2) ? pick(200) : random64() % (UINT32_MAX - got);
	if (!pick(6))
		flags |= SYSCORD_BLOB_TRUNCATED;
	if (!pick(6))
		flags |= SYSCORD_BLOB_FAULTED;
	if (!pick(6))
		flags |= SYSCORD_BLOB_OUT;
	if (!pick(5))
		flags |= SYSCORD_BLOB_BEFORE;
	if (!pick(5))
		flags |= SYSCORD_BLOB_CONTINUED;
	build_blob_part(&b, arg, part, flags, (uint32_t)want, (uint32_t)got, pick(6), bytes);
}

/* Of blobs that there may be, and of others; most say more than can be true */
static void add_continued(void)
{
	struct syscord_continued list[40];
	unsigned int i, count = pick(ARRAY_SIZE(list) + 1);

	for (i = 0; i < count; i++)
		list[i] = (struct syscord_continued){
			.blob = pick(4) ? i : (uint32_t)random_word(),
			.reason = pick(5),
			.kept = pick(2) ? pick(300) : random_word(),
		};
	if (build_record(&b)->len + 100 + sizeof(list) <= SYSCORD_RECORD_MAX)
		build_blob_part(&b, SYSCORD_ARG_CONT, 0, 0, (uint32_t)(count * sizeof(*list)),
				(uint32_t)(count * sizeof(*list) - (count && !pick(8))), 0, list);
}

static void add_blobs(uint32_t abi)
{
	static const uint8_t parts[] = { 0, 0, 0, 1, 2, 3, 4, 5, 16, 17, 18, 19, 20, 21, 6, 255 };
	static const uint8_t others[] = { SYSCORD_ARG_TIME, SYSCORD_ARG_EXE,  SYSCORD_ARG_ARGV,
					  SYSCORD_ARG_CWD,  SYSCORD_ARG_MAPS, SYSCORD_ARG_ENVP };
	bool big = !pick(12), all = !pick(4);
	unsigned int i, count = all ? 6 * ARRAY_SIZE(parts) : pick(30);

	for (i = 0; i < count; i++) {
		unsigned int arg = all ? i / ARRAY_SIZE(parts) : pick(6);
		unsigned int part = parts[all ? i % ARRAY_SIZE(parts) : pick(ARRAY_SIZE(parts))];

		if (!pick(12))
			arg = others[pick(ARRAY_SIZE(others))];
		else if (abi == SYSCORD_ABI_I386 && pick(2))
			arg += SYSCORD_ARG_SUB;
		add_blob(arg, part, abi, big);
	}
	if (!pick(3))
		add_continued();
}

/* ---- what becomes of it ---- */
static size_t count_values(const struct syscord_value *v)
{
	const struct syscord_value *one;
	size_t count = 1;

	if (v->kind == SYSCORD_VALUE_BYTES && (v->flags & SYSCORD_VALUE_CONTINUED))
		assert_true((uint64_t)v->got + v->kept <= v->want);
	if (v->before)
		count += count_values(v->before);
	for (one = v->child; one; one = one->next)
		count += count_values(one);
	return count;
}

static void check_growth(const struct syscord_record *rec)
{
	size_t count = 0;
	unsigned int i;

	assert_int_equal(syscord_decode(&d, rec), 0);
	assert_true(d.nargs <= 6 && d.used <= d.nargs);
	for (i = 0; i < d.nargs; i++)
		count += count_values(&d.args[i]);
	syscord_decode_end(&d);
	if (count > VALUES_PER_BYTE * (size_t)rec->len)
		fail_msg("SEED=%llu: %s: %zu values from %u bytes", (unsigned long long)first, what,
			 count, rec->len);
}

/* Lines, and in them nothing that would move a terminal's cursor; a record may have two */
static void check_lines(char *text, size_t len, bool json)
{
	char *line, *rest = text;
	size_t i;

	if (!len || text[len - 1] != '\n')
		fail_msg("SEED=%llu: %s: no line: %s", (unsigned long long)first, what, text);
	for (i = 0; i < len; i++) {
		if (((uint8_t)text[i] < ' ' && text[i] != '\n') || text[i] == 127)
			fail_msg("SEED=%llu: %s: byte %u: %s", (unsigned long long)first, what,
				 (uint8_t)text[i], text);
	}
	while (json && (line = strsep(&rest, "\n")) && *line) {
		json_t *parsed = json_loads(line, 0, NULL);

		if (!parsed)
			fail_msg("SEED=%llu: %s: no JSON: %s", (unsigned long long)first, what,
				 line);
		json_decref(parsed);
	}
}

static void check_formats(const struct syscord_record *rec)
{
	static int (*const formats[])(const struct syscord_printer *,
				      const struct syscord_event *) = {
		syscord_format_text,
		syscord_format_kv,
		syscord_format_json,
	};
	const struct syscord_event event = { .rec = rec, .cpu = 1, .real_time = 1 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		struct syscord_printer printer = { .string_max = pick(2) ? 32 : 0 };
		char *text = NULL;
		size_t len = 0;

		printer.out = open_memstream(&text, &len);
		assert_non_null(printer.out);
		assert_int_equal(formats[i](&printer, &event), 0);
		fclose(printer.out);
		check_lines(text, len, i == 2);
		free(text);
	}
}

/* In memory of its own size, so that a byte behind it is seen to be read */
static void check_record(void)
{
	const struct syscord_record *built = build_record(&b);
	struct syscord_record *rec = malloc(built->len);

	assert_non_null(rec);
	memcpy(rec, built, built->len);
	assert_int_equal(syscord_record_check(rec, rec->len), 0);
	check_growth(rec);
	check_formats(rec);
	free(rec);
	records++;
}

static void next_seed(void)
{
	random_seed(++seed);
}

static void random_call(uint32_t abi, uint32_t nr, const struct syscord_variant_desc *variant)
{
	unsigned int nargs = pick(8) ? 6 : pick(7), i;
	uint64_t args[6];

	for (i = 0; i < 6; i++)
		args[i] = random_word();
	if (variant && variant->family->second == SYSCORD_FAMILY_ONLY) {
		args[variant->family->first] = variant->key;
		if (!pick(4))
			args[variant->family->first] |= random64() & ~variant->family->mask;
	} else if (variant) {
		args[variant->family->first] = variant->key >> 32;
		args[variant->family->second] = (uint32_t)variant->key;
	}
	build_call(&b, abi, nr, (int64_t)random_word(), nargs, args);
	if (!pick(6))
		build_timed(&b, random_word());
	add_blobs(abi);
	check_record();
}

static void random_calls(const struct syscord_call_desc *call, uint32_t abi,
			 const struct syscord_variant_desc *variant)
{
	unsigned int i;

	what = variant ? variant->name : call->name;
	for (i = 0; i < ROUNDS; i++) {
		next_seed();
		random_call(abi, (uint32_t)call->nr[abi], variant);
	}
}

static bool is_on(const struct syscord_call_desc *call, uint32_t abi)
{
	return call->nr[abi] >= 0 && syscord_call_by_nr(abi, (uint32_t)call->nr[abi]) == call;
}

static void calls(void **state)
{
	unsigned int i;
	uint32_t abi;

	(void)state;
	for (i = 0; i < syscord_calls_count; i++) {
		for (abi = 0; abi < SYSCORD_ABI_COUNT; abi++) {
			if (is_on(&syscord_calls[i], abi))
				random_calls(&syscord_calls[i], abi, NULL);
		}
	}
	assert_true(records > 1000 * ROUNDS);
}

/* On one ABI each time, or the time would go into ioctls alone */
static void variants(void **state)
{
	unsigned int i, j;

	(void)state;
	for (i = 0; i < syscord_variants_count; i++) {
		for (j = 0; j < syscord_calls_count; j++) {
			uint32_t abi = 1 + pick(SYSCORD_ABI_COUNT - 1), tries;

			if (!syscord_call_asks(&syscord_calls[j], syscord_variants[i].family))
				continue;
			for (tries = 1; tries < SYSCORD_ABI_COUNT; tries++) {
				if (is_on(&syscord_calls[j], abi)) {
					random_calls(&syscord_calls[j], abi, &syscord_variants[i]);
					break;
				}
				abi = abi % (SYSCORD_ABI_COUNT - 1) + 1;
			}
		}
	}
}

/* Calls by way of another, of any number; numbers that no table has */
static void subcalls_and_unknown(void **state)
{
	static const char *const names[] = { "socketcall", "ipc" };
	unsigned int i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct syscord_call_desc *call =
			syscord_call_by_name(names[i], strlen(names[i]));

		assert_non_null(call);
		what = names[i];
		for (j = 0; j < 30 * ROUNDS; j++) {
			uint64_t args[6] = { j % 30,	    random_word(), random_word(),
					     random_word(), random_word(), random_word() };

			next_seed();
			build_call(&b, SYSCORD_ABI_I386, (uint32_t)call->nr[SYSCORD_ABI_I386],
				   (int64_t)random_word(), 6, args);
			add_blob(1, SYSCORD_PART_DATA, SYSCORD_ABI_I386, false);
			add_blobs(SYSCORD_ABI_I386);
			check_record();
		}
	}
	what = "unknown";
	for (i = 0; i < 100; i++) {
		next_seed();
		random_call(pick(256), (uint32_t)random_word(), NULL);
	}
}

/* Records that are no calls but are decoded as well */
static void others(void **state)
{
	static const uint8_t types[] = { SYSCORD_EXEC, SYSCORD_EXIT, SYSCORD_SIGNAL };
	unsigned int i;

	(void)state;
	what = "no call";
	for (i = 0; i < 300; i++) {
		uint8_t body[128];
		size_t len;

		next_seed();
		len = pick(sizeof(body) + 1);
		fill(body, sizeof(body), 0);
		build_start(&b, types[i % ARRAY_SIZE(types)], body, len);
		add_blobs(SYSCORD_ABI_X86_64);
		check_record();
	}
}

/* Pieces, of anything */
static void pieces(void **state)
{
	static uint8_t bytes[64];
	unsigned int i;

	(void)state;
	what = "piece";
	for (i = 0; i < 300; i++) {
		const struct syscord_record *rec = build_record(&b);
		uint32_t got = pick(sizeof(bytes) + 1), want = got + pick(1000);

		next_seed();
		fill(bytes, sizeof(bytes), 0);
		build_cont(&b, random_word(), pick(256), (uint32_t)random_word(), pick(65536),
			   pick(256), pick(256), want, pick(want - got + 1), bytes, got);
		assert_int_equal(syscord_record_check(rec, rec->len), 0);
		check_formats(rec);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls),
		cmocka_unit_test(variants),
		cmocka_unit_test(subcalls_and_unknown),
		cmocka_unit_test(others),
		cmocka_unit_test(pieces),
	};
	const char *start = getenv("SEED");

	seed = first = start ? strtoull(start, NULL, 0) : 0xdec0de;
	random_seed(seed);
	__sanitizer_set_death_callback(say_seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
