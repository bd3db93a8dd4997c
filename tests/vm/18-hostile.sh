#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Bad requests, mappings, positions and filters get the documented errno; a crowd
# that does everything at once leaves a clean log, and the module can be unloaded.
. tests/lib.sh
load
"$PROG/hostile"
"$PROG/hostile" race 15
within 5 unload
