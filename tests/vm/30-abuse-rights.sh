#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who may open the device; open files of it in other hands, and closed under those
# that use them; every kind of mapping; memory whose faults never end. Afterwards
# nothing pins the module.
. tests/lib.sh
load
# where nobody may execute it
cp "$PROG/abuse-rights" /tmp
/tmp/abuse-rights
"$PROG/abuse-map"
"$PROG/abuse-stall"
equal "references" "$(cat /sys/module/syscord/refcnt)" 0
unload
