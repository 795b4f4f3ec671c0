/*
 * Answers 204 to everything, at once: what nginx, FastCGI and our own frame
 * cost before an endpoint has done anything. For ./dev bench only.
 */
#include <stdlib.h>

#include "base/log.h"
#include "sys/http.h"

int
main(void)
{
	enum http_event event;
	struct http *h;

	log_open("empty");
	http_listen();
	h = http_open();
	while ((event = http_accept(h, -1)) != HTTP_STOP) {
		if (event == HTTP_IDLE)
			continue;
		http_head(h, "Status", "204 No Content");
		http_body(h);
		http_finish(h);
	}
	http_close(h);
	return EXIT_SUCCESS;
}
