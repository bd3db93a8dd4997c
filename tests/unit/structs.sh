#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The layouts of reader/structs.def against this machine's headers: offset and
# size of every field and the size of the whole, as the compiler sees them.
#
# HEADERS=DIR compares with the headers of the newest kernel that the layouts are about,
# in a directory like /usr/include: these must have their youngest fields and structures, too.
set -eu

[ "$(uname -m)" = x86_64 ] || { echo "only x86-64 has the headers of i386 too"; exit 77; }
cc=${CC:-gcc}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0 compared=0
multiarch=$("$cc" -print-multiarch)
kernel=(${HEADERS:+-isystem "$HEADERS/$multiarch" -isystem "$HEADERS"})

# layout LAYOUT STRUCT|=TYPE HEADER [CFLAGS...]
# Fields of layouts that the oldest headers that this is built with do not have yet
young='stx_subvol stx_atomic_write_unit_min stx_atomic_write_unit_max
	stx_atomic_write_segments_max stx_atomic_write_unit_max_opt stx_dio_read_offset_align
	user_addr min_wait_usec addr3 config3 config4'
# Where one of these begins, the headers' structure may end
young_end='tcpi_rcv_wnd mptcpi_retransmits tx_metadata_len'
# and of union bpf_attr
young+=' value_type_btf_obj_fd map_token_fd excl_prog_hash excl_prog_hash_size log_true_size prog_token_fd'
young+=' fd_array_cnt signature signature_size keyring_id path_fd relative_fd expected_revision'
young+=' fd_by_id_token_fd link_ids link_attach_flags revision btf_log_true_size btf_flags btf_token_fd cookie'
[ -z "${HEADERS:-}" ] || young='' young_end=''

