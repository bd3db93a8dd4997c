/* SPDX-License-Identifier: GPL-2.0 */
/* Socket addresses, scattered buffers, messages and socket options. */
#include <arpa/inet.h>
#include <string.h>
#include "decode.h"

#define FAMILY_UNIX 1
#define FAMILY_INET 2
#define FAMILY_INET6 10
#define FAMILY_NETLINK 16
#define FAMILY_PACKET 17
#define FAMILY_CAN 29
#define FAMILY_BLUETOOTH 31

static void add_uint(struct syscord_decoded *d, struct syscord_value *v, const char *name,
		     const struct syscord_blob_view *blob, size_t off, size_t size,
		     enum syscord_value_kind kind)
{
	uint64_t n;

	if (syscord_get(blob, off, size, &n))
		syscord_value_add(d, v, name, kind, n);
}

static void add_port(struct syscord_decoded *d, struct syscord_value *v, const char *name,
		     const struct syscord_blob_view *blob, size_t off)
{
	uint64_t n;

	if (syscord_get(blob, off, 2, &n))
		syscord_value_add(d, v, name, SYSCORD_VALUE_UINT, ntohs((uint16_t)n));
}

static void add_address(struct syscord_decoded *d, struct syscord_value *v, const char *name,
			const struct syscord_blob_view *blob, int family, size_t off)
{
	size_t size = family == AF_INET ? 4 : 16, len;
	char text[INET6_ADDRSTRLEN];
	const char *copy;

	if (off + size > blob->head.got || !inet_ntop(family, blob->data + off, text, sizeof(text)))
		return;
	len = strlen(text);
	copy = syscord_text_dup(d, text, len);
	if (copy)
		syscord_value_bytes(syscord_value_add(d, v, name, SYSCORD_VALUE_BYTES, 0),
				    (const uint8_t *)copy, (uint32_t)len, (uint32_t)len);
}

static void add_rest(struct syscord_decoded *d, struct syscord_value *v, const char *name,
		     const struct syscord_blob_view *blob, uint32_t off)
{
	uint32_t got = blob->head.got > off ? blob->head.got - off : 0;
	uint32_t want = blob->head.want > off ? blob->head.want - off : 0;

	if (want)
		syscord_value_bytes(syscord_value_add(d, v, name, SYSCORD_VALUE_BYTES, 0),
				    blob->data + (got ? off : 0), got, want);
}

/* A path ends at its NUL, an abstract name starts with one and may hold more */
static void add_unix_path(struct syscord_decoded *d, struct syscord_value *v,
			  const struct syscord_blob_view *blob)
{
	uint32_t len = blob->head.got > 2 ? blob->head.got - 2 : 0;

	if (!len)
		return;
	if (blob->data[2])
		len = (uint32_t)strnlen((const char *)blob->data + 2, len);
	syscord_value_bytes(syscord_value_add(d, v, "sun_path", SYSCORD_VALUE_BYTES, 0),
			    blob->data + 2, len, len);
}

static void value_sockaddr(struct syscord_decoded *d, struct syscord_value *v,
			   const struct syscord_blob_view *blob)
{
	struct syscord_value *name;
	uint64_t family;

	if (!v)
		return;
	v->kind = SYSCORD_VALUE_STRUCT;
	syscord_value_missing(v, &blob->head);
	if (!syscord_get(blob, 0, 2, &family))
		return;
	name = syscord_value_add(d, v, "sa_family", SYSCORD_VALUE_UINT, family);
	syscord_value_enum(d, name, SYSCORD_SET_family, family);
	switch (family) {
	case FAMILY_UNIX:
		add_unix_path(d, v, blob);
		break;
	case FAMILY_INET:
		add_port(d, v, "sin_port", blob, 2);
		add_address(d, v, "sin_addr", blob, AF_INET, 4);
		break;
	case FAMILY_INET6:
		add_port(d, v, "sin6_port", blob, 2);
		add_uint(d, v, "sin6_flowinfo", blob, 4, 4, SYSCORD_VALUE_HEX);
		add_address(d, v, "sin6_addr", blob, AF_INET6, 8);
		add_uint(d, v, "sin6_scope_id", blob, 24, 4, SYSCORD_VALUE_UINT);
		break;
	case FAMILY_NETLINK:
		add_uint(d, v, "nl_pid", blob, 4, 4, SYSCORD_VALUE_UINT);
		add_uint(d, v, "nl_groups", blob, 8, 4, SYSCORD_VALUE_HEX);
		break;
	case FAMILY_PACKET:
		add_port(d, v, "sll_protocol", blob, 2);
		add_uint(d, v, "sll_ifindex", blob, 4, 4, SYSCORD_VALUE_UINT);
		add_uint(d, v, "sll_hatype", blob, 8, 2, SYSCORD_VALUE_UINT);
		add_uint(d, v, "sll_pkttype", blob, 10, 1, SYSCORD_VALUE_UINT);
		add_rest(d, v, "sll_addr", blob, 12);
		break;
	default:
		add_rest(d, v, "sa_data", blob, 2);
	}
}

