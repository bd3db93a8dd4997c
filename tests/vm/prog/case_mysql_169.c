/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mysql-169: a server with a connection for each thread executes statements on a table
 * under the table's lock, and writes them to a log from which a replica does the same.
 * DELETE of all rows lets go of the lock before it writes to the log, so that an INSERT
 * that was executed after it may come before it there: the replica deletes the row.
 */
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "lib/case.h"

#define DELETE "DELETE FROM t;\n"
#define INSERT "INSERT INTO t VALUES (1);\n"

static int table, binlog;
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;

static int open_new(const char *name)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0644);

	need(fd >= 0);
	return fd;
}

static void execute(int fd, const char *statement)
{
	if (!strcmp(statement, DELETE))
		need(!ftruncate(fd, 0));
	else
		need(write(fd, "1\n", 2) == 2);
}

static void log_statement(const char *statement)
{
	need(write(binlog, statement, strlen(statement)) > 0);
}

static void *connection(void *arg)
{
	int client = *(int *)arg;
	char statement[64] = "";

	need(recv(client, statement, sizeof(statement) - 1, 0) > 0);
	pthread_mutex_lock(&table_lock);
	execute(table, statement);
	if (!strcmp(statement, DELETE)) {
		pthread_mutex_unlock(&table_lock);
		work(40); /* frees the rows' memory */
		log_statement(statement);
	} else {
		log_statement(statement);
		pthread_mutex_unlock(&table_lock);
	}
	need(send(client, "OK\n", 3, 0) == 3);
	return NULL;
}

/* What the replica makes of the log */
static void replay(int replica)
{
	char line[64];
	FILE *log = fopen("binlog", "r");

	need(log);
	while (fgets(line, sizeof(line), log))
		execute(replica, line);
	fclose(log);
}

int main(void)
{
	static const char *const statements[] = { DELETE, INSERT };
	char here[64] = "", there[64] = "";
	int sock[2][2], replica;
	pthread_t thread[2];

	table = open_new("table");
	replica = open_new("replica");
	binlog = open_new("binlog");
	need(write(table, "0\n", 2) == 2 && write(replica, "0\n", 2) == 2);
	for (int i = 0; i < 2; i++) {
		need(!socketpair(AF_UNIX, SOCK_STREAM, 0, sock[i]));
		need(!pthread_create(&thread[i], NULL, connection, &sock[i][1]));
	}
	for (int i = 0; i < 2; i++) {
		need(send(sock[i][0], statements[i], strlen(statements[i]), 0) > 0);
		work(15);
	}
	for (int i = 0; i < 2; i++)
		need(!pthread_join(thread[i], NULL));

	replay(replica);
	need(pread(table, here, sizeof(here) - 1, 0) >= 0);
	need(pread(replica, there, sizeof(there) - 1, 0) >= 0);
	if (!strcmp(here, there))
		return CASE_FINE;
	fprintf(stderr, "the replica differs: %zu bytes, not %zu\n", strlen(there), strlen(here));
	return CASE_BUG;
}
