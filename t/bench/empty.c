/*
 * Answers 204 to everything, at once: what nginx, FastCGI and our own frame
 * cost before an endpoint has done anything. For ./dev bench only.
 */
#include <pthread.h>
#include <stdlib.h>

#include "base/log.h"
#include "sys/http.h"

#define THREADS 16 /* as an endpoint has */

static void *
answer_all(void *arg)
{
	struct http *h = http_open();
	enum http_event event;

	while ((event = http_accept(h, -1)) != HTTP_STOP) {
		if (event == HTTP_IDLE)
			continue;
		http_head(h, "Status", "204 No Content");
		http_body(h);
		http_finish(h);
	}
	http_close(h);
	return arg;
}

int
main(void)
{
	pthread_t thread[THREADS];

	log_open("empty");
	http_listen();
	for (size_t i = 0; i < THREADS; i++) {
		if (pthread_create(&thread[i], NULL, answer_all, NULL) != 0)
			log_die("pthread_create");
	}
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	return EXIT_SUCCESS;
}
