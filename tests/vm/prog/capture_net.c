/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As capture_more.c, for sockets: options by level and name, addresses, control data
 * and ioctls. As root; capture_net32 is the same for 32 bits.
 */
#include <arpa/inet.h>
#include <linux/errqueue.h>
#include <linux/if_alg.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <net/route.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
/* needs sys/socket.h */
#include <linux/vm_sockets.h>

#include "lib/wants.h"

/* As the kernel has them, whatever the library makes of time_t */
struct long_time {
	long sec, part;
};

struct wide_time {
	int64_t sec, part;
};

static const int one = 1;

/* setsockopt() of all of `value`, and what its record must hold */
static void set(int fd, int level, int name, const void *value, unsigned int len)
{
	CALL5(setsockopt, fd, level, name, value, len);
	want_in(3, value, len);
}

/* getsockopt() into `value`; the bytes that came */
static unsigned int get(int fd, int level, int name, void *value, unsigned int room)
{
	socklen_t len = room;

	CALL5(getsockopt, fd, level, name, value, &len);
	if (!want_last()->ret)
		want_out(3, value, len);
	want_out(4, &len, 4);
	return want_last()->ret ? 0 : len;
}

static void lo_up(void)
{
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	NEED(ioctl(fd, SIOCSIFFLAGS, &ifr) == 0);
	close(fd);
}

static struct sockaddr_in loopback(int fd)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	socklen_t len = sizeof(sin);

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	NEED(bind(fd, (struct sockaddr *)&sin, sizeof(sin)) == 0);
	NEED(getsockname(fd, (struct sockaddr *)&sin, &len) == 0);
	return sin;
}