void syscord_fmt_sockaddr(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;

	(void)format;
	v->kind = SYSCORD_VALUE_PTR;
	if (syscord_decode_find(d, arg, &blob) ||
	    syscord_record_find(d->rec, arg, SYSCORD_PART_NAME, &blob))
		value_sockaddr(d, v, &blob);
}

/* One iovec's share of the joined contents, from `pos` on; returns where the next begins */
static uint64_t add_base(struct syscord_decoded *d, struct syscord_value *v, uint64_t base,
			 uint64_t len, const struct syscord_blob_view *content, uint64_t pos)
{
	uint64_t want, got;
	struct syscord_value *part;

	part = syscord_value_add(d, v, "iov_base", SYSCORD_VALUE_PTR, base);
	if (!part || !content)
		return pos;
	want = content->head.want > pos ? content->head.want - pos : 0;
	if (want > len)
		want = len;
	got = content->head.got > pos ? content->head.got - pos : 0;
	if (got > want)
		got = want;
	syscord_value_bytes(part, content->data + (got ? pos : 0), (uint32_t)got, (uint32_t)want);
	part->flags |= SYSCORD_VALUE_CONTENT;
	if (got < want && (content->head.flags & SYSCORD_BLOB_FAULTED)) {
		part->flags |= SYSCORD_VALUE_FAULTED;
		part->fault = (uint8_t)content->head.reason;
	}
	return pos + want;
}

/*
 * A part of argument `arg`, from `cursor` on and up to its next DATA blob: behind
 * that stand the parts of the array's next message.
 */
static bool find_part(struct syscord_decoded *d, unsigned int arg, size_t cursor, unsigned int part,
		      struct syscord_blob_view *blob)
{
	while (syscord_record_blob(d->rec, &cursor, blob)) {
		if (blob->head.arg != arg || (blob->head.flags & SYSCORD_BLOB_BEFORE))
			continue;
		if (blob->head.part == part)
			return true;
		if (blob->head.part == SYSCORD_PART_DATA)
			return false;
	}
	return false;
}

/* The iovecs of argument `arg`; false if there is no blob of them */
static bool value_iovec(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			size_t cursor)
{
	struct syscord_blob_view array, content, *joined = NULL;
	uint64_t base, len, pos = 0;
	size_t off;

	if (!v || !find_part(d, arg, cursor, SYSCORD_PART_IOVEC, &array))
		return false;
	if (find_part(d, arg, cursor, SYSCORD_PART_CONTENT, &content)) {
		struct syscord_value *all = syscord_arena_get(d, sizeof(*all));

		joined = &content;
		if (all) {
			memset(all, 0, sizeof(*all));
			syscord_value_missing(all, &content.head);
			syscord_value_bytes(all, content.data, content.head.got, content.head.want);
			syscord_value_content(d, all);
		}
	}
	v->kind = SYSCORD_VALUE_ARRAY;
	syscord_value_missing(v, &array.head);
	v->flags |= SYSCORD_VALUE_CONTENT;
	for (off = 0; syscord_get(&array, off, d->word, &base) &&
		      syscord_get(&array, off + d->word, d->word, &len);
	     off += 2 * d->word) {
		struct syscord_value *one = syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0);

		pos = add_base(d, one, base, len, joined, pos);
		syscord_value_add(d, one, "iov_len", SYSCORD_VALUE_UINT, len);
	}
	return true;
}

