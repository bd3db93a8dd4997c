#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The same, of sockets and of child processes.
LIMIT=20 MODULES="socket subprocess" . tests/vm/long/40-oracle-python.sh