static void of_sockets(void)
{
	static const struct sock_filter insns[] = { { 0x28, 0, 0, 12 }, { 0x6, 0, 0, 0xffff } };
	static struct sock_fprog prog = { 2, (struct sock_filter *)insns };
	struct sock_filter got[8];
	struct linger linger = { 1, 30 };
	struct long_time old = { 3, 500000 };
	struct wide_time new = { 4, 250000 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), pair[2], value = 0;
	char large[SNAPLEN + 100] = "large";
	uint64_t cookie;
	uint32_t ids[16];
	socklen_t len;

	NEED(fd >= 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	set(fd, SOL_SOCKET, SO_RCVBUF, &(int){ 65536 }, 4);
	CHECK(get(fd, SOL_SOCKET, SO_RCVBUF, &value, 4) == 4);
	CHECK(get(fd, SOL_SOCKET, SO_TYPE, &value, 4) == 4 && value == SOCK_DGRAM);
	CHECK(get(fd, SOL_SOCKET, SO_TYPE, &value, 2) == 2);
	set(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	set(fd, SOL_SOCKET, 20 /* SO_RCVTIMEO_OLD */, &old, sizeof(old));
	CHECK(get(fd, SOL_SOCKET, 20, &old, sizeof(old)) == sizeof(old));
	set(fd, SOL_SOCKET, 66 /* SO_RCVTIMEO_NEW */, &new, sizeof(new));
	CHECK(get(fd, SOL_SOCKET, 66, &new, sizeof(new)) == sizeof(new) && new.sec == 4);
	set(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 2);
	CHECK(get(fd, SOL_SOCKET, SO_BINDTODEVICE, large, 16) == 3);
	CHECK(get(fd, SOL_SOCKET, SO_COOKIE, &cookie, 8) == 8);
	CHECK(get(pair[0], SOL_SOCKET, SO_PEERCRED, ids, 12) == 12 && ids[0] == (uint32_t)getpid());
	get(pair[0], SOL_SOCKET, SO_PEERGROUPS, ids, sizeof(ids));
	CHECK(!want_last()->ret);
	CHECK(get(fd, SOL_SOCKET, SO_MEMINFO, ids, sizeof(ids)) == 36);
	set(fd, SOL_SOCKET, SO_TIMESTAMPING, (uint32_t[2]){ SOF_TIMESTAMPING_SOFTWARE, 0 }, 8);

	/* the program that a filter points to */
	set(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog));
	CHECK(!want_last()->ret);
	want_blob(3, SYSCORD_PART_VIA, 0, insns, sizeof(insns), sizeof(insns));
	set(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog, 4); /* EINVAL: none was looked at */
	set(fd, SOL_SOCKET, SO_ATTACH_FILTER, &(struct sock_fprog){ 1, (void *)8 }, sizeof(prog));
	CHECK(want_last()->ret == -EFAULT);
	want_blob(3, SYSCORD_PART_VIA, SYSCORD_BLOB_FAULTED, "", 8, 0);
	len = 8;
	memset(got, 0, sizeof(got));
	CALL5(getsockopt, fd, SOL_SOCKET, SO_GET_FILTER, got, &len);
	CHECK(len == 2 && !memcmp(got, insns, sizeof(insns)));
	want_out(3, got, 16);
	want_out(4, &len, 4);
	set(fd, SOL_SOCKET, SO_DETACH_FILTER, &value, 4);

	/* structure is whole, content is not; what failed gave nothing */
	set(fd, SOL_SOCKET, 4711, large, sizeof(large));
	CHECK(want_last()->ret == -ENOPROTOOPT);
	CALL5(setsockopt, fd, SOL_IP, 64 /* IPT_SO_SET_REPLACE */, large, sizeof(large));
	CHECK(want_last()->ret < 0);
	want_blob(3, SYSCORD_PART_DATA, SYSCORD_BLOB_TRUNCATED, large, sizeof(large), SNAPLEN);
	CHECK(get(fd, SOL_SOCKET, 4711, large, sizeof(large)) == 0);
	CALL5(setsockopt, fd, SOL_SOCKET, SO_RCVBUF, NULL, 4);
	close(fd);
	close(pair[0]);
	close(pair[1]);
}

static void of_protocols(void)
{
	struct ip_mreqn mreq = { .imr_multiaddr.s_addr = htonl(0xe0010203), .imr_ifindex = 1 };
	struct packet_mreq packet = { .mr_ifindex = 1, .mr_type = PACKET_MR_PROMISC };
	struct ipv6_mreq mreq6 = { .ipv6mr_interface = 1 };
	struct group_req group = { .gr_interface = 1 };
	struct sockaddr_in *in = (struct sockaddr_in *)&group.gr_group;
	unsigned char buf[1024], addr[16] = { 0xff, 2, [15] = 0x77 };
	uint32_t filter[8] = { htonl(0xe0010203), htonl(INADDR_LOOPBACK), 0, 4 };
	int udp = socket(AF_INET, SOCK_DGRAM, 0), tcp = socket(AF_INET, SOCK_STREAM, 0);
	int udp6 = socket(AF_INET6, SOCK_DGRAM, 0), nl = socket(AF_NETLINK, SOCK_RAW, 0);
	int raw_fd = socket(AF_PACKET, SOCK_RAW, 0), value = 0, cut;
	socklen_t len;

	NEED(udp >= 0 && tcp >= 0 && nl >= 0);
	set(udp, SOL_IP, IP_TOS, &(int){ 0x10 }, 4);
	set(udp, SOL_IP, IP_TTL, &(char){ 7 }, 1);
	CHECK(get(udp, SOL_IP, IP_TTL, &value, 4) == 4 && value == 7);
	set(udp, SOL_IP, IP_MTU_DISCOVER, &(int){ IP_PMTUDISC_DO }, 4);
	set(udp, SOL_IP, IP_ADD_MEMBERSHIP, &mreq, sizeof(mreq));
	CHECK(!want_last()->ret);
	set(udp, SOL_IP, IP_ADD_MEMBERSHIP, &mreq, 8);
	set(udp, SOL_IP, IP_MULTICAST_IF, &filter[1], 4);
	CHECK(get(udp, SOL_IP, IP_MULTICAST_IF, buf, 4) == 4);
	in->sin_family = AF_INET;
	in->sin_addr.s_addr = htonl(0xe0010204);
	set(udp, SOL_IP, MCAST_JOIN_GROUP, &group, sizeof(group));
	CHECK(!want_last()->ret);
	/* what it asks for stands in the value; also if it is not there */
	len = 16 + 4 * 4;
	CALL5(getsockopt, udp, SOL_IP, 41 /* IP_MSFILTER */, filter, &len);
	CHECK(!want_last()->ret && len == 16);
	want_out(3, filter, len);
	want_out(4, &len, 4);
	filter[0] = htonl(0xe0050505);
	len = sizeof(filter);
	CALL5(getsockopt, udp, SOL_IP, 41, filter, &len);
	CHECK(want_last()->ret < 0);
	want_out(3, filter, len);
	want_out(4, &len, 4);

	set(tcp, SOL_TCP, TCP_NODELAY, &one, 4);
	set(tcp, SOL_TCP, TCP_CONGESTION, "reno", 4);
	CHECK(get(tcp, SOL_TCP, TCP_CONGESTION, buf, 16) == 16);
	CHECK(get(tcp, SOL_TCP, TCP_INFO, buf, sizeof(buf)) > 200);
	CHECK(get(tcp, SOL_TCP, TCP_INFO, buf, 20) == 20);
	if (udp6 >= 0) {
		memcpy(&mreq6.ipv6mr_multiaddr, addr, 16);
		set(udp6, SOL_IPV6, IPV6_ADD_MEMBERSHIP, &mreq6, sizeof(mreq6));
		set(udp6, SOL_IPV6, IPV6_V6ONLY, &one, 4);
	}
	set(nl, 270 /* SOL_NETLINK */, NETLINK_ADD_MEMBERSHIP, &one, 4);
	len = 4;
	CALL5(getsockopt, nl, 270, NETLINK_LIST_MEMBERSHIPS, buf, &len);
	cut = len;
	want_out(3, buf, cut);
	want_out(4, &len, 4);
	if (raw_fd >= 0) {
		set(raw_fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &packet, sizeof(packet));
		CHECK(!want_last()->ret);
		CHECK(get(raw_fd, SOL_PACKET, PACKET_STATISTICS, buf, 8) == 8);
		len = 4;
		value = 1; /* TPACKET_V2: asked for its header */
		CALL5(getsockopt, raw_fd, SOL_PACKET, PACKET_HDRLEN, &value, &len);
		CHECK(value > 1);
		want_out(3, &value, 4);
		want_out(4, &len, 4);
	}
	CHECK(!get(udp, SOL_SOCKET, 4711, buf, 9)); /* its length was read nonetheless */
	close(udp);
	close(tcp);
	close(udp6);
	close(nl);
	close(raw_fd);
}

static void bound(int family, int type, const void *addr, socklen_t len)
{
	struct sockaddr_storage got;
	socklen_t room = sizeof(got);
	int fd = socket(family, type, 0);

	if (fd < 0)
		return;
	CALL3(bind, fd, addr, len);
	CHECK(!want_last()->ret || family == AF_ALG || family == AF_VSOCK);
	want_in(1, addr, len);
	memset(&got, 0, sizeof(got));
	CALL3(getsockname, fd, &got, &room);
	if (!want_last()->ret) {
		want_out(1, &got, room);
		want_out(2, &room, 4);
	}
	close(fd);
}

static void addresses(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX, .sun_path = "\0abstract\0name" };
	struct sockaddr_in6 sin6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_nl nl = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_ifindex = 1 };
	struct sockaddr_vm vm = { .svm_family = AF_VSOCK, .svm_port = 4711, .svm_cid = -1U };
	struct sockaddr_alg alg = { .salg_family = AF_ALG, .salg_type = "hash", .salg_name = "sha256" };

	ll.sll_protocol = htons(0x0800);
	bound(AF_UNIX, SOCK_STREAM, &sun, 2 + 14);
	bound(AF_INET6, SOCK_DGRAM, &sin6, sizeof(sin6));
	bound(AF_NETLINK, SOCK_RAW, &nl, sizeof(nl));
	bound(AF_PACKET, SOCK_RAW, &ll, sizeof(ll));
	/* where the kernel has them */
	bound(AF_VSOCK, SOCK_STREAM, &vm, sizeof(vm));
	bound(AF_ALG, SOCK_SEQPACKET, &alg, sizeof(alg));
}