void syscord_fmt_iovec(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       const struct syscord_format_desc *format)
{
	(void)format;
	v->kind = SYSCORD_VALUE_PTR;
	value_iovec(d, v, arg, 0);
}

static void add_rights(struct syscord_decoded *d, struct syscord_value *v,
		       const struct syscord_blob_view *blob, size_t off, size_t end)
{
	struct syscord_value *fds = syscord_value_add(d, v, "cmsg_data", SYSCORD_VALUE_ARRAY, 0);
	uint64_t fd;

	for (; off + 4 <= end && syscord_get(blob, off, 4, &fd); off += 4)
		syscord_value_add(d, fds, NULL, SYSCORD_VALUE_INT, (uint64_t)(int64_t)(int32_t)fd);
}

/* What a type of control data means hangs on its level */
static void value_control_type(struct syscord_decoded *d, struct syscord_value *v, uint64_t level,
			       uint64_t type)
{
	static const struct {
		uint32_t level;
		enum syscord_set set;
	} levels[] = {
		{ 0, SYSCORD_SET_scm_ip },	 { 1, SYSCORD_SET_scm },
		{ 6, SYSCORD_SET_scm_tcp },	 { 17, SYSCORD_SET_scm_udp },
		{ 41, SYSCORD_SET_scm_ipv6 },	 { 132, SYSCORD_SET_scm_sctp },
		{ 263, SYSCORD_SET_scm_packet }, { 270, SYSCORD_SET_scm_netlink },
		{ 276, SYSCORD_SET_scm_rds },	 { 279, SYSCORD_SET_scm_alg },
		{ 282, SYSCORD_SET_scm_tls },
	};
	unsigned int i;

	if (!v)
		return;
	v->number = type;
	for (i = 0; i < ARRAY_SIZE(levels); i++) {
		if (levels[i].level == level)
			syscord_value_enum(d, v, levels[i].set, type);
	}
}

/* Headers of {length, level, type}, each padded to a long */
static void add_control(struct syscord_decoded *d, struct syscord_value *parent, unsigned int arg,
			size_t cursor, uint64_t pointer)
{
	struct syscord_value *v =
		syscord_value_add(d, parent, "msg_control", SYSCORD_VALUE_PTR, pointer);
	size_t off = 0, head = d->word + 8;
	struct syscord_blob_view blob;
	uint64_t len, level, type;

	if (!v || !find_part(d, arg, cursor, SYSCORD_PART_CONTROL, &blob))
		return;
	v->kind = SYSCORD_VALUE_ARRAY;
	syscord_value_missing(v, &blob.head);
	while (syscord_get(&blob, off, d->word, &len) &&
	       syscord_get(&blob, off + d->word, 4, &level) &&
	       syscord_get(&blob, off + d->word + 4, 4, &type) && len >= head) {
		struct syscord_value *one = syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0);
		size_t left = blob.head.got - off;
		size_t end = off + (len < left ? (size_t)len : left);

		syscord_value_add(d, one, "cmsg_len", SYSCORD_VALUE_UINT, len);
		syscord_value_enum(d,
				   syscord_value_add(d, one, "cmsg_level", SYSCORD_VALUE_UINT, 0),
				   SYSCORD_SET_sock_level, level);
		value_control_type(d, syscord_value_add(d, one, "cmsg_type", SYSCORD_VALUE_UINT, 0),
				   level, type);
		if (level == 1 && type == 1)
			add_rights(d, one, &blob, off + head, end);
		else
			syscord_value_bytes(syscord_value_add(d, one, "cmsg_data",
							      SYSCORD_VALUE_BYTES, 0),
					    blob.data + off + head, (uint32_t)(end - off - head),
					    (uint32_t)(end - off - head));
		if (len >= left)
			break;
		off += ((size_t)len + d->word - 1) & ~((size_t)d->word - 1);
	}
}

