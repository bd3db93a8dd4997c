#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Programs of the distribution that fail because of what they were given: cppcheck, curl
# and sqlite3 say that they failed, the recording has the bytes because of which.
. tests/lib.sh
. tests/cases.sh
load

# ---- a parser meets a file that it cannot parse, and that is gone afterwards ----
case=cppcheck
cat >/tmp/generated.c <<'END'
int uart_put(int c)
{
#asm
	mov	al, #'A
	out	0xf8
#endasm
	return c;
}
END
record $case cppcheck --error-exitcode=9 /tmp/generated.c
rm /tmp/generated.c
cat /tmp/$case.out
equal "status of cppcheck" "$status" 9
grep -q "syntaxError" /tmp/$case.out || fail "cppcheck had no syntax error"
fd=$(sed -n 's/.* openat([^,]*, "\/tmp\/generated.c", .*) = \([0-9]*\)$/\1/p' /tmp/$case.lines | tail -1)
has_lines -F /tmp/$case.lines <<END
read($fd, "int uart_put(int c)\n{\n#asm\n\tmov\tal, #'A\n\tout\t0xf8\n#endasm\n\treturn c;\n}\n",
END

# ---- a server promises more than it sends ----
case=curl
perl -MIO::Socket::INET -e '
	$server = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1:8080") or die;
	open($ready, ">", "/tmp/ready");
	$client = $server->accept;
	sysread($client, $request, 4096);
	syswrite($client, "HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n" . "x" x 1000);' &
within 20 test -e /tmp/ready
record $case curl -sS -o page http://127.0.0.1:8080/report
wait
cat /tmp/$case.out
equal "status of curl" "$status" 18
fd=$(sed -n 's/.* connect(\([0-9]*\), {sa_family=AF_INET, .*8080.*/\1/p' /tmp/$case.lines | head -1)
main=$(awk '{ print $2; exit }' /tmp/$case.lines)
in_order <<END
$main sendto($fd, "GET /report HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n
$main recvfrom($fd, "HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\nxxx
$main recvfrom($fd, ""
END
# what came in all: the header's 41 bytes and 1000
sed -n "s/.* recvfrom($fd, .* = \([0-9]*\)$/\1/p" /tmp/$case.lines >/tmp/received
equal "bytes received" "$(awk '{ n += $1 } END { print n }' /tmp/received)" 1041
equal "the last answer" "$(tail -1 /tmp/received)" 0

# ---- a database is locked: by whom? ----
case=sqlite
sqlite3 /tmp/stock.db 'CREATE TABLE t (item, n); INSERT INTO t VALUES ("bolt", 100);'
coproc HOLDER { exec sqlite3 -batch /tmp/stock.db; }
echo "BEGIN IMMEDIATE; UPDATE t SET n = 99; SELECT 'updated';" >&"${HOLDER[1]}"
read -r -t 60 line <&"${HOLDER[0]}"
equal "the other sqlite3" "$line" updated
record $case sqlite3 /tmp/stock.db 'UPDATE t SET n = n - 1'
holder=$HOLDER_PID
kill -KILL "$holder"
wait "$holder" || true
cat /tmp/$case.out
equal "status of sqlite3" "$status" 5
grep -q "database is locked" /tmp/$case.out || fail "sqlite3 did not say why"
fd=$(sed -n 's/.* openat(AT_FDCWD, "\/tmp\/stock.db", O_RDWR.*) = \([0-9]*\)$/\1/p' /tmp/$case.lines)
main=$(awk '{ print $2; exit }' /tmp/$case.lines)
# sqlite3's RESERVED byte: who has it, and that it cannot be had
lock="l_whence=SEEK_SET, l_start=1073741825, l_len=1"
in_order <<END
$main fcntl($fd, F_GETLK, {l_type=F_WRLCK, $lock, l_pid=$holder}) = 0
$main fcntl($fd, F_SETLK, {l_type=F_WRLCK, $lock, l_pid=0}) = -1 EAGAIN
$main write(2, "Error: stepping, database is locked (5)\n"
END