layout() {
	local layout=$1 struct=$2 header=$3
	shift 3

	[ "${struct#=}" != "$struct" ] || struct="struct $struct"
	{
		echo '#include <stddef.h>'
		echo "#include <$header>"
		cat reader/structs.def reader/structs/*.def | tr -d '\t' | awk -F'[(,) ]+' -v layout="$layout" -v type="${struct#=}" -v young=" $(echo $young) " -v young_end=" $young_end " '
			$1 == "LAYOUT" { in_it = $2 == layout; size = $3; younger = 0 }
			# younger than the oldest headers that this is built with: the end of a structure
			$1 == "F" && in_it && index(young_end, " " $2 " ") { younger = 1 }
			$1 == "END" && in_it {
				printf "_Static_assert(sizeof(%s) %s %s, \"size of %s\");\n", type,
					younger ? "<=" : "==", size, layout
			}
			in_it && younger { next }
			# likewise, inside it
			index(young, " " $2 " ") { next }
			layout == "io_uring_buf_reg_all" && $2 == "flags" { next }
			layout == "io_uring_sync_cancel_reg_all" && $2 == "opcode" { next }
			layout == "perf_event_attr_all" && $2 == "flags" { next }
			# what follows the structure, and parts of a field, have no offset
			$4 == 0 || $5 == "BITS" { next }
			$1 == "F" && in_it {
				printf "_Static_assert(offsetof(%s, %s) == %s, \"offset of %s.%s\");\n",
					type, $2, $3, layout, $2
				# what follows the structure
				if ($4 == 0)
					next
				printf "_Static_assert(sizeof(((%s *)0)->%s) == %s, \"size of %s.%s\");\n",
					type, $2, $4, layout, $2
			}'
	} >"$tmp/layout.c"
	if [ "$(grep -c offsetof "$tmp/layout.c")" -lt 1 ]; then
		echo "$layout: no such layout, or no fields"
		failed=1
	fi
	"$cc" -D_GNU_SOURCE "${kernel[@]}" -fsyntax-only "$@" "$tmp/layout.c" || failed=1
	compared=$((compared + 1))
}

# The same of structures that the oldest headers do not have yet
newer() {
	[ -z "${HEADERS:-}" ] || layout "$@"
}

# attr LAYOUT MEMBER: one of union bpf_attr, which has no name for some
attr() {
	local layout=$1 member=$2

	{
		echo '#include <stddef.h>'
		echo '#include <linux/bpf.h>'
		cat reader/structs/trace.def | tr -d '\t' | awk -F'[(,) ]+' -v layout="$layout" -v member="$member" -v young=" $(echo $young) " '
			$1 == "LAYOUT" { in_it = $2 == layout }
			index(young, " " $2 " ") || $2 ~ /^word/ { next }
			$1 == "F" && in_it {
				printf "_Static_assert(offsetof(union bpf_attr, %s%s) == %s, \"offset of %s.%s\");\n",
					member, $2, $3, layout, $2
				printf "_Static_assert(sizeof(((union bpf_attr *)0)->%s%s) == %s, \"size of %s.%s\");\n",
					member, $2, $4, layout, $2
			}'
	} >"$tmp/layout.c"
	grep -q offsetof "$tmp/layout.c" || { echo "$layout: no such layout, or no fields"; failed=1; }
	"$cc" "${kernel[@]}" -fsyntax-only "$tmp/layout.c" || failed=1
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
layout regset_iovec64 iovec linux/uio.h
layout regset_iovec32 iovec linux/uio.h $m32
layout old_utsname_all old_utsname linux/utsname.h
layout oldold_utsname_all oldold_utsname linux/utsname.h
layout user_regs_x86_64 user_regs_struct sys/user.h
layout peeksiginfo_all ptrace_peeksiginfo_args linux/ptrace.h
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
layout mptcp_info_all mptcp_info linux/mptcp.h
layout mptcp_info_all mptcp_info linux/mptcp.h $m32
layout mptcp_subflow_data_all mptcp_subflow_data linux/mptcp.h
layout packet_mreq_all packet_mreq linux/if_packet.h
layout tpacket_stats_all tpacket_stats_v3 linux/if_packet.h
layout tpacket_req_all tpacket_req3 linux/if_packet.h
layout tpacket_rollover_stats_all tpacket_rollover_stats linux/if_packet.h
layout tpacket_auxdata_all tpacket_auxdata linux/if_packet.h
layout tls_crypto_info_all tls_crypto_info linux/tls.h
layout xdp_ring_offset_all xdp_ring_offset linux/if_xdp.h
layout xdp_mmap_offsets_all xdp_mmap_offsets linux/if_xdp.h
layout xdp_umem_reg_all xdp_umem_reg linux/if_xdp.h
layout xdp_umem_reg_all xdp_umem_reg linux/if_xdp.h $m32
layout xdp_statistics_all xdp_statistics linux/if_xdp.h
layout can_filter_all can_filter linux/can.h
layout can_isotp_options_all can_isotp_options linux/can/isotp.h
layout can_isotp_fc_options_all can_isotp_fc_options linux/can/isotp.h
layout can_isotp_ll_options_all can_isotp_ll_options linux/can/isotp.h
layout sctp_initmsg_all sctp_initmsg linux/sctp.h -include netinet/in.h
layout sctp_getaddrs_old64 sctp_getaddrs_old linux/sctp.h -include netinet/in.h
layout sctp_getaddrs_old32 sctp_getaddrs_old linux/sctp.h $m32 -include netinet/in.h
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

# Of ioctl requests
layout termios_all termios asm/termbits.h
layout termios2_all termios2 asm/termbits.h
layout termio_all termio asm/termios.h
layout serial_struct64 serial_struct linux/serial.h
layout serial_struct32 serial_struct linux/serial.h $m32
layout serial_icounter_struct_all serial_icounter_struct linux/serial.h
layout serial_rs485_all serial_rs485 linux/serial.h
layout vt_mode_all vt_mode linux/vt.h
layout vt_stat_all vt_stat linux/vt.h
layout vt_sizes_all vt_sizes linux/vt.h
layout vt_consize_all vt_consize linux/vt.h
layout vt_event_all vt_event linux/vt.h
layout vt_setactivate_all vt_setactivate linux/vt.h
layout kbentry_all kbentry linux/kd.h
layout kbsentry_all kbsentry linux/kd.h
layout kbkeycode_all kbkeycode linux/kd.h
layout kbd_repeat_all kbd_repeat linux/kd.h
layout consolefontdesc64 consolefontdesc linux/kd.h
layout consolefontdesc32 consolefontdesc linux/kd.h $m32
layout unimapdesc64 unimapdesc linux/kd.h
layout unimapdesc32 unimapdesc linux/kd.h $m32
layout unipair_all unipair linux/kd.h
layout unimapinit_all unimapinit linux/kd.h
layout file_clone_range_all file_clone_range linux/fs.h
layout file_dedupe_range_info_all file_dedupe_range_info linux/fs.h
layout file_dedupe_range_all file_dedupe_range linux/fs.h
layout fstrim_range_all fstrim_range linux/fs.h
layout fsxattr_all fsxattr linux/fs.h
layout fiemap_all fiemap linux/fiemap.h
layout fiemap_extent_all fiemap_extent linux/fiemap.h
layout fscrypt_policy_v1_all fscrypt_policy_v1 linux/fscrypt.h
layout fscrypt_policy_v2_all fscrypt_policy_v2 linux/fscrypt.h
layout fscrypt_key_specifier_all fscrypt_key_specifier linux/fscrypt.h
layout fscrypt_add_key_arg_all fscrypt_add_key_arg linux/fscrypt.h
layout fscrypt_remove_key_arg_all fscrypt_remove_key_arg linux/fscrypt.h
layout fscrypt_get_key_status_arg_all fscrypt_get_key_status_arg linux/fscrypt.h
layout fsverity_enable_arg_all fsverity_enable_arg linux/fsverity.h
layout fsverity_digest_all fsverity_digest linux/fsverity.h
layout fsverity_read_metadata_arg_all fsverity_read_metadata_arg linux/fsverity.h
layout btrfs_ino_lookup_all btrfs_ioctl_ino_lookup_args linux/btrfs.h
layout btrfs_dev_info_all btrfs_ioctl_dev_info_args linux/btrfs.h
layout btrfs_fs_info_all btrfs_ioctl_fs_info_args linux/btrfs.h
layout btrfs_search_key_all btrfs_ioctl_search_key linux/btrfs.h
layout btrfs_search_all btrfs_ioctl_search_args linux/btrfs.h
layout btrfs_space_info_all btrfs_ioctl_space_info linux/btrfs.h
layout btrfs_space_args_all btrfs_ioctl_space_args linux/btrfs.h
layout btrfs_quota_ctl_all btrfs_ioctl_quota_ctl_args linux/btrfs.h
layout btrfs_qgroup_assign_all btrfs_ioctl_qgroup_assign_args linux/btrfs.h
layout btrfs_qgroup_create_all btrfs_ioctl_qgroup_create_args linux/btrfs.h
layout btrfs_defrag_range_all btrfs_ioctl_defrag_range_args linux/btrfs.h
layout btrfs_features_all btrfs_ioctl_feature_flags linux/btrfs.h
layout fsmap_all fsmap linux/fsmap.h
layout fsmap_head_all fsmap_head linux/fsmap.h
layout btrfs_inode_paths_all btrfs_ioctl_ino_path_args linux/btrfs.h
layout btrfs_logical_inodes_all btrfs_ioctl_logical_ino_args linux/btrfs.h
layout btrfs_search_v2_all btrfs_ioctl_search_args_v2 linux/btrfs.h
layout rand_pool_info_all rand_pool_info linux/random.h
layout blkpg_ioctl_arg64 blkpg_ioctl_arg linux/blkpg.h
layout blkpg_ioctl_arg32 blkpg_ioctl_arg linux/blkpg.h $m32
layout blkpg_partition64 blkpg_partition linux/blkpg.h
layout blkpg_partition32 blkpg_partition linux/blkpg.h $m32
layout blk_user_trace_setup64 blk_user_trace_setup linux/blktrace_api.h
layout blk_user_trace_setup32 blk_user_trace_setup linux/blktrace_api.h $m32
layout blk_zone_report_all blk_zone_report linux/blkzoned.h
layout blk_zone_all blk_zone linux/blkzoned.h
layout blk_zone_range_all blk_zone_range linux/blkzoned.h
layout pr_reservation_all pr_reservation linux/pr.h
layout pr_registration_all pr_registration linux/pr.h
layout pr_preempt_all pr_preempt linux/pr.h
layout pr_clear_all pr_clear linux/pr.h
layout loop_info64 loop_info linux/loop.h
layout loop_info32 loop_info linux/loop.h $m32
layout loop_info64_all loop_info64 linux/loop.h
layout loop_config_all loop_config linux/loop.h
layout dm_ioctl_all dm_ioctl linux/dm-ioctl.h
layout dm_target_spec_all dm_target_spec linux/dm-ioctl.h
layout mdu_disk_info_all =mdu_disk_info_t linux/raid/md_u.h
layout mdu_array_info_all =mdu_array_info_t linux/raid/md_u.h
layout nvme_passthru_cmd_all nvme_passthru_cmd linux/nvme_ioctl.h
layout nvme_passthru_cmd64_all nvme_passthru_cmd64 linux/nvme_ioctl.h
layout hd_geometry64 hd_geometry linux/hdreg.h
layout hd_geometry32 hd_geometry linux/hdreg.h $m32
layout cdrom_tochdr_all cdrom_tochdr linux/cdrom.h
layout cdrom_tocentry_all cdrom_tocentry linux/cdrom.h
layout cdrom_msf_all cdrom_msf linux/cdrom.h
layout cdrom_read_audio64 cdrom_read_audio linux/cdrom.h
layout cdrom_read_audio32 cdrom_read_audio linux/cdrom.h $m32
layout cdrom_generic_command64 cdrom_generic_command linux/cdrom.h
layout cdrom_generic_command32 cdrom_generic_command linux/cdrom.h $m32
layout sg_io_hdr64 sg_io_hdr scsi/sg.h
layout sg_io_hdr32 sg_io_hdr scsi/sg.h $m32
layout mtop_all mtop linux/mtio.h
layout mtget64 mtget linux/mtio.h
layout mtget32 mtget linux/mtio.h $m32
layout input_id_all input_id linux/input.h
layout input_absinfo_all input_absinfo linux/input.h
layout input_keymap_entry_all input_keymap_entry linux/input.h
layout input_mask_all input_mask linux/input.h
layout uinput_setup_all uinput_setup linux/uinput.h
layout uinput_abs_setup_all uinput_abs_setup linux/uinput.h
layout hidraw_devinfo_all hidraw_devinfo linux/hidraw.h
layout usbdevfs_ctrltransfer64 usbdevfs_ctrltransfer linux/usbdevice_fs.h
layout usbdevfs_ctrltransfer32 usbdevfs_ctrltransfer linux/usbdevice_fs.h $m32
layout usbdevfs_bulktransfer64 usbdevfs_bulktransfer linux/usbdevice_fs.h
layout usbdevfs_bulktransfer32 usbdevfs_bulktransfer linux/usbdevice_fs.h $m32
layout usbdevfs_setinterface_all usbdevfs_setinterface linux/usbdevice_fs.h
layout usbdevfs_getdriver_all usbdevfs_getdriver linux/usbdevice_fs.h
layout usbdevfs_connectinfo_all usbdevfs_connectinfo linux/usbdevice_fs.h
layout usbdevfs_disconnect_claim_all usbdevfs_disconnect_claim linux/usbdevice_fs.h
layout usbdevfs_ioctl64 usbdevfs_ioctl linux/usbdevice_fs.h
layout usbdevfs_ioctl32 usbdevfs_ioctl linux/usbdevice_fs.h $m32
layout usbdevfs_disconnectsignal64 usbdevfs_disconnectsignal linux/usbdevice_fs.h
layout usbdevfs_disconnectsignal32 usbdevfs_disconnectsignal linux/usbdevice_fs.h $m32
layout usbdevfs_urb64 usbdevfs_urb linux/usbdevice_fs.h
layout usbdevfs_urb32 usbdevfs_urb linux/usbdevice_fs.h $m32
layout rtc_time_all rtc_time linux/rtc.h
layout rtc_wkalrm_all rtc_wkalrm linux/rtc.h
layout watchdog_info_all watchdog_info linux/watchdog.h
layout i2c_msg64 i2c_msg linux/i2c.h
layout i2c_msg32 i2c_msg linux/i2c.h $m32
layout i2c_rdwr_ioctl_data64 i2c_rdwr_ioctl_data linux/i2c-dev.h
layout i2c_rdwr_ioctl_data32 i2c_rdwr_ioctl_data linux/i2c-dev.h $m32
layout i2c_smbus_ioctl_data64 i2c_smbus_ioctl_data linux/i2c-dev.h
layout i2c_smbus_ioctl_data32 i2c_smbus_ioctl_data linux/i2c-dev.h $m32
layout spi_ioc_transfer_all spi_ioc_transfer linux/spi/spidev.h
layout tun_filter_all tun_filter linux/if_tun.h
layout autofs_dev_ioctl_all autofs_dev_ioctl linux/auto_dev-ioctl.h
layout fb_var_screeninfo_all fb_var_screeninfo linux/fb.h
layout fb_fix_screeninfo64 fb_fix_screeninfo linux/fb.h
layout fb_fix_screeninfo32 fb_fix_screeninfo linux/fb.h $m32
layout watch_type_filter_all watch_notification_type_filter linux/watch_queue.h
layout watch_filter_all watch_notification_filter linux/watch_queue.h
layout fb_con2fbmap_all fb_con2fbmap linux/fb.h
layout fb_cmap64 fb_cmap linux/fb.h
layout fb_cmap32 fb_cmap linux/fb.h $m32
layout kvm_userspace_memory_region_all kvm_userspace_memory_region linux/kvm.h
layout kvm_irqfd_all kvm_irqfd linux/kvm.h
layout kvm_ioeventfd_all kvm_ioeventfd linux/kvm.h
layout kvm_irq_level_all kvm_irq_level linux/kvm.h
layout kvm_create_device_all kvm_create_device linux/kvm.h
layout kvm_device_attr_all kvm_device_attr linux/kvm.h
layout kvm_enable_cap_all kvm_enable_cap linux/kvm.h
layout kvm_one_reg_all kvm_one_reg linux/kvm.h
layout vhost_vring_state_all vhost_vring_state linux/vhost_types.h
layout vhost_vring_file_all vhost_vring_file linux/vhost_types.h
layout vhost_vring_addr_all vhost_vring_addr linux/vhost_types.h
layout vhost_memory_region_all vhost_memory_region linux/vhost_types.h
layout ipc64_perm64 ipc64_perm asm/ipcbuf.h
layout ipc64_perm32 ipc64_perm asm/ipcbuf.h $m32
layout ipc_perm_old ipc_perm linux/ipc.h $m32
layout semid64_x86_64 semid64_ds asm/sembuf.h
layout semid64_generic semid64_ds asm-generic/sembuf.h
layout semid64_32 semid64_ds asm/sembuf.h $m32
layout semid64_32 semid64_ds asm-generic/sembuf.h $m32
layout semid_old semid_ds linux/sem.h $m32
layout msqid64_64 msqid64_ds linux/msg.h
layout msqid64_32 msqid64_ds linux/msg.h $m32
layout msqid_old msqid_ds linux/msg.h $m32
layout shmid64_64 shmid64_ds linux/shm.h
layout shmid64_32 shmid64_ds linux/shm.h $m32
layout shmid_old shmid_ds linux/shm.h $m32
layout seminfo_all seminfo linux/sem.h
layout msginfo_all msginfo linux/msg.h
layout shminfo64 shminfo64 linux/shm.h
layout shminfo32 shminfo64 linux/shm.h $m32
layout shminfo_old shminfo linux/shm.h $m32
layout shm_info64 shm_info linux/shm.h
layout shm_info32 shm_info linux/shm.h $m32
layout sembuf_all sembuf linux/sem.h
layout mq_attr64 mq_attr linux/mqueue.h
layout mq_attr32 mq_attr linux/mqueue.h $m32
layout mq_sigevent64 sigevent linux/signal.h
layout mq_sigevent32 sigevent linux/signal.h $m32
layout keyctl_dh_all keyctl_dh_params linux/keyctl.h
layout keyctl_kdf64 keyctl_kdf_params linux/keyctl.h
layout keyctl_kdf32 keyctl_kdf_params linux/keyctl.h $m32
layout keyctl_query_all keyctl_pkey_query linux/keyctl.h
layout keyctl_pkey_all keyctl_pkey_params linux/keyctl.h
attr bpf_attr_map_all ''
attr bpf_attr_elem_all ''
attr bpf_attr_next_all ''
attr bpf_attr_freeze_all ''
attr bpf_attr_batch_all batch.
attr bpf_attr_prog_all ''
attr bpf_attr_obj_all ''
attr bpf_attr_attach_all ''
attr bpf_attr_run_all test.
attr bpf_attr_next_id_all ''
attr bpf_attr_prog_id_all ''
attr bpf_attr_map_id_all ''
attr bpf_attr_btf_id_all ''
attr bpf_attr_link_id_all ''
attr bpf_attr_info_all info.
attr bpf_attr_query_all query.
attr bpf_attr_raw_tracepoint_all raw_tracepoint.
attr bpf_attr_btf_all ''
attr bpf_attr_task_fd_all task_fd_query.
attr bpf_attr_link_all link_create.
attr bpf_attr_link_update_all link_update.
attr bpf_attr_stats_all enable_stats.
attr bpf_attr_iter_all iter_create.
attr bpf_attr_detach_all link_detach.
attr bpf_attr_bind_map_all prog_bind_map.
layout bpf_func_info_all bpf_func_info linux/bpf.h
layout bpf_line_info_all bpf_line_info linux/bpf.h
layout seccomp_sizes_all seccomp_notif_sizes linux/seccomp.h
layout seccomp_data_all seccomp_data linux/seccomp.h
layout seccomp_notif_all seccomp_notif linux/seccomp.h
layout seccomp_notif_resp_all seccomp_notif_resp linux/seccomp.h
layout seccomp_notif_addfd_all seccomp_notif_addfd linux/seccomp.h
layout kexec_segment64 kexec_segment linux/kexec.h
layout kexec_segment32 kexec_segment linux/kexec.h $m32
layout uffdio_range_all uffdio_range linux/userfaultfd.h
layout uffdio_api_all uffdio_api linux/userfaultfd.h
layout uffdio_register_all uffdio_register linux/userfaultfd.h
layout uffdio_copy_all uffdio_copy linux/userfaultfd.h
layout uffdio_zeropage_all uffdio_zeropage linux/userfaultfd.h
layout uffdio_writeprotect_all uffdio_writeprotect linux/userfaultfd.h
layout uffdio_continue_all uffdio_continue linux/userfaultfd.h
newer bpf_common_attr_all bpf_common_attr linux/bpf.h
newer cachestat_range_all cachestat_range linux/mman.h
newer cachestat_all cachestat linux/mman.h
newer delegation_all delegation linux/fcntl.h
newer epoll_params_all epoll_params linux/eventpoll.h
newer file_attr_all file_attr linux/fs.h
newer fs_sysfs_path_all fs_sysfs_path linux/fs.h
newer fsuuid2_all fsuuid2 linux/fs.h
newer io_uring_napi_all io_uring_napi linux/io_uring.h
newer io_uring_buf_status_all io_uring_buf_status linux/io_uring.h
newer io_uring_clock_register_all io_uring_clock_register linux/io_uring.h
newer io_uring_clone_buffers_all io_uring_clone_buffers linux/io_uring.h
newer io_uring_mem_region_reg_all io_uring_mem_region_reg linux/io_uring.h
newer io_uring_query_hdr_all io_uring_query_hdr linux/io_uring/query.h
newer io_uring_region_desc_all io_uring_region_desc linux/io_uring.h
newer io_uring_zcrx_area_reg_all io_uring_zcrx_area_reg linux/io_uring/zcrx.h
newer io_uring_zcrx_ifq_reg_all io_uring_zcrx_ifq_reg linux/io_uring/zcrx.h
newer io_uring_zcrx_offsets_all io_uring_zcrx_offsets linux/io_uring/zcrx.h
newer io_uring_bpf_all io_uring_bpf linux/io_uring/bpf_filter.h
newer io_uring_bpf_filter_all io_uring_bpf_filter linux/io_uring/bpf_filter.h
newer zcrx_event_desc_all zcrx_event_desc linux/io_uring/zcrx.h
newer landlock_ruleset_all landlock_ruleset_attr linux/landlock.h
newer landlock_port_all landlock_net_port_attr linux/landlock.h
newer statmount_req_all mnt_id_req linux/mount.h
newer listmount_req_all mnt_id_req linux/mount.h
newer statmount_all statmount linux/mount.h
newer ns_id_req_all ns_id_req linux/nsfs.h
newer lsm_ctx_all lsm_ctx linux/lsm.h
newer page_region_all page_region linux/fs.h
newer pm_scan_all pm_scan_arg linux/fs.h
newer procmap_query_all procmap_query linux/fs.h -Dvma_name=vma_name_addr -Dbuild_id=build_id_addr
newer perf_event_attr_all perf_event_attr linux/perf_event.h
newer mnt_ns_info_all mnt_ns_info linux/nsfs.h
newer blk_user_trace_setup2_all blk_user_trace_setup2 linux/blktrace_api.h
newer can_raw_vcid_all can_raw_vcid_options linux/can/raw.h
newer pidfd_info_all pidfd_info linux/pidfd.h
newer ptrace_sud_all ptrace_sud_config linux/ptrace.h
newer uffdio_move_all uffdio_move linux/userfaultfd.h
newer uffdio_poison_all uffdio_poison linux/userfaultfd.h
newer xattr_args_all xattr_args linux/xattr.h
echo "$compared layouts compared"
exit $failed