/* A message as it was sent, or came: `content` is what was moved */
static void want_msg(unsigned int flags, const struct msghdr *msg, const char *content)
{
	want_blob(1, SYSCORD_PART_DATA, flags, msg, sizeof(*msg), sizeof(*msg));
	if (msg->msg_name && msg->msg_namelen)
		want_blob(1, SYSCORD_PART_NAME, flags, msg->msg_name, msg->msg_namelen,
			  msg->msg_namelen);
	want_blob(1, SYSCORD_PART_IOVEC, 0, msg->msg_iov, sizeof(struct iovec),
		  sizeof(struct iovec));
	want_blob(1, SYSCORD_PART_CONTENT, flags, content, strlen(content), strlen(content));
	if (msg->msg_control && msg->msg_controllen)
		want_blob(1, SYSCORD_PART_CONTROL, flags, msg->msg_control, msg->msg_controllen,
			  msg->msg_controllen);
}

static struct msghdr message(struct iovec *iov, void *control, size_t len)
{
	return (struct msghdr){
		.msg_iov = iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = len
	};
}

static void control(void)
{
	static _Alignas(8) char space[512];
	static char buf[64];
	struct iovec out = { "hello", 5 }, in = { buf, sizeof(buf) };
	struct sockaddr_in sin, from;
	struct cmsghdr *head = (struct cmsghdr *)space;
	struct msghdr msg;
	struct pollfd ready;
	int fd = socket(AF_INET, SOCK_DGRAM, 0), pair[2];

	sin = loopback(fd);
	NEED(setsockopt(fd, SOL_IP, IP_PKTINFO, &one, 4) == 0);
	NEED(setsockopt(fd, SOL_IP, IP_RECVTTL, &one, 4) == 0);
	NEED(setsockopt(fd, SOL_IP, IP_RECVTOS, &one, 4) == 0);
	NEED(setsockopt(fd, SOL_IP, IP_RECVERR, &one, 4) == 0);
	NEED(setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, 4) == 0);
	head->cmsg_level = SOL_IP;
	head->cmsg_type = IP_TTL;
	head->cmsg_len = CMSG_LEN(4);
	*(int *)CMSG_DATA(head) = 9;
	msg = message(&out, space, CMSG_SPACE(4));
	msg.msg_name = &sin;
	msg.msg_namelen = sizeof(sin);
	CALL3(sendmsg, fd, &msg, 0);
	CHECK(want_last()->ret == 5);
	want_msg(0, &msg, "hello");
	memset(space, 0, sizeof(space));
	msg = message(&in, space, sizeof(space));
	msg.msg_name = &from;
	msg.msg_namelen = sizeof(from);
	CALL3(recvmsg, fd, &msg, 0);
	CHECK(want_last()->ret == 5 && msg.msg_controllen > 3 * CMSG_LEN(4));
	want_msg(SYSCORD_BLOB_OUT, &msg, "hello");

	/* an error, with what it was about: nobody listens at port 1 */
	sin.sin_port = htons(1);
	NEED(sendto(fd, "hello", 5, 0, (struct sockaddr *)&sin, sizeof(sin)) == 5);
	ready = (struct pollfd){ .fd = fd };
	NEED(poll(&ready, 1, 10000) == 1);
	memset(space, 0, sizeof(space));
	msg = message(&in, space, sizeof(space));
	msg.msg_name = &from;
	msg.msg_namelen = sizeof(from);
	CALL3(recvmsg, fd, &msg, MSG_ERRQUEUE);
	CHECK(want_last()->ret == 5);
	want_msg(SYSCORD_BLOB_OUT, &msg, "hello");
	/* EAGAIN: only what it was given */
	msg = message(&in, space, sizeof(space));
	CALL3(recvmsg, fd, &msg, MSG_DONTWAIT);
	CHECK(want_last()->ret < 0);
	want_out(1, &msg, sizeof(msg));
	close(fd);

	NEED(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	NEED(setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &one, 4) == 0);
	NEED(write(pair[0], "hi", 2) == 2);
	memset(space, 0, sizeof(space));
	msg = message(&in, space, sizeof(space));
	CALL3(recvmsg, pair[1], &msg, MSG_CMSG_CLOEXEC);
	CHECK(head->cmsg_type == SCM_CREDENTIALS);
	want_msg(SYSCORD_BLOB_OUT, &msg, "hi");
	close(pair[0]);
	close(pair[1]);
}

