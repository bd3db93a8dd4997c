#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sockets: options, addresses, control data and ioctls, byte for byte, of 64 bits and of
# 32; and lines of a recording of the same program.
. tests/lib.sh
load
"$PROG/capture_net"
"$PROG/capture_net32"
lines recording -- "$PROG/capture_net"
has_lines -F /tmp/recording.lines <<'EOF'
SOL_SOCKET, SO_TYPE, [SOCK_DGRAM], [4]) = 0
SOL_SOCKET, SO_RCVTIMEO_OLD, {tv_sec=3, tv_usec=500000}, 16) = 0
SO_ATTACH_FILTER, {len=2, filter=[{code=0x28, jt=0, jf=0, k=0xc}, {code=0x6, jt=0, jf=0, k=0xffff}]}, 16) = 0
SO_ATTACH_FILTER, [{code=0x28, jt=0, jf=0, k=0xc}, {code=0x6, jt=0, jf=0, k=0xffff}], [2]) = 0
SOL_IP, IP_ADD_MEMBERSHIP, {imr_multiaddr="224.1.2.3", imr_address="0.0.0.0", imr_ifindex=1}, 12) = 0
SOL_IP, MCAST_JOIN_GROUP, {gr_interface=1, gr_group={sa_family=AF_INET, sin_port=0, sin_addr="224.1.2.4"}}, 136) = 0
SOL_TCP, TCP_CONGESTION, "reno", 4) = 0
SOL_TCP, TCP_INFO, {tcpi_state=TCP_CLOSE, tcpi_ca_state=TCP_CA_Open,
sun_path="\0abstract\0name"}, 16) = 0
{sa_family=AF_INET6, sin6_port=0, sin6_flowinfo=0, sin6_addr="::1", sin6_scope_id=0}, 28) = 0
{sa_family=AF_PACKET, sll_protocol=htons(ETH_P_IP), sll_ifindex=1,
cmsg_level=SOL_IP, cmsg_type=IP_PKTINFO, cmsg_data={ipi_ifindex=1, ipi_spec_dst="127.0.0.1", ipi_addr="127.0.0.1"}}
cmsg_type=IP_RECVERR, cmsg_data={ee_errno=ECONNREFUSED, ee_origin=SO_EE_ORIGIN_ICMP,
offender={sa_family=AF_INET, sin_port=0, sin_addr="127.0.0.1"}}
cmsg_type=SCM_CREDENTIALS, cmsg_data={pid=
SIOCGIFFLAGS, {ifr_name="lo", ifr_flags=IFF_UP|IFF_LOOPBACK|IFF_RUNNING}) = 0
SIOCGIFHWADDR, {ifr_name="lo", ifr_hwaddr={sa_family=ARPHRD_LOOPBACK, sa_data="00:00:00:00:00:00"}}) = 0
SIOCGIFMTU, {ifr_name="none", ifr_mtu=0}) = -1 ENODEV
ifc_buf=[{ifr_name="lo", ifr_addr={sa_family=AF_INET, sin_port=0, sin_addr="127.0.0.1"}}
SIOCETHTOOL, {ifr_name="lo", ifr_data={cmd=ETHTOOL_GLINK, data=0x1}}) = 0
SIOCADDRT, {rt_dst={sa_family=AF_INET, sin_port=0, sin_addr="10.9.8.7"},
rt_flags=RTF_UP|RTF_HOST, rt_metric=0, rt_dev="lo",
SIOCSIFADDR, {ifr6_addr="fd00::9", ifr6_prefixlen=128, ifr6_ifindex=1}) =
EOF
