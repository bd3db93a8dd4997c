#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Pipes, traps, subshells, redirections, job control.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd /tmp || exit
trap 'echo usr1' USR1
trap 'echo child' CHLD
kill -USR1 $$
(cd / && ls | head -2)
(trap 'exit 3' TERM; kill -TERM $BASHPID; sleep 5)
(kill -KILL $BASHPID)
(ulimit -c 0; kill -SEGV $BASHPID)
sleep 0.1 & wait $!
for i in 1 2 3; do echo $i; done | while read -r n; do echo "<$n>"; done | cat >f
exec 3<>f 4>>g 5</dev/null
read -r -u 3 line
echo "$line" >&4
exec 3>&- 4>&- 5<&-
cat <<<"here" <(echo there) >h
tee >(wc -c >i) <h
coproc cat
echo ping >&"${COPROC[1]}"
read -r pong <&"${COPROC[0]}"
echo "$pong"
kill "$COPROC_PID"
umask 027
ulimit -n 100
read -r -t 0.1 nothing < <(sleep 0.3)
echo {a..c}{1..2} $((3 * 4)) "$(printf '%q ' 'a b')"
[[ -f f && f -nt /etc/passwd ]]
set -m
sleep 5 &
kill -STOP %1
jobs
kill -CONT %1
kill %1
wait
set +m
{ sleep 0.2; echo late; } &
sleep 0.1
wait -n
# with a terminal
script -qec 'stty raw -echo; stty sane; stty size; bash --norc -ic "echo \$-; sleep 0.05 & fg; true"' /dev/null
exec 6<>/dev/tcp/127.0.0.1/9
exec true
