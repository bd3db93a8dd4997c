/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bank_account: two tellers, processes with a connection each, take orders to transfer
 * money. A teller looks whether there is enough on the account, and then books, without
 * a lock on the accounts: both find the same money, and it is spent twice.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/case.h"

#define WIDTH 5
#define MONEY 100

enum { ALICE, BOB, CAROL, ACCOUNTS };

static int accounts;

static int balance(int account)
{
	char text[WIDTH + 1] = "";

	need(pread(accounts, text, WIDTH, account * WIDTH) == WIDTH);
	return atoi(text);
}

static void set_balance(int account, int money)
{
	char text[16];

	snprintf(text, sizeof(text), "%04d\n", money);
	need(pwrite(accounts, text, WIDTH, account * WIDTH) == WIDTH);
}

static void teller(int client)
{
	char order[64] = "";
	const char *answer = "refused\n";
	int from, to, money, there;

	need(recv(client, order, sizeof(order) - 1, 0) > 0);
	need(sscanf(order, "transfer %d %d %d", &from, &to, &money) == 3);
	there = balance(from);
	if (there >= money) {
		work(20); /* is the customer who he says he is? */
		set_balance(from, there - money);
		set_balance(to, balance(to) + money);
		answer = "done\n";
	}
	need(send(client, answer, strlen(answer), 0) > 0);
	_exit(0);
}

int main(void)
{
	char order[64], answer[64];
	int customer[2], pair[2], sum = 0, status;

	accounts = open("accounts", O_RDWR | O_CREAT | O_TRUNC, 0644);
	need(accounts >= 0);
	for (int i = 0; i < ACCOUNTS; i++)
		set_balance(i, i == ALICE ? MONEY : 0);

	for (int i = 0; i < 2; i++) {
		need(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
		customer[i] = pair[0];
		if (!fork())
			teller(pair[1]);
		close(pair[1]);
	}
	for (int i = 0; i < 2; i++) {
		int len = snprintf(order, sizeof(order), "transfer %d %d 80\n", ALICE, BOB + i);

		need(send(customer[i], order, len, 0) == len);
	}
	for (int i = 0; i < 2; i++) {
		need(recv(customer[i], answer, sizeof(answer), 0) > 0);
		need(wait(&status) > 0 && !status);
	}

	for (int i = 0; i < ACCOUNTS; i++)
		sum += balance(i);
	printf("there were %d, and there are %d\n", MONEY, sum);
	return sum == MONEY ? CASE_FINE : CASE_BUG;
}
