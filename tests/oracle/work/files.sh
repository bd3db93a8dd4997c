#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Coreutils and what is like them on real files.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
rm -rf /tmp/work
mkdir -p /tmp/work/a/b
cd /tmp/work || exit
cp -r /etc/default /etc/apt /etc/passwd a
ls -lR a
ls -la --color=always /dev/pts /proc/self/fd
cp -a a c
cp --sparse=always /etc/services s
cp --reflink=auto -p s s2
mv s2 c/b/s2
mv c/b/s2 /dev/shm/s2
mv /dev/shm/s2 .
cat a/passwd s >all
sort -t: -k3n a/passwd
sort -R --parallel=2 -S 1M /etc/services | uniq -c | tail -3
du -a a
df /tmp
df -i
stat s a /dev/null
stat -f /tmp /proc
find a -newer s -o -type f -size +1k -printf '%p %s %T@\n'
find c -name '*.list' -delete
tail -n 5 /etc/services
tail -c 20 s
head -c 100 s
dd if=/dev/zero of=z bs=4k count=3 seek=2 conv=fsync,notrunc
dd if=z of=z2 iflag=direct oflag=append,dsync conv=notrunc bs=4096
truncate -s 1M z
fallocate -p -o 0 -l 4096 z
chmod -R g+w,o-r a
chown -R 1:1 c
chgrp 2 s
ln s hard
ln -s ../a c/link
readlink -f c/link
realpath c/link
touch -d '2001-02-03 04:05:06.789' s
touch -a -m -r s z
touch -h c/link
mkfifo fifo
mknod node c 1 3
install -m 4755 -o 3 s suid
split -b 1000 s part.
cat part.* | cksum
wc all
tee t1 t2 <a/passwd
od -An -tx1 -N 32 s
tac a/passwd
comm s s
sync -f s
shred -n 1 -u t1
rm -rf c
rmdir a/b
mktemp -d -p /tmp/work
id root
nproc
uname -a
date -u
env -i A=b /usr/bin/printenv
nice -n 5 nice
timeout 5 true
timeout -s INT 0.2 sleep 5
chroot / true
stty -a
test -w s
flock -n s true
setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all id
prlimit --nofile=100:200 true
taskset 1 true
chrt -b 0 true
ionice -c 3 true
mkdir m
mount -t tmpfs -o size=64k,mode=700 none m
mount -o remount,ro m
mount --bind a m
umount m
umount m
unshare -m -u -i hostname other
