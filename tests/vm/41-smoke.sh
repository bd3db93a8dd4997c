#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Every call number, with arguments of all kinds, without entries: see tests/smoke.sh.
. tests/lib.sh
. tests/smoke.sh
all plain