/* Pointers and lengths alternate, a long each, but msg_namelen and msg_flags, which are ints */
static void value_msghdr(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_blob_view *blob, size_t cursor)
{
	struct syscord_blob_view name;
	struct syscord_value *part;
	unsigned int w = d->word;
	uint64_t n[7];

	if (!v)
		return;
	syscord_value_missing(v, &blob->head);
	if (!syscord_get(blob, 0, w, &n[0]) || !syscord_get(blob, w, 4, &n[1]) ||
	    !syscord_get(blob, 2 * w, w, &n[2]) || !syscord_get(blob, 3 * w, w, &n[3]) ||
	    !syscord_get(blob, 4 * w, w, &n[4]) || !syscord_get(blob, 5 * w, w, &n[5]) ||
	    !syscord_get(blob, 6 * w, 4, &n[6]))
		return;
	part = syscord_value_add(d, v, "msg_name", SYSCORD_VALUE_PTR, n[0]);
	if (find_part(d, arg, cursor, SYSCORD_PART_NAME, &name))
		value_sockaddr(d, part, &name);
	syscord_value_add(d, v, "msg_namelen", SYSCORD_VALUE_UINT, n[1]);
	value_iovec(d, syscord_value_add(d, v, "msg_iov", SYSCORD_VALUE_PTR, n[2]), arg, cursor);
	syscord_value_add(d, v, "msg_iovlen", SYSCORD_VALUE_UINT, n[3]);
	add_control(d, v, arg, cursor, n[4]);
	syscord_value_add(d, v, "msg_controllen", SYSCORD_VALUE_UINT, n[5]);
	syscord_value_flags(d, syscord_value_add(d, v, "msg_flags", SYSCORD_VALUE_HEX, 0),
			    SYSCORD_SET_msg, n[6]);
}

/* The next DATA blob of the argument */
static bool next_data(struct syscord_decoded *d, unsigned int arg, size_t *cursor,
		      struct syscord_blob_view *blob)
{
	while (syscord_record_blob(d->rec, cursor, blob)) {
		if (blob->head.arg == arg && blob->head.part == SYSCORD_PART_DATA &&
		    !(blob->head.flags & SYSCORD_BLOB_BEFORE))
			return true;
	}
	return false;
}

void syscord_fmt_msghdr(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	size_t cursor = 0;

	(void)format;
	v->kind = SYSCORD_VALUE_PTR;
	if (!next_data(d, arg, &cursor, &blob))
		return;
	v->kind = SYSCORD_VALUE_STRUCT;
	value_msghdr(d, v, arg, &blob, cursor);
}

/* Each message's struct is a DATA blob; there may be fewer than the result says */
void syscord_fmt_mmsghdrs(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	uint32_t count = 0;
	size_t cursor = 0;
	uint64_t len;

	(void)format;
	v->kind = SYSCORD_VALUE_PTR;
	while (next_data(d, arg, &cursor, &blob)) {
		struct syscord_value *one = syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0);

		v->kind = SYSCORD_VALUE_ARRAY;
		value_msghdr(d, syscord_value_add(d, one, "msg_hdr", SYSCORD_VALUE_STRUCT, 0), arg,
			     &blob, cursor);
		if (syscord_get(&blob, 7 * d->word, 4, &len))
			syscord_value_add(d, one, "msg_len", SYSCORD_VALUE_UINT, len);
		count++;
	}
	if (count && d->result > count) {
		v->flags |= SYSCORD_VALUE_TRUNCATED;
		v->got = count;
		v->want = d->result < UINT32_MAX ? (uint32_t)d->result : UINT32_MAX;
	}
}

