#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Processes and sessions come and go for ten minutes (tests/vm/58-churn.sh).
SEED=1 DURATION=600 bash tests/vm/58-churn.sh
