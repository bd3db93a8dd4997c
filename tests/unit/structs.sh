#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The layouts of reader/structs.def against this machine's headers: offset and
# size of every field and the size of the whole, as the compiler sees them.
set -eu

[ "$(uname -m)" = x86_64 ] || { echo "only x86-64 has the headers of i386 too"; exit 77; }
cc=${CC:-gcc}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0 compared=0

# layout LAYOUT STRUCT HEADER [CFLAGS...]
layout() {
	local layout=$1 struct=$2 header=$3
	shift 3

	{
		echo '#include <stddef.h>'
		echo "#include <$header>"
		cat reader/structs.def reader/structs/*.def | tr -d '\t' | awk -F'[(,) ]+' -v layout="$layout" -v type="struct $struct" '
			$1 == "LAYOUT" { in_it = $2 == layout; size = $3; younger = 0 }
			# younger than the oldest headers that this is built with: the end of a structure
			in_it && $2 ~ /^(tcpi_rcv_wnd|tcpi_rehash|tcpi_total_rto)/ {
				younger = 1
				next
			}
			$1 == "END" && in_it {
				printf "_Static_assert(sizeof(%s) %s %s, \"size of %s\");\n", type,
					younger ? "<=" : "==", size, layout
			}
			# likewise, inside it
			$2 ~ /^(stx_subvol|user_addr|min_wait_usec|addr3)$/ { next }
			layout == "io_uring_buf_reg_all" && $2 == "flags" { next }
			layout == "io_uring_sync_cancel_reg_all" && $2 == "opcode" { next }
			# what follows the structure, and parts of a field, have no offset
			$4 == 0 || $5 == "BITS" { next }
			$1 == "F" && in_it {
				printf "_Static_assert(offsetof(%s, %s) == %s, \"offset of %s.%s\");\n",
					type, $2, $3, layout, $2
				printf "_Static_assert(sizeof(((%s *)0)->%s) == %s, \"size of %s.%s\");\n",
					type, $2, $4, layout, $2
			}'
	} >"$tmp/layout.c"
	if [ "$(grep -c offsetof "$tmp/layout.c")" -lt 1 ]; then
		echo "$layout: no such layout, or no fields"
		failed=1
	fi
	"$cc" -D_GNU_SOURCE -fsyntax-only "$@" "$tmp/layout.c" || failed=1
	compared=$((compared + 1))
}

# Headers of the kernel only: those of a 32-bit library may not be there
m32="-m32 -isystem $("$cc" -print-file-name=include) -I/usr/include/x86_64-linux-gnu"

layout timespec64 __kernel_timespec linux/time_types.h
layout timespec32 __kernel_old_timespec linux/time_types.h $m32
layout timeval64 __kernel_old_timeval linux/time_types.h
layout timeval32 __kernel_old_timeval linux/time_types.h $m32
layout itimerval64 itimerval linux/time.h
layout itimerval32 itimerval linux/time.h $m32
layout itimerspec64 __kernel_itimerspec linux/time_types.h
layout itimerspec32 itimerspec linux/time.h $m32
layout timezone_all timezone linux/time.h
layout tms64 tms linux/times.h
layout tms32 tms linux/times.h $m32
layout sysinfo64 sysinfo linux/sysinfo.h
layout sysinfo32 sysinfo linux/sysinfo.h $m32
layout sigaction64 sigaction asm/signal.h
layout sigaction_plain sigaction asm-generic/signal.h
layout sigaltstack64 sigaltstack asm/signal.h
layout sigaltstack32 sigaltstack asm/signal.h $m32
layout flock_long flock asm/fcntl.h
layout flock_int flock asm/fcntl.h $m32
layout flock64_i386 flock64 asm/fcntl.h $m32
layout f_owner_ex_all f_owner_ex asm/fcntl.h
layout open_how_all open_how linux/openat2.h
layout statx_timestamp statx_timestamp linux/stat.h
layout stat_x86_64 stat asm/stat.h
layout stat_generic stat asm-generic/stat.h
layout stat64_i386 stat64 asm/stat.h $m32
layout stat_compat stat asm/stat.h $m32
layout stat_old __old_kernel_stat asm/stat.h $m32
layout sigaction_old sigaction asm/signal.h $m32
layout statx_all statx linux/stat.h
layout rlimit64 rlimit linux/resource.h
layout rlimit32 rlimit linux/resource.h $m32
layout rusage64 rusage linux/resource.h
layout rusage32 rusage linux/resource.h $m32
layout utsname_all new_utsname linux/utsname.h
layout pollfd_all pollfd linux/poll.h
layout epoll_packed epoll_event linux/eventpoll.h
layout clone_args_all clone_args linux/sched.h
layout winsize_all winsize asm/termios.h
layout termios_all termios asm/termbits.h
layout linger_all linger sys/socket.h
layout ucred_all ucred sys/socket.h
# Calls on files, file systems and io_uring
layout statfs_long statfs asm/statfs.h
layout statfs_int statfs asm/statfs.h $m32
layout statfs64_int statfs64 asm/statfs.h $m32
layout utimbuf_long utimbuf linux/utime.h
layout utimbuf_int utimbuf linux/utime.h $m32
layout utimespec_long __kernel_timespec linux/time_types.h
layout utimespec_int __kernel_old_timespec linux/time_types.h $m32
layout mount_attr_all mount_attr linux/mount.h
layout file_handle_all file_handle fcntl.h
layout if_dqblk_all if_dqblk linux/quota.h
layout if_dqblk_i386 if_dqblk linux/quota.h $m32
layout if_nextdqblk_all if_nextdqblk linux/quota.h
layout if_dqinfo_all if_dqinfo linux/quota.h
layout fs_disk_quota_all fs_disk_quota linux/dqblk_xfs.h
layout fs_qfilestat_all fs_qfilestat linux/dqblk_xfs.h
layout fs_qfilestat_i386 fs_qfilestat linux/dqblk_xfs.h $m32
layout fs_quota_stat_all fs_quota_stat linux/dqblk_xfs.h
layout fs_quota_stat_i386 fs_quota_stat linux/dqblk_xfs.h $m32
layout fs_quota_statv_all fs_quota_statv linux/dqblk_xfs.h
layout iocb_all iocb linux/aio_abi.h
layout io_event_all io_event linux/aio_abi.h
layout landlock_path_all landlock_path_beneath_attr linux/landlock.h
layout io_sqring_offsets_all io_sqring_offsets linux/io_uring.h
layout io_cqring_offsets_all io_cqring_offsets linux/io_uring.h
layout io_uring_params_all io_uring_params linux/io_uring.h
layout io_uring_getevents_arg_all io_uring_getevents_arg linux/io_uring.h
layout iovec_long iovec linux/uio.h
layout iovec_int iovec linux/uio.h $m32
layout io_uring_files_update_all io_uring_files_update linux/io_uring.h
layout io_uring_files_register_all io_uring_rsrc_register linux/io_uring.h
layout io_uring_buffers_register_all io_uring_rsrc_register linux/io_uring.h
layout io_uring_files_update2_all io_uring_rsrc_update2 linux/io_uring.h
layout io_uring_buffers_update2_all io_uring_rsrc_update2 linux/io_uring.h
layout io_uring_rsrc_update_all io_uring_rsrc_update linux/io_uring.h
layout io_uring_restriction_all io_uring_restriction linux/io_uring.h
layout io_uring_probe_op_all io_uring_probe_op linux/io_uring.h
layout io_uring_probe_all io_uring_probe linux/io_uring.h
layout io_uring_buf_reg_all io_uring_buf_reg linux/io_uring.h
layout io_uring_sync_cancel_reg_all io_uring_sync_cancel_reg linux/io_uring.h
layout io_uring_file_index_range_all io_uring_file_index_range linux/io_uring.h
layout io_uring_sqe_all io_uring_sqe linux/io_uring.h
layout cap_header_all __user_cap_header_struct linux/capability.h
layout sched_attr_all sched_attr linux/sched/types.h
layout timex64 __kernel_timex linux/timex.h
layout timex32 timex linux/timex.h $m32
layout sock_fprog64 sock_fprog linux/filter.h
layout sock_fprog32 sock_fprog linux/filter.h $m32
layout sock_filter_all sock_filter linux/filter.h
layout prctl_mm_map_all prctl_mm_map linux/prctl.h
layout kcmp_epoll_slot_all kcmp_epoll_slot linux/kcmp.h
layout futex_waitv_all futex_waitv linux/futex.h
layout remote_iovec64 iovec linux/uio.h
layout remote_iovec32 iovec linux/uio.h $m32
layout regset_iovec64 iovec linux/uio.h
layout regset_iovec32 iovec linux/uio.h $m32
layout old_utsname_all old_utsname linux/utsname.h
layout oldold_utsname_all oldold_utsname linux/utsname.h
layout user_regs_x86_64 user_regs_struct sys/user.h
layout ptrace_peeksiginfo_args_all ptrace_peeksiginfo_args linux/ptrace.h
layout seccomp_metadata_all seccomp_metadata linux/ptrace.h
layout ptrace_rseq_all ptrace_rseq_configuration linux/ptrace.h
layout sockaddr_in_all sockaddr_in linux/in.h
layout sockaddr_in6_all sockaddr_in6 linux/in6.h
layout sockaddr_nl_all sockaddr_nl linux/netlink.h
layout sockaddr_ll_all sockaddr_ll linux/if_packet.h
layout sockaddr_vm_all sockaddr_vm linux/vm_sockets.h
layout sockaddr_alg_all sockaddr_alg linux/if_alg.h
layout sockaddr_can_all sockaddr_can linux/can.h
layout sockaddr_xdp_all sockaddr_xdp linux/if_xdp.h
layout sockaddr_tipc_all sockaddr_tipc linux/tipc.h
layout sockaddr_qrtr_all sockaddr_qrtr linux/qrtr.h
layout so_timestamping_all so_timestamping linux/net_tstamp.h
layout sock_txtime_all sock_txtime linux/net_tstamp.h
layout ip_mreqn_all ip_mreqn linux/in.h
layout ip_mreq_source_all ip_mreq_source linux/in.h
layout ip_msfilter_all ip_msfilter linux/in.h
layout group_req64 group_req linux/in.h
layout group_req32 group_req linux/in.h $m32
layout group_source_req64 group_source_req linux/in.h
layout group_source_req32 group_source_req linux/in.h $m32
layout group_filter64 group_filter linux/in.h
layout group_filter32 group_filter linux/in.h $m32
layout ipv6_mreq_all ipv6_mreq linux/in6.h
layout in6_flowlabel_req_all in6_flowlabel_req linux/in6.h
layout in_pktinfo_all in_pktinfo linux/in.h
layout in6_pktinfo_all in6_pktinfo linux/ipv6.h
layout ip6_mtuinfo_all ip6_mtuinfo linux/ipv6.h
layout vifctl_all vifctl linux/mroute.h
layout mfcctl_all mfcctl linux/mroute.h
layout mif6ctl_all mif6ctl linux/mroute6.h
layout mf6cctl_all mf6cctl linux/mroute6.h
layout tcp_info_all tcp_info linux/tcp.h
layout tcp_repair_opt_all tcp_repair_opt linux/tcp.h
layout tcp_repair_window_all tcp_repair_window linux/tcp.h
layout tcp_md5sig_all tcp_md5sig linux/tcp.h
layout tcp_zerocopy_receive_all tcp_zerocopy_receive linux/tcp.h
layout mptcp_info64 mptcp_info linux/mptcp.h
layout mptcp_info32 mptcp_info linux/mptcp.h $m32
layout mptcp_subflow_data_all mptcp_subflow_data linux/mptcp.h
layout packet_mreq_all packet_mreq linux/if_packet.h
layout tpacket_stats_all tpacket_stats_v3 linux/if_packet.h
layout tpacket_req_all tpacket_req3 linux/if_packet.h
layout tpacket_rollover_stats_all tpacket_rollover_stats linux/if_packet.h
layout tpacket_auxdata_all tpacket_auxdata linux/if_packet.h
layout tls_crypto_info_all tls_crypto_info linux/tls.h
layout xdp_ring_offset_all xdp_ring_offset linux/if_xdp.h
layout xdp_mmap_offsets_all xdp_mmap_offsets linux/if_xdp.h
layout xdp_umem_reg64 xdp_umem_reg linux/if_xdp.h
layout xdp_umem_reg32 xdp_umem_reg linux/if_xdp.h $m32
layout xdp_statistics_all xdp_statistics linux/if_xdp.h
layout can_filter_all can_filter linux/can.h
layout can_isotp_options_all can_isotp_options linux/can/isotp.h
layout can_isotp_fc_options_all can_isotp_fc_options linux/can/isotp.h
layout can_isotp_ll_options_all can_isotp_ll_options linux/can/isotp.h
layout sctp_initmsg_all sctp_initmsg linux/sctp.h -include netinet/in.h
layout sctp_rtoinfo_all sctp_rtoinfo linux/sctp.h -include netinet/in.h
layout sctp_assocparams_all sctp_assocparams linux/sctp.h -include netinet/in.h
layout sctp_setprim_all sctp_setpeerprim linux/sctp.h -include netinet/in.h
layout sctp_paddrparams_all sctp_paddrparams linux/sctp.h -include netinet/in.h
layout sctp_sndrcvinfo_all sctp_sndrcvinfo linux/sctp.h -include netinet/in.h
layout sctp_sndinfo_all sctp_sndinfo linux/sctp.h -include netinet/in.h
layout sctp_rcvinfo_all sctp_rcvinfo linux/sctp.h -include netinet/in.h
layout sctp_assoc_value_all sctp_assoc_value linux/sctp.h -include netinet/in.h
layout sctp_paddrinfo_all sctp_paddrinfo linux/sctp.h -include netinet/in.h
layout sctp_status_all sctp_status linux/sctp.h -include netinet/in.h
layout sctp_event_all sctp_event linux/sctp.h -include netinet/in.h
layout ipt_getinfo_all ipt_getinfo linux/netfilter_ipv4/ip_tables.h
layout xt_get_revision_all xt_get_revision linux/netfilter/x_tables.h
layout ipt_get_entries64 ipt_get_entries linux/netfilter_ipv4/ip_tables.h
layout ipt_get_entries32 ipt_get_entries linux/netfilter_ipv4/ip_tables.h $m32
layout ipt_replace64 ipt_replace linux/netfilter_ipv4/ip_tables.h
layout ipt_replace32 ipt_replace linux/netfilter_ipv4/ip_tables.h $m32
layout xt_counters_info64 xt_counters_info linux/netfilter/x_tables.h
layout xt_counters_info32 xt_counters_info linux/netfilter/x_tables.h $m32
layout sock_extended_err_all sock_extended_err linux/errqueue.h -include time.h
layout scm_ts_pktinfo_all scm_ts_pktinfo linux/net_tstamp.h
layout nl_pktinfo_all nl_pktinfo linux/netlink.h
layout af_alg_iv_all af_alg_iv linux/if_alg.h
layout ifreq_addr64 ifreq linux/if.h
layout ifreq_addr32 ifreq linux/if.h $m32
layout ifreq_dstaddr_all ifreq linux/if.h
layout ifreq_broadaddr_all ifreq linux/if.h
layout ifreq_netmask_all ifreq linux/if.h
layout ifreq_hwaddr_all ifreq linux/if.h
layout ifreq_flags_all ifreq linux/if.h
layout ifreq_index_all ifreq linux/if.h
layout ifreq_metric_all ifreq linux/if.h
layout ifreq_mtu_all ifreq linux/if.h
layout ifreq_qlen_all ifreq linux/if.h
layout ifreq_slave_all ifreq linux/if.h
layout ifreq_newname_all ifreq linux/if.h
layout ifreq_map64 ifreq linux/if.h
layout ifreq_map32 ifreq linux/if.h $m32
layout ifmap64 ifmap linux/if.h
layout ifmap32 ifmap linux/if.h $m32
layout ifreq_mii64 ifreq linux/if.h
layout ifreq_mii32 ifreq linux/if.h $m32
layout mii_ioctl_data_all mii_ioctl_data linux/mii.h
layout ifreq_ethtool64 ifreq linux/if.h
layout ifreq_ethtool32 ifreq linux/if.h $m32
layout ifreq_hwtstamp64 ifreq linux/if.h
layout ifreq_hwtstamp32 ifreq linux/if.h $m32
layout ifreq_bond64 ifreq linux/if.h
layout ifreq_bond32 ifreq linux/if.h $m32
layout ifreq_bond_slave64 ifreq linux/if.h
layout ifreq_bond_slave32 ifreq linux/if.h $m32
layout ifreq_any64 ifreq linux/if.h
layout ifreq_any32 ifreq linux/if.h $m32
layout ifconf64 ifconf linux/if.h
layout ifconf32 ifconf linux/if.h $m32
layout ethtool_all ethtool_value linux/ethtool.h
layout hwtstamp_config_all hwtstamp_config linux/net_tstamp.h
layout ifbond_all ifbond linux/if_bonding.h
layout ifslave_all ifslave linux/if_bonding.h
layout arpreq_all arpreq linux/if_arp.h
layout rtentry64 rtentry linux/route.h
layout rtentry32 rtentry linux/route.h $m32
layout vlan_ioctl_args_all vlan_ioctl_args linux/if_vlan.h
layout iwreq_all iwreq linux/wireless.h
layout iwreq_data64 iwreq linux/wireless.h
layout iwreq_data32 iwreq linux/wireless.h $m32
layout in6_rtmsg64 in6_rtmsg linux/ipv6_route.h
layout in6_rtmsg32 in6_rtmsg linux/ipv6_route.h $m32
layout in6_ifreq_all in6_ifreq linux/ipv6.h
layout ethtool_drvinfo_all ethtool_drvinfo linux/ethtool.h
layout ip_mreq_all ip_mreq linux/in.h
echo "$compared layouts compared"
exit $failed
