/* SPDX-License-Identifier: GPL-2.0 */
/* What a pointer leads to, where it is no structure: strings, bytes, numbers, bitmaps. */
#include <string.h>
#include "decode.h"

static uint32_t string_len(const uint8_t *data, uint32_t len)
{
	return (uint32_t)strnlen((const char *)data, len);
}

void syscord_fmt_str(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		     const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	uint32_t len;

	(void)format;
	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	len = string_len(blob.data, blob.head.got);
	syscord_value_bytes(v, blob.data, len, len < blob.head.got ? len : blob.head.want);
	/* Recorded up to its NUL: nothing is missing that belongs to it */
	if (len < blob.head.got) {
		v->kept = 0;
		v->flags &= (uint8_t) ~(SYSCORD_VALUE_TRUNCATED | SYSCORD_VALUE_FAULTED |
					SYSCORD_VALUE_CONTINUED);
	}
}

/* Strings one after the other, each with its NUL */
void syscord_fmt_strv(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		      const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	uint32_t at = 0;

	(void)format;
	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_ARRAY;
	while (at < blob.head.got) {
		uint32_t len = string_len(blob.data + at, blob.head.got - at);
		struct syscord_value *s = syscord_value_add(d, v, NULL, SYSCORD_VALUE_BYTES, 0);

		syscord_value_bytes(s, blob.data + at, len, len);
		at += len + 1;
	}
}

/* An environment: as long as it is dull, so that lines only count what is in it */
void syscord_fmt_envp(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		      const struct syscord_format_desc *format)
{
	const struct syscord_value *one;
	unsigned int count = 0;

	syscord_fmt_strv(d, v, arg, format);
	if (v->kind != SYSCORD_VALUE_ARRAY)
		return;
	for (one = v->child; one; one = one->next)
		count++;
	v->text = v->number ? syscord_text_printf(d, "%#llx /* %u vars */",
						  (unsigned long long)v->number, count)
			    : syscord_text_printf(d, "/* %u vars */", count);
}

void syscord_fmt_bytes(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;

	(void)format;
	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	syscord_value_bytes(v, blob.data, blob.head.got, blob.head.want);
	syscord_value_content(d, v);
}

static void numbers(struct syscord_decoded *d, struct syscord_value *v,
		    const struct syscord_blob_view *blob, enum syscord_value_kind kind, size_t size)
{
	unsigned int unused = (unsigned int)(64 - 8 * size);
	uint64_t n;
	size_t at;

	v->kind = SYSCORD_VALUE_ARRAY;
	for (at = 0; syscord_get(blob, at, size, &n); at += size) {
		if (kind == SYSCORD_VALUE_INT)
			n = (uint64_t)((int64_t)(n << unused) >> unused);
		syscord_value_add(d, v, NULL, kind, n);
	}
}

void syscord_fmt_numbers(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_format_desc *format)
{
	size_t size = format->param & 0xff;
	struct syscord_blob_view blob;

	if (syscord_decode_data(d, v, arg, &blob))
		numbers(d, v, &blob, format->param >> 8, size ? size : d->word);
}

/* One number, as wide as it is */
void syscord_fmt_number(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;

	if (syscord_decode_data(d, v, arg, &blob))
		numbers(d, v, &blob, format->param >> 8, blob.head.got > 4 ? 8 : 4);
}

/* Of 16 bits in the 32-bit calls that have a younger relative */
void syscord_fmt_gids(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		      const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;

	(void)format;
	if (syscord_decode_data(d, v, arg, &blob))
		numbers(d, v, &blob, SYSCORD_VALUE_UINT, d->word / 2);
}

void syscord_fmt_u32p(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		      const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;

	(void)format;
	/* A length behind a pointer comes with its address, or by itself */
	v->kind = SYSCORD_VALUE_PTR;
	if (syscord_decode_find(d, arg, &blob) ||
	    syscord_record_find(d->rec, arg, SYSCORD_PART_LENGTH, &blob)) {
		syscord_value_missing(d, v, &blob);
		numbers(d, v, &blob, SYSCORD_VALUE_UINT, 4);
	}
}

void syscord_fmt_s32p(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		      const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;

	(void)format;
	if (syscord_decode_data(d, v, arg, &blob))
		numbers(d, v, &blob, SYSCORD_VALUE_INT, 4);
}

void syscord_fmt_errnos(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	struct syscord_value *one;

	syscord_fmt_s32p(d, v, arg, format);
	for (one = v->child; one; one = one->next) {
		if (one->number && one->number < 4096)
			one->text = strerrorname_np((int)one->number);
	}
}

void syscord_fmt_signals(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_format_desc *format)
{
	struct syscord_value *one;
	char text[24];
	const char *name;

	syscord_fmt_s32p(d, v, arg, format);
	for (one = v->child; one; one = one->next) {
		if (one->number < 1 || one->number > 64)
			continue;
		name = syscord_signal_text((unsigned int)one->number, text, sizeof(text));
		one->text = syscord_text_dup(d, name, strlen(name));
	}
}

void syscord_fmt_fd_pair(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_format_desc *format)
{
	syscord_fmt_s32p(d, v, arg, format);
}

/* Which of the first `bits` bits are set. The words' size does not matter: little-endian */
static void bitmap(struct syscord_decoded *d, struct syscord_value *v,
		   const struct syscord_blob_view *blob, uint64_t bits)
{
	uint32_t bit;

	v->kind = SYSCORD_VALUE_ARRAY;
	for (bit = 0; bit < bits && bit / 8 < blob->head.got; bit++) {
		if (blob->data[bit / 8] >> (bit % 8) & 1)
			syscord_value_add(d, v, NULL, SYSCORD_VALUE_INT, bit);
	}
}