/* sendto and recvfrom, accept4, socketpair */
static void plain(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), tcp = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in sin = loopback(fd), from;
	socklen_t len = sizeof(from);
	char buf[32];
	int client, accepted;

	CALL6(sendto, fd, "datagram", 8, MSG_NOSIGNAL, &sin, sizeof(sin));
	want_in(1, "datagram", 8);
	want_in(4, &sin, sizeof(sin));
	CALL6(recvfrom, fd, buf, sizeof(buf), MSG_TRUNC, &from, &len);
	want_out(1, "datagram", 8);
	want_out(4, &from, sizeof(from));
	want_out(5, &len, 4);
	NEED(sendto(fd, "datagram", 8, 0, (struct sockaddr *)&sin, sizeof(sin)) == 8);
	CALL6(recvfrom, fd, buf, 4, MSG_TRUNC, NULL, NULL); /* 8 of which only 4 came */
	CHECK(want_last()->ret == 8);
	want_out(1, "data", 4);
	close(fd);

	sin = loopback(tcp);
	client = socket(AF_INET, SOCK_STREAM, 0);
	NEED(listen(tcp, 5) == 0);
	CALL3(connect, client, &sin, sizeof(sin));
	want_in(1, &sin, sizeof(sin));
	len = sizeof(from);
	accepted = CALL4(accept4, tcp, &from, &len, SOCK_CLOEXEC);
	CHECK(accepted >= 0);
	want_out(1, &from, sizeof(from));
	want_out(2, &len, 4);
	close(accepted);
	close(client);
	close(tcp);
}

