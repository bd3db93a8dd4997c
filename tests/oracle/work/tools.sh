#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# tools.sh curl|tar|git: a short session with each of these, in /tmp/work.
rm -rf /tmp/work
mkdir -p /tmp/work
cd /tmp/work || exit
export HOME=/tmp/work

served() {
	(: </dev/tcp/127.0.0.1/8080) 2>/dev/null
}

run_curl() {
	head -c 100000 /dev/urandom >file
	python3 -m http.server --bind 127.0.0.1 8080 &
	for _ in {1..100}; do
		! served || break
		sleep 0.2
	done
	curl -sS -o copy http://127.0.0.1:8080/file
	curl -sSI http://127.0.0.1:8080/none
	curl -sS --data @file http://127.0.0.1:8080/
	curl -sS --range 10-19 http://[::1]:8080/file
	curl -sS file:///etc/passwd
	kill $!
	wait
}

run_tar() {
	cp -a /etc/default /etc/apt /etc/perl .
	ln default/useradd hard
	mkfifo fifo
	tar --zstd -cf a.tar.zst --exclude=a.tar.zst --xattrs --acls .
	mkdir x
	tar --zstd -xpf a.tar.zst -C x
	tar --sparse -cvf b.tar default
	tar -df b.tar
	zstd -q -T2 -19 b.tar
	zstd -q -d -c b.tar.zst | cksum
}

run_git() {
	git init -q a
	cd a || exit
	git config user.name n
	git config user.email e
	cp /etc/passwd f
	git add f
	git commit -q -m one
	git checkout -q -b other
	echo more >>f
	git commit -q -a -m two
	git checkout -q -
	git merge -q --no-ff -m merge other
	git --no-pager log --stat -p | tail -3
	git status
	git gc -q
	git clone -q . ../b
	git fsck
}

"run_$1"
