#include "text/address.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* The first bits of a network's addresses. */
struct network {
	unsigned char first[16];
	size_t bits;
	enum address_kind kind;
	size_t embeds; /* offset of an embedded IPv4 address; 0: none */
};

/* An address in none of these networks is public. */
static const struct network networks4[] = {
    {{127},          8,  ADDRESS_LOOPBACK, 0},
    {{0},            8,  ADDRESS_PRIVATE,  0}, /* this network */
    {{10},           8,  ADDRESS_PRIVATE,  0},
    {{100, 64},      10, ADDRESS_PRIVATE,  0}, /* a carrier's NAT */
    {{169, 254},     16, ADDRESS_PRIVATE,  0}, /* link-local */
    {{172, 16},      12, ADDRESS_PRIVATE,  0},
    {{192, 0, 0},    24, ADDRESS_PRIVATE,  0},
    {{192, 0, 2},    24, ADDRESS_PRIVATE,  0}, /* documentation */
    {{192, 88, 99},  24, ADDRESS_PRIVATE,  0}, /* relays of 6to4 */
    {{192, 168},     16, ADDRESS_PRIVATE,  0},
    {{198, 18},      15, ADDRESS_PRIVATE,  0}, /* benchmarks */
    {{198, 51, 100}, 24, ADDRESS_PRIVATE,  0}, /* documentation */
    {{203, 0, 113},  24, ADDRESS_PRIVATE,  0}, /* documentation */
    {{224},          3,  ADDRESS_PRIVATE,  0}, /* multicast, reserved */
};

/* The first match counts. An address in none of these networks is private, as
 * it is not assigned. */
static const struct network networks6[] = {
    {{[15] = 1},               128, ADDRESS_LOOPBACK, 0 },
    {{[10] = 0xff, 0xff},      96,  ADDRESS_PUBLIC,   12}, /* mapped */
    {{0, 0x64, 0xff, 0x9b},    96,  ADDRESS_PUBLIC,   12}, /* NAT64 */
    {{0x20, 0x01, 0, 0},       23,  ADDRESS_PRIVATE,  0 }, /* protocols */
    {{0x20, 0x01, 0x0d, 0xb8}, 32,  ADDRESS_PRIVATE,  0 }, /* documentation */
    {{0x20, 0x02},             16,  ADDRESS_PUBLIC,   2 }, /* 6to4 */
    {{0x3f, 0xff},             20,  ADDRESS_PRIVATE,  0 }, /* documentation */
    {{0x20},                   3,   ADDRESS_PUBLIC,   0 }, /* global unicast */
};

static bool
is_in(const struct network *n, const unsigned char *address)
{
	size_t bytes = n->bits / 8, bits = n->bits % 8;

	return memcmp(n->first, address, bytes) == 0 &&
	       (bits == 0 ||
	           (n->first[bytes] ^ address[bytes]) >> (8 - bits) == 0);
}

static const struct network *
find(const struct network *n, size_t count, const unsigned char *address)
{
	for (size_t i = 0; i < count; i++)
		if (is_in(&n[i], address))
			return &n[i];
	return NULL;
}

#define FIND(table, address) \
	find((table), sizeof(table) / sizeof((table)[0]), (address))

static enum address_kind
kind4(const unsigned char *address)
{
	const struct network *n = FIND(networks4, address);

	return n == NULL ? ADDRESS_PUBLIC : n->kind;
}

static enum address_kind
kind6(const unsigned char *address)
{
	const struct network *n = FIND(networks6, address);

	if (n == NULL)
		return ADDRESS_PRIVATE;
	return n->embeds == 0 ? n->kind : kind4(address + n->embeds);
}

enum address_kind
address_kind(const struct sockaddr *address)
{
	struct sockaddr_in in4;
	struct sockaddr_in6 in6;

	switch (address->sa_family) {
	case AF_INET:
		memcpy(&in4, address, sizeof(in4));
		return kind4((const unsigned char *)&in4.sin_addr);
	case AF_INET6:
		memcpy(&in6, address, sizeof(in6));
		return kind6((const unsigned char *)&in6.sin6_addr);
	default:
		return ADDRESS_PRIVATE;
	}
}
