/*
 * Classifies network addresses: public, loopback or private. Sources: IANA,
 * "IPv4 Special-Purpose Address Registry" and the same for IPv6 (RFC 6890);
 * RFC 4291, section 2.5.5.2; RFC 6052; RFC 3056; RFC 4380.
 */
#ifndef ADDRESS_H
#define ADDRESS_H

struct sockaddr;

enum address_kind {
	ADDRESS_PUBLIC,   /* globally reachable unicast */
	ADDRESS_LOOPBACK, /* this machine */
	ADDRESS_PRIVATE   /* private, multicast, reserved or unassigned */
};

/* An IPv6 address that embeds an IPv4 address (mapped, NAT64, 6to4) has the
 * kind of that IPv4 address. */
enum address_kind address_kind(const struct sockaddr *);

#endif
