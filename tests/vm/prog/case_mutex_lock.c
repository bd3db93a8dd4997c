/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mutex_lock: a sale locks the stock and then the orders, a refund the orders and then
 * the stock. Sooner or later each has one of them and waits for the other, for ever.
 */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>
#include "lib/case.h"

static pthread_mutex_t stock_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t orders_lock = PTHREAD_MUTEX_INITIALIZER;
static int stock, orders;

static void change(int fd, const char *line)
{
	need(dprintf(fd, "%s\n", line) > 0);
	work(5);
}

static void *sell(void *arg)
{
	(void)arg;
	for (;;) {
		pthread_mutex_lock(&stock_lock);
		change(stock, "one less");
		pthread_mutex_lock(&orders_lock);
		change(orders, "sold");
		pthread_mutex_unlock(&orders_lock);
		pthread_mutex_unlock(&stock_lock);
	}
	return NULL;
}

static void *refund(void *arg)
{
	(void)arg;
	for (;;) {
		pthread_mutex_lock(&orders_lock);
		change(orders, "refunded");
		pthread_mutex_lock(&stock_lock);
		change(stock, "one more");
		pthread_mutex_unlock(&stock_lock);
		pthread_mutex_unlock(&orders_lock);
	}
	return NULL;
}

int main(void)
{
	pthread_t seller, refunder;

	stock = open("stock", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0644);
	orders = open("orders", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0644);
	need(stock >= 0 && orders >= 0);
	need(!pthread_create(&seller, NULL, sell, NULL));
	need(!pthread_create(&refunder, NULL, refund, NULL));
	pthread_join(seller, NULL);
	return CASE_BROKEN;
}
