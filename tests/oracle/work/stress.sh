#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# stress.sh PART: a round or two of each stressor, as many as there are seconds for; the next
# time it goes on where it stopped
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
read -ra stressors <<<"${stressors//[$'\n\t']/ }"
count=${#stressors[@]} next=$(cat /tmp/stress.next 2>/dev/null || echo 0)
for ((done = 0; done < count && SECONDS < ${LIMIT:-40}; done++)); do
	stressor=${stressors[next]}
	next=$(((next + 1) % count))
	timeout -k 1 6 stress-ng --"$stressor" 1 --"$stressor"-ops 1 -t 2 -q
	echo "$stressor $?"
done
echo $next >/tmp/stress.next
echo "$done of $count"
