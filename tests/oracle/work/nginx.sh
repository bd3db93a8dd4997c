#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The server from its start to its end, with clients.
. tests/nginx.sh
nginx_start
ab -q -n 12 -c 3 -k http://127.0.0.1:8080/
ab -q -n 2 http://127.0.0.1:8080/none
nginx -c /tmp/nginx/conf -s reload
nginx -c /tmp/nginx/conf -s quit