void syscord_fmt_fdset(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;

	(void)format;
	/* The first argument of select: bits from there on belong to no descriptor */
	if (syscord_decode_data(d, v, arg, &blob))
		bitmap(d, v, &blob, arg ? (uint32_t)d->raw[0] : UINT64_MAX);
}

void syscord_fmt_cpus(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		      const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;

	(void)format;
	if (syscord_decode_data(d, v, arg, &blob))
		bitmap(d, v, &blob, UINT64_MAX);
}

void syscord_value_sigset(struct syscord_decoded *d, struct syscord_value *v, uint64_t set)
{
	unsigned int sig;

	v->kind = SYSCORD_VALUE_ARRAY;
	for (sig = 1; sig <= 64; sig++) {
		struct syscord_value *one;
		const char *name;
		char text[24];

		if (!(set >> (sig - 1) & 1))
			continue;
		one = syscord_value_add(d, v, NULL, SYSCORD_VALUE_INT, sig);
		name = syscord_signal_text(sig, text, sizeof(text));
		if (one)
			one->text = syscord_text_dup(d, name, strlen(name));
	}
}

void syscord_fmt_sigset(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	uint64_t set = 0;

	(void)format;
	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	syscord_get(&blob, 0, blob.head.got < 8 ? blob.head.got : 8, &set);
	syscord_value_sigset(d, v, set);
}

/* One that is traced: PTRACE_O_TRACESYSGOOD sets bit 7, and an event stands above the rest */
static const char *stopped_text(struct syscord_decoded *d, uint32_t status)
{
	const char *event = syscord_flag_name(SYSCORD_SET_ptrace_event, status >> 16);
	char text[24];

	return syscord_text_printf(d, "WIFSTOPPED(s) && WSTOPSIG(s) == %s%s%s%s%s",
				   syscord_signal_text(status >> 8 & 0x7f, text, sizeof(text)),
				   status & 0x8000 ? " | 0x80" : "", event ? " | " : "",
				   event ? event : "", event ? " << 16" : "");
}

void syscord_fmt_wait_status(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			     const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	struct syscord_value *one;
	unsigned int code, sig;
	uint64_t status;
	const char *name;
	char text[24];

	(void)format;
	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_ARRAY;
	if (!syscord_get(&blob, 0, 4, &status))
		return;
	one = syscord_value_add(d, v, NULL, SYSCORD_VALUE_HEX, status);
	if (!one)
		return;
	code = status >> 8 & 0xff;
	sig = status & 0x7f;
	name = syscord_signal_text(sig, text, sizeof(text));
	if (status == 0xffff)
		one->text = "WIFCONTINUED(s)";
	else if ((status & 0xff) == 0x7f)
		one->text = stopped_text(d, (uint32_t)status);
	else if (sig)
		one->text = syscord_text_printf(d, "WIFSIGNALED(s) && WTERMSIG(s) == %s%s", name,
						status & 0x80 ? " && WCOREDUMP(s)" : "");
	else
		one->text = syscord_text_printf(d, "WIFEXITED(s) && WEXITSTATUS(s) == %u", code);
}

/* struct syscord_map, each followed by its path and padded to 8 */
void syscord_fmt_maps(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		      const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	struct syscord_map map;
	size_t at = 0;

	(void)format;
	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_ARRAY;
	while (blob.head.got - at >= sizeof(map)) {
		struct syscord_value *one = syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0);
		struct syscord_value *prot;

		memcpy(&map, blob.data + at, sizeof(map));
		at += sizeof(map);
		if (map.path_len > blob.head.got - at)
			map.path_len = (uint32_t)(blob.head.got - at);
		syscord_value_add(d, one, "start", SYSCORD_VALUE_HEX, map.start);
		syscord_value_add(d, one, "end", SYSCORD_VALUE_HEX, map.end);
		syscord_value_add(d, one, "offset", SYSCORD_VALUE_HEX, map.offset);
		syscord_value_add(d, one, "inode", SYSCORD_VALUE_UINT, map.inode);
		syscord_value_add(d, one, "major", SYSCORD_VALUE_UINT, map.major);
		syscord_value_add(d, one, "minor", SYSCORD_VALUE_UINT, map.minor);
		prot = syscord_value_add(d, one, "prot", SYSCORD_VALUE_HEX, 0);
		syscord_value_flags(d, prot, SYSCORD_SET_map_prot, map.prot);
		if (map.path_len)
			syscord_value_bytes(syscord_value_add(d, one, "path", SYSCORD_VALUE_BYTES,
							      0),
					    blob.data + at, map.path_len, map.path_len);
		at += map.path_len;
		at += (8 - at % 8) % 8;
		if (at > blob.head.got)
			break;
	}
}

/* Of a request that has no row: bytes, as many as its number says, or a number */
void syscord_fmt_ioctl_arg(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			   const struct syscord_format_desc *format)
{
	uint32_t request = arg ? (uint32_t)d->raw[arg - 1] : 0;
	struct syscord_blob_view blob;

	(void)format;
	if (!syscord_decode_data(d, v, arg, &blob)) {
		if (!(request >> 16))
			v->kind = SYSCORD_VALUE_HEX;
		return;
	}
	if (blob.head.got == 4)
		numbers(d, v, &blob, SYSCORD_VALUE_INT, 4);
	else
		syscord_value_bytes(v, blob.data, blob.head.got, blob.head.want);
}
