#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A database with a journal, one with a write-ahead log, two who write at once.
rm -f /tmp/db /tmp/wal
sqlite3 /tmp/db 'create table t(a, b); insert into t values (1, "x"), (2, randomblob(5000));
	create index i on t(a); select a, length(b) from t; begin; delete from t; rollback;
	vacuum; .dump'
sqlite3 /tmp/wal 'pragma journal_mode=wal; pragma mmap_size=1000000; create table t(a);
	insert into t values (randomblob(20000)); pragma wal_checkpoint; select sum(length(a)) from t'
for _ in 1 2; do
	sqlite3 /tmp/db '.timeout 5000' 'begin immediate; insert into t values (3, 4); commit' &
done
wait
