# SPDX-License-Identifier: GPL-2.0
#
# nginx_start [CONNECTIONS]: a server with one worker on 127.0.0.1:8080, in /tmp/nginx.
nginx_start() {
	local connections=${1:-256}

	mkdir -p /tmp/nginx/site
	head -c 1024 /dev/zero | tr '\0' x >/tmp/nginx/site/index.html
	cat >/tmp/nginx/conf <<-END
		user root;
		worker_processes 1;
		pid /tmp/nginx/pid;
		error_log /tmp/nginx/error.log;
		events { worker_connections $connections; }
		http {
			access_log /tmp/nginx/access.log;
			client_body_temp_path /tmp/nginx/body;
			proxy_temp_path /tmp/nginx/proxy;
			fastcgi_temp_path /tmp/nginx/fastcgi;
			uwsgi_temp_path /tmp/nginx/uwsgi;
			scgi_temp_path /tmp/nginx/scgi;
			server { listen 127.0.0.1:8080; root /tmp/nginx/site; }
		}
	END
	nginx -c /tmp/nginx/conf
	ab -q -n 100 -c 10 http://127.0.0.1:8080/ >/dev/null
}