static void want_ifreq(bool out, const struct ifreq *ifr)
{
	want_blob(2, SYSCORD_PART_DATA, out ? SYSCORD_BLOB_OUT : 0, ifr, sizeof(*ifr),
		  sizeof(*ifr));
}

static struct ifreq device(int fd, unsigned int request, const char *name)
{
	struct ifreq ifr;

	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, name);
	CALL3(ioctl, fd, request, &ifr);
	want_ifreq(true, &ifr);
	return ifr;
}

static void devices(void)
{
	static struct ifreq many[8];
	static struct ifconf conf = { .ifc_len = sizeof(many), .ifc_req = many };
	static uint32_t link[2] = { 0xa /* ETHTOOL_GLINK */ }, info[49] = { 3 /* GDRVINFO */ };
	static uint32_t bond[3];
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct ifreq ifr = device(fd, SIOCGIFINDEX, "lo");

	CHECK(ifr.ifr_ifindex == 1);
	memset(&ifr, 0, sizeof(ifr));
	ifr.ifr_ifindex = 1;
	CALL3(ioctl, fd, SIOCGIFNAME, &ifr);
	CHECK(!strcmp(ifr.ifr_name, "lo"));
	want_ifreq(true, &ifr);
	device(fd, SIOCGIFFLAGS, "lo");
	device(fd, SIOCGIFADDR, "lo");
	device(fd, SIOCGIFNETMASK, "lo");
	device(fd, SIOCGIFHWADDR, "lo");
	device(fd, SIOCGIFMTU, "lo");
	device(fd, SIOCGIFMAP, "lo");
	device(fd, SIOCGIFTXQLEN, "lo");
	device(fd, SIOCGIFMTU, "none"); /* ENODEV: what it was given */
	CHECK(want_last()->ret == -ENODEV);
	ifr = (struct ifreq){ .ifr_name = "lo", .ifr_mtu = 60000 };
	CALL3(ioctl, fd, SIOCSIFMTU, &ifr);
	want_ifreq(false, &ifr);
	ifr.ifr_flags = IFF_UP | IFF_RUNNING;
	CALL3(ioctl, fd, SIOCSIFFLAGS, &ifr);
	want_ifreq(false, &ifr);
	ifr = (struct ifreq){ .ifr_name = "lo", .ifr_addr.sa_family = AF_INET };
	((struct sockaddr_in *)&ifr.ifr_addr)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CALL3(ioctl, fd, SIOCSIFADDR, &ifr);
	CHECK(!want_last()->ret);
	want_ifreq(false, &ifr);

	/* where a pointer leads to */
	CALL3(ioctl, fd, SIOCGIFCONF, &conf);
	CHECK(conf.ifc_len >= (int)sizeof(many[0]));
	want_out(2, &conf, sizeof(conf));
	want_blob(2, SYSCORD_PART_VIA + 1, SYSCORD_BLOB_OUT, many, conf.ifc_len, conf.ifc_len);
	conf.ifc_req = NULL;
	CALL3(ioctl, fd, SIOCGIFCONF, &conf);
	want_out(2, &conf, sizeof(conf));
	ifr = (struct ifreq){ .ifr_name = "lo", .ifr_data = (void *)link };
	CALL3(ioctl, fd, SIOCETHTOOL, &ifr);
	CHECK(!want_last()->ret && link[1] == 1);
	want_ifreq(true, &ifr);
	want_blob(2, SYSCORD_PART_VIA, SYSCORD_BLOB_OUT, link, 8, 8);
	ifr.ifr_data = (void *)info;
	CALL3(ioctl, fd, SIOCETHTOOL, &ifr);
	want_ifreq(true, &ifr);
	want_blob(2, SYSCORD_PART_VIA, SYSCORD_BLOB_OUT, info, sizeof(info), sizeof(info));
	info[0] = 0x4c; /* of a size that the command does not say */
	CALL3(ioctl, fd, SIOCETHTOOL, &ifr);
	want_ifreq(true, &ifr);
	want_blob(2, SYSCORD_PART_VIA, 0, info, 4, 4);
	ifr.ifr_data = (void *)bond;
	CALL3(ioctl, fd, SIOCBONDINFOQUERY, &ifr); /* lo is none */
	want_ifreq(true, &ifr);
	want_blob(2, SYSCORD_PART_VIA, SYSCORD_BLOB_OUT, bond, 12, 12);
	close(fd);
}

