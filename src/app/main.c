#include "app/endpoint.h"

/* The main() of every program of cgi-bin/, whose one file says what its
 * endpoint is. */
extern const struct endpoint endpoint;

int
main(void)
{
	return endpoint_run(&endpoint);
}
