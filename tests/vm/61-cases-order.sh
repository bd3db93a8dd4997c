#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Well-known bugs of order (tests/vm/prog/case_*.c): each step is right, and recorded, as
# is the order in which they were made, which is wrong.
. tests/lib.sh
. tests/cases.sh
load

# ---- a log's descriptor is used that is another file's by then ----
bites log_proc_sweep
fd=$(fd_of log)
sweeper=$(thread_of rename)
server=$(thread_of "write($fd, \"request")
[ "$sweeper" != "$server" ] || fail "no second thread"
in_order <<END
$sweeper close($fd) = 0
$sweeper rename("log", "log.1") = 0
$sweeper openat(AT_FDCWD, "accounts", O_RDWR) = $fd
$sweeper pread64($fd, "alice 0100\nbob   0250\ncarol 0075\n"
$server write($fd, "request
END

# ---- two statements are logged in another order than they were executed ----
bites mysql_169
table=$(fd_of table)
binlog=$(fd_of binlog)
deleter=$(thread_of 'recvfrom(7, "DELETE FROM t;\n"')
inserter=$(thread_of 'recvfrom(9, "INSERT INTO t VALUES (1);\n"')
in_order <<END
$deleter ftruncate($table, 0) = 0
$inserter write($table, "1\n", 2) = 2
$inserter write($binlog, "INSERT INTO t VALUES (1);\n", 26) = 26
$deleter write($binlog, "DELETE FROM t;\n", 15) = 15
END