static void routes(void)
{
	static char name[] = "lo";
	struct rtentry rt = { .rt_flags = RTF_UP | RTF_HOST, .rt_dev = name };
	struct {
		unsigned char addr[16];
		uint32_t prefix;
		int index;
	} in6 = { { 0xfd, [15] = 9 }, 128, 1 };
	unsigned char rt6[sizeof(long) == 8 ? 80 : 72] = { 0xfd, [15] = 7 };
	struct sockaddr_in *dst = (struct sockaddr_in *)&rt.rt_dst;
	struct arpreq arp = { .arp_pa.sa_family = AF_INET, .arp_dev = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), fd6 = socket(AF_INET6, SOCK_DGRAM, 0);

	dst->sin_family = AF_INET;
	dst->sin_addr.s_addr = htonl(0x0a090807);
	CALL3(ioctl, fd, SIOCADDRT, &rt);
	CHECK(!want_last()->ret);
	want_in(2, &rt, sizeof(rt));
	want_blob(2, SYSCORD_PART_VIA + 1, 0, "lo", 2, 2);
	CALL3(ioctl, fd, SIOCDELRT, &rt);
	want_in(2, &rt, sizeof(rt));
	want_blob(2, SYSCORD_PART_VIA + 1, 0, "lo", 2, 2);
	CALL3(ioctl, fd, SIOCGARP, &arp); /* ENXIO or the like */
	want_out(2, &arp, sizeof(arp));
	if (fd6 >= 0) {
		CALL3(ioctl, fd6, SIOCSIFADDR, &in6);
		CHECK(!want_last()->ret || want_last()->ret == -EEXIST);
		want_in(2, &in6, sizeof(in6));
		CALL3(ioctl, fd6, SIOCDELRT, rt6);
		want_in(2, rt6, sizeof(rt6));
	}
	close(fd);
	close(fd6);
}

