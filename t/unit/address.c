#include "text/address.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "t/tap.h"

static const struct {
	const char *text;
	enum address_kind kind;
} cases[] = {
    {"1.1.1.1",                  ADDRESS_PUBLIC  },
    {"3.208.0.1",                ADDRESS_PUBLIC  },
    {"9.255.255.255",            ADDRESS_PUBLIC  },
    {"11.0.0.0",                 ADDRESS_PUBLIC  },
    {"100.63.255.255",           ADDRESS_PUBLIC  },
    {"100.128.0.0",              ADDRESS_PUBLIC  },
    {"126.255.255.255",          ADDRESS_PUBLIC  },
    {"128.0.0.0",                ADDRESS_PUBLIC  },
    {"169.253.255.255",          ADDRESS_PUBLIC  },
    {"172.15.255.255",           ADDRESS_PUBLIC  },
    {"172.32.0.0",               ADDRESS_PUBLIC  },
    {"192.167.255.255",          ADDRESS_PUBLIC  },
    {"192.169.0.0",              ADDRESS_PUBLIC  },
    {"223.255.255.255",          ADDRESS_PUBLIC  },
    {"2600:1f18::1",             ADDRESS_PUBLIC  },
    {"2a00:1450:4001:80b::200e", ADDRESS_PUBLIC  },
    {"::ffff:1.1.1.1",           ADDRESS_PUBLIC  },
    {"64:ff9b::1.1.1.1",         ADDRESS_PUBLIC  },
    {"2002:101:101::1",          ADDRESS_PUBLIC  },

    {"127.0.0.1",                ADDRESS_LOOPBACK},
    {"127.255.255.255",          ADDRESS_LOOPBACK},
    {"::1",                      ADDRESS_LOOPBACK},
    {"::ffff:127.0.0.1",         ADDRESS_LOOPBACK},
    {"::ffff:7f00:2",            ADDRESS_LOOPBACK},

    {"0.0.0.0",                  ADDRESS_PRIVATE },
    {"0.1.2.3",                  ADDRESS_PRIVATE },
    {"10.0.0.0",                 ADDRESS_PRIVATE },
    {"10.255.255.255",           ADDRESS_PRIVATE },
    {"100.64.0.0",               ADDRESS_PRIVATE },
    {"100.127.255.255",          ADDRESS_PRIVATE },
    {"169.254.0.0",              ADDRESS_PRIVATE },
    {"169.254.169.254",          ADDRESS_PRIVATE },
    {"172.16.0.0",               ADDRESS_PRIVATE },
    {"172.31.255.255",           ADDRESS_PRIVATE },
    {"192.0.0.170",              ADDRESS_PRIVATE },
    {"192.0.2.1",                ADDRESS_PRIVATE },
    {"192.168.0.0",              ADDRESS_PRIVATE },
    {"192.168.255.255",          ADDRESS_PRIVATE },
    {"198.19.0.1",               ADDRESS_PRIVATE },
    {"224.0.0.1",                ADDRESS_PRIVATE },
    {"240.0.0.1",                ADDRESS_PRIVATE },
    {"255.255.255.255",          ADDRESS_PRIVATE },
    {"::",                       ADDRESS_PRIVATE },
    {"::2",                      ADDRESS_PRIVATE },
    {"::7f00:1",                 ADDRESS_PRIVATE },
    {"::ffff:0.0.0.0",           ADDRESS_PRIVATE },
    {"::ffff:10.0.0.1",          ADDRESS_PRIVATE },
    {"::ffff:169.254.169.254",   ADDRESS_PRIVATE },
    {"::ffff:192.168.1.1",       ADDRESS_PRIVATE },
    {"::ffff:100.64.0.1",        ADDRESS_PRIVATE },
    {"64:ff9b::10.0.0.1",        ADDRESS_PRIVATE },
    {"64:ff9b:1::1.1.1.1",       ADDRESS_PRIVATE },
    {"2002:a00:1::1",            ADDRESS_PRIVATE },
    {"2001::1",                  ADDRESS_PRIVATE },
    {"2001:db8::1",              ADDRESS_PRIVATE },
    {"100::1",                   ADDRESS_PRIVATE },
    {"fc00::1",                  ADDRESS_PRIVATE },
    {"fdff:ffff::1",             ADDRESS_PRIVATE },
    {"fe80::1",                  ADDRESS_PRIVATE },
    {"febf::1",                  ADDRESS_PRIVATE },
    {"fec0::1",                  ADDRESS_PRIVATE },
    {"ff02::1",                  ADDRESS_PRIVATE },
    {"ff0e::1",                  ADDRESS_PRIVATE },
};

int
main(void)
{
	const struct addrinfo hints = {
	    .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
	struct sockaddr_un local = {.sun_family = AF_UNIX};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct addrinfo *found = NULL;

		if (!ok(getaddrinfo(cases[i].text, NULL, &hints, &found) == 0,
		        cases[i].text))
			continue;
		is_int(address_kind(found->ai_addr), cases[i].kind, "its kind");
		freeaddrinfo(found);
	}
	is_int(address_kind((const struct sockaddr *)&local), ADDRESS_PRIVATE,
	    "a file's");
	return done();
}
