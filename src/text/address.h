/*
 * Whose a network address is, as far as the address says. Sources: IANA,
 * "IPv4 Special-Purpose Address Registry" and the same for IPv6 (RFC
 * 6890); RFC 4291, section 2.5.5.2; RFC 6052; RFC 3056; RFC 4380.
 */
#ifndef ADDRESS_H
#define ADDRESS_H

struct sockaddr;

enum address_kind {
	ADDRESS_PUBLIC,   /* of the Internet */
	ADDRESS_LOOPBACK, /* this machine's own */
	ADDRESS_PRIVATE   /* of a network's inside, of many, or of nobody */
};

/* An IPv6 address with an IPv4 address in it is what that is, if it is of
 * the Internet by itself. */
enum address_kind address_kind(const struct sockaddr *);

#endif
