#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# stress.sh PART: a round or two of each stressor
files="access affinity chmod clone close context copy-file dentry dir dirdeep dup epoll eventfd
	fallocate fcntl fiemap fifo file-ioctl flock fork fstat full getdent handle inotify io-uring
	kcmp lease locka lockf lockofd"
memory="aio af-alg futex get getrandom ioprio itimer key kill madvise membarrier memfd mincore
	mknod mlock mmapfixed mq mremap msg msync nanosleep nice null open personality pidfd pipe
	poll prctl procfs ptrace pty"
others="readahead rename resources rlimit schedpolicy seal seccomp seek sem sem-sysv sendfile
	session set shm shm-sysv sigfd sigio sigpending sigq sigsuspend sleep sock sockdiag sockfd
	sockpair splice sync-file sysinfo tee timer timerfd tun udp udp-flood unshare utime vfork
	vm-splice wait xattr zero"

case $1 in
1)	stressors=$files ;;
2)	stressors=$memory ;;
3)	stressors=$others ;;
esac
mkdir -p /tmp/work
cd /tmp/work || exit
for stressor in $stressors; do
	timeout -k 1 6 stress-ng --"$stressor" 1 --"$stressor"-ops 1 -t 2 -q
	echo "$stressor $?"
done
