/* SPDX-License-Identifier: GPL-2.0 */
/*
 * StringBuffer: append(other) of JDK 1.4 asks `other` for its length and then for that
 * many characters. Each of the two locks `other`, but not both together, so that another
 * thread may shorten it in between. The characters are in files here.
 */
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "lib/case.h"

#define WORDS "to be or not to be"

struct buffer {
	int fd;
	pthread_mutex_t lock;
};

static struct buffer text, other;
static pthread_barrier_t start;

static void buffer_init(struct buffer *b, const char *name, const char *content)
{
	b->fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);
	need(b->fd >= 0 && !pthread_mutex_init(&b->lock, NULL));
	need(write(b->fd, content, strlen(content)) == (ssize_t)strlen(content));
}

static off_t buffer_length(struct buffer *b)
{
	struct stat st;

	pthread_mutex_lock(&b->lock);
	need(!fstat(b->fd, &st));
	pthread_mutex_unlock(&b->lock);
	return st.st_size;
}

/* false: it has not as many characters */
static int buffer_get(struct buffer *b, char *to, off_t len)
{
	ssize_t got;

	pthread_mutex_lock(&b->lock);
	got = pread(b->fd, to, len, 0);
	pthread_mutex_unlock(&b->lock);
	return got == len;
}

static void buffer_set_length(struct buffer *b, off_t len)
{
	pthread_mutex_lock(&b->lock);
	need(!ftruncate(b->fd, len));
	pthread_mutex_unlock(&b->lock);
}

static int buffer_append(struct buffer *b, struct buffer *from)
{
	off_t len = buffer_length(from);
	char chars[256];

	need(len <= (off_t)sizeof(chars));
	work(20); /* makes room for so many */
	if (!buffer_get(from, chars, len))
		return 0;
	pthread_mutex_lock(&b->lock);
	need(write(b->fd, chars, len) == len);
	pthread_mutex_unlock(&b->lock);
	return 1;
}

static void *shorten(void *arg)
{
	(void)arg;
	pthread_barrier_wait(&start);
	work(10);
	buffer_set_length(&other, 5);
	return NULL;
}

int main(void)
{
	pthread_t thread;

	buffer_init(&text, "text", "He said: ");
	buffer_init(&other, "other", WORDS);
	need(!pthread_barrier_init(&start, NULL, 2));
	need(!pthread_create(&thread, NULL, shorten, NULL));
	pthread_barrier_wait(&start);
	if (!buffer_append(&text, &other)) {
		fprintf(stderr, "StringIndexOutOfBoundsException\n");
		return CASE_BUG;
	}
	need(!pthread_join(thread, NULL));
	return CASE_FINE;
}
