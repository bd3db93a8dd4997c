#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The reader is killed a thousand times (tests/vm/17-kill9.sh).
set -eu

for seed in 1 2 3 4 5 6 7 8 9 10; do
	SEED=$seed KILLS=100 bash tests/vm/17-kill9.sh
	rmmod syscord
done
