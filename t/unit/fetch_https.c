/*
 * Media by https, from openssl(1): the certificate is checked, and redirects
 * are followed only by https and to public addresses. The test itself makes
 * libcurl trust the certificate.
 */
#include "sys/fetch.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "t/tap.h"

#define MAKE_CERTIFICATE                                                  \
	"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "  \
	"-nodes -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 " \
	"-days 1 -keyout key.pem -out cert.pem 2> /dev/null"
#define AWAY    "a redirect away from https was refused"
#define UNKNOWN "SSL peer certificate or SSH remote key was not OK"
#define PRIVATE "a redirect to a private address was refused"

/* Where the redirect leads: this, then the port of a server without TLS, and a
 * path. */
static const struct {
	const char *what;
	const char *to; /* NULL: no redirect, but the audio */
	bool trusted;
	int status;
	const char *why; /* NULL: the audio comes */
} cases[] = {
    {"audio",                        NULL,                  true,  200, NULL   },
    {"audio from nobody knows whom", NULL,                  false, 0,   UNKNOWN},
    {"a redirect to http: there",    "http://127.0.0.1",    true,  302, AWAY   },
    {"to http: elsewhere",           "http://localhost",    true,  302, AWAY   },
    {"to a file",                    "file:///etc/passwd",  true,  302, AWAY   },
    {"to this machine",              "https://localhost",   true,  302, PRIVATE},
    {"to our network",               "https://192.168.1.1", true,  302, PRIVATE},
};

static bool trusted;

/* Replaces libcurl's function, and calls it. */
CURL *
curl_easy_init(void)
{
	CURL *(*init)(void);
	CURL *curl;

	*(void **)&init = dlsym(RTLD_NEXT, "curl_easy_init");
	curl = init();
	if (trusted)
		curl_easy_setopt(curl, CURLOPT_CAINFO, "cert.pem");
	return curl;
}

static bool
on_audio(void *context, const void *data, size_t len)
{
	size_t *bytes = context;

	(void)data;
	*bytes += len;
	return true;
}

/* Start openssl(1), which serves the files of this directory. Returns its
 * port. */
static pid_t
serve(int *port)
{
	int out[2];
	char line[256];
	FILE *f;
	pid_t child;

	if (pipe(out) == -1 || (child = fork()) == -1)
		exit(EXIT_FAILURE);
	if (child == 0) {
		dup2(out[1], STDOUT_FILENO);
		close(STDERR_FILENO);
		execlp("openssl", "openssl", "s_server", "-HTTP", "-accept",
		    "127.0.0.1:0", "-cert", "cert.pem", "-key", "key.pem",
		    NULL);
		_exit(EXIT_FAILURE);
	}
	close(out[1]);
	f = fdopen(out[0], "r");
	while (fgets(line, sizeof(line), f) != NULL &&
	       sscanf(line, "ACCEPT 127.0.0.1:%d", port) != 1)
		;
	return child;
}

/* Listen on a port that no request may reach. Returns the port. */
static int
listen_in_clear(int *port)
{
	struct sockaddr_in a = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (bind(fd, (struct sockaddr *)&a, len) == -1 || listen(fd, 1) == -1 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) == -1)
		exit(EXIT_FAILURE);
	*port = ntohs(a.sin_port);
	return fd;
}

static void
write_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	fputs(text, f);
	fclose(f);
}

static void
run(size_t i, int port, int clear_port)
{
	const char *to = cases[i].to, *why = cases[i].why;
	struct arena *a = arena_new();
	struct fetch_answer answer;
	size_t bytes = 0;
	struct fetch_request request = {
	    .url = arena_printf(a, "https://127.0.0.1:%d/%s", port,
	        to == NULL ? "audio" : "redirect"),
	    .user = "me",
	    .password = "secret",
	    .max_bytes = 1 << 20,
	    .limit_ms = 5000,
	    .type = "audio/",
	    .write = on_audio,
	    .context = &bytes};

	if (to != NULL)
		write_file("redirect",
		    arena_printf(a,
		        "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n"
		        "Location: %s:%d/audio\r\n\r\n",
		        to, clear_port));
	trusted = cases[i].trusted;
	is_int(fetch_get(a, &request, &answer), why == NULL ? OK : ERR_UPSTREAM,
	    cases[i].what);
	is_int(answer.status, cases[i].status, "its status");
	is_str(answer.why, why, "the reason");
	is_int((long long)bytes, why == NULL ? 4 : 0, "its bytes");
	is_int(answer.sent, trusted, "only who is trusted is asked");
	arena_free(a);
}

int
main(void)
{
	char dir[] = "/tmp/fetch_https.XXXXXX";
	int port = 0, clear_port = 0, clear;
	pid_t child;

	if (mkdtemp(dir) == NULL || chdir(dir) == -1 ||
	    system(MAKE_CERTIFICATE) != 0)
		return EXIT_FAILURE;
	write_file("audio", "HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\n"
	                    "Content-Length: 4\r\n\r\nRIFF");
	child = serve(&port);
	clear = listen_in_clear(&clear_port);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i, port, clear_port);
	ok(accept(clear, NULL, NULL) == -1 && errno == EAGAIN,
	    "nobody came in clear, or to another port");
	kill(child, SIGTERM);
	waitpid(child, NULL, 0);
	unlink("audio");
	unlink("redirect");
	unlink("cert.pem");
	unlink("key.pem");
	rmdir(dir);
	return done();
}