static void numbers(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), tcp = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in sin = loopback(fd);
	struct long_time old;
	struct wide_time new;
	int value = getpid();
	char buf[8];

	CALL3(ioctl, fd, SIOCSPGRP, &value);
	want_in(2, &value, 4);
	CALL3(ioctl, fd, SIOCGPGRP, &value);
	CHECK(value == getpid());
	want_out(2, &value, 4);
	CALL3(ioctl, tcp, SIOCATMARK, &value);
	CHECK(!want_last()->ret);
	want_out(2, &value, 4);
	CALL3(ioctl, fd, 0x8906 /* SIOCGSTAMP_OLD */, &old); /* turns the stamps on */
	NEED(sendto(fd, "x", 1, 0, (struct sockaddr *)&sin, sizeof(sin)) == 1);
	NEED(read(fd, buf, sizeof(buf)) == 1);
	CALL3(ioctl, fd, 0x8906, &old);
	CHECK(!want_last()->ret && old.sec > 0);
	want_out(2, &old, sizeof(old));
	CALL3(ioctl, fd, 0x80108907 /* SIOCGSTAMPNS_NEW */, &new);
	want_out(2, &new, sizeof(new));
	close(fd);
	close(tcp);
}

#ifdef __i386__
/* The same options by way of socketcall */
static void by_socketcall(void)
{
	static const struct sock_filter insn = { 0x6, 0, 0, 7 };
	static struct sock_fprog prog = { 1, (struct sock_filter *)&insn };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), value = 0;
	socklen_t len = 4;
	uint32_t set_args[] = { fd, SOL_SOCKET, SO_ATTACH_FILTER, (long)&prog, sizeof(prog) };
	uint32_t get_args[] = { fd, SOL_SOCKET, SO_TYPE, (long)&value, (long)&len };

	CALL2(socketcall, 14, set_args);
	CHECK(!want_last()->ret);
	want_in(1, set_args, sizeof(set_args));
	want_in(SYSCORD_ARG_SUB + 3, &prog, sizeof(prog));
	want_blob(SYSCORD_ARG_SUB + 3, SYSCORD_PART_VIA, 0, &insn, 8, 8);
	CALL2(socketcall, 15, get_args);
	want_in(1, get_args, sizeof(get_args));
	want_out(SYSCORD_ARG_SUB + 3, &value, 4);
	want_out(SYSCORD_ARG_SUB + 4, &len, 4);
	close(fd);
}
#endif

int main(void)
{
	lo_up();
	wants_start(false);
	of_sockets();
	of_protocols();
	addresses();
	control();
	plain();
	devices();
	routes();
	numbers();
#ifdef __i386__
	by_socketcall();
#endif
	return wants_compare();
}