/* The level is the argument before it */
void syscord_fmt_sockopt_name(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			      const struct syscord_format_desc *format)
{
	static const struct {
		int32_t level;
		enum syscord_set set;
	} levels[] = {
		{ 0, SYSCORD_SET_sockopt_ip },		{ 1, SYSCORD_SET_sockopt_socket },
		{ 6, SYSCORD_SET_sockopt_tcp },		{ 17, SYSCORD_SET_sockopt_udp },
		{ 41, SYSCORD_SET_sockopt_ipv6 },	{ 58, SYSCORD_SET_sockopt_icmpv6 },
		{ 101, SYSCORD_SET_sockopt_can_raw },	{ 106, SYSCORD_SET_sockopt_can_isotp },
		{ 107, SYSCORD_SET_sockopt_can_j1939 }, { 132, SYSCORD_SET_sockopt_sctp },
		{ 136, SYSCORD_SET_sockopt_udplite },	{ 255, SYSCORD_SET_sockopt_raw },
		{ 263, SYSCORD_SET_sockopt_packet },	{ 268, SYSCORD_SET_sockopt_llc },
		{ 269, SYSCORD_SET_sockopt_dccp },	{ 270, SYSCORD_SET_sockopt_netlink },
		{ 271, SYSCORD_SET_sockopt_tipc },	{ 273, SYSCORD_SET_sockopt_pppol2tp },
		{ 274, SYSCORD_SET_sockopt_bluetooth }, { 276, SYSCORD_SET_sockopt_rds },
		{ 279, SYSCORD_SET_sockopt_alg },	{ 281, SYSCORD_SET_sockopt_kcm },
		{ 282, SYSCORD_SET_sockopt_tls },	{ 283, SYSCORD_SET_sockopt_xdp },
		{ 284, SYSCORD_SET_sockopt_mptcp },	{ 286, SYSCORD_SET_sockopt_smc },
		{ 40, SYSCORD_SET_sockopt_vsock },
	};
	unsigned int i;

	(void)format;
	v->kind = SYSCORD_VALUE_INT;
	v->number = (uint64_t)(int64_t)(int32_t)d->raw[arg];
	for (i = 0; arg && i < ARRAY_SIZE(levels); i++) {
		if (levels[i].level == (int32_t)d->raw[arg - 1])
			v->text = syscord_flag_name(levels[i].set, v->number);
	}
}

/* Of a socket: what the number means hangs on the family, two arguments before it */
void syscord_fmt_sock_protocol(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			       const struct syscord_format_desc *format)
{
	static const struct {
		uint32_t family;
		enum syscord_set set;
	} families[] = {
		{ FAMILY_INET, SYSCORD_SET_ip_protocol },
		{ FAMILY_INET6, SYSCORD_SET_ip_protocol },
		{ FAMILY_NETLINK, SYSCORD_SET_netlink_protocol },
		{ FAMILY_CAN, SYSCORD_SET_can_protocol },
		{ FAMILY_BLUETOOTH, SYSCORD_SET_bluetooth_protocol },
	};
	uint64_t family = arg >= 2 ? (uint32_t)d->raw[arg - 2] : 0;
	const char *name;
	unsigned int i;

	(void)format;
	v->kind = SYSCORD_VALUE_INT;
	v->number = (uint64_t)(int64_t)(int32_t)d->raw[arg];
	if (family == FAMILY_PACKET) {
		/* the one that is given in network order */
		uint32_t type = (uint32_t)v->number;
		uint32_t host = (type >> 8 & 0xff) | (type & 0xff) << 8;

		name = syscord_flag_name(SYSCORD_SET_ether_type, host);
		if (name && type && type <= UINT16_MAX)
			v->text = syscord_text_printf(d, "htons(%s)", name);
	}
	for (i = 0; i < ARRAY_SIZE(families); i++) {
		if (families[i].family == family)
			v->text = syscord_flag_name(families[i].set, v->number);
	}
}

/* Most are an int; some have a structure; the others are bytes */
void syscord_fmt_sockopt_value(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			       const struct syscord_format_desc *format)
{
	static const struct {
		int32_t option; /* of SOL_SOCKET */
		uint32_t id;
	} structs[] = {
		{ 13, SYSCORD_STRUCT_linger },	{ 17, SYSCORD_STRUCT_ucred },
		{ 20, SYSCORD_STRUCT_timeval }, { 21, SYSCORD_STRUCT_timeval },
		{ 66, SYSCORD_STRUCT_timeval }, { 67, SYSCORD_STRUCT_timeval },
	};
	struct syscord_format_desc as = *format;
	struct syscord_blob_view blob;
	unsigned int i;

	v->kind = SYSCORD_VALUE_PTR;
	if (!syscord_decode_find(d, arg, &blob))
		return;
	for (i = 0; arg >= 2 && d->raw[arg - 2] == 1 && i < ARRAY_SIZE(structs); i++) {
		if (structs[i].option != (int32_t)d->raw[arg - 1])
			continue;
		as.param = structs[i].id;
		syscord_fmt_struct(d, v, arg, &as);
		return;
	}
	if (blob.head.want == 4) {
		syscord_fmt_s32p(d, v, arg, format);
	} else {
		syscord_value_missing(v, &blob.head);
		syscord_value_bytes(v, blob.data, blob.head.got, blob.head.want);
	}
}
