#include "sys/child.h"
#include "sys/store.h"
#include "text/wav.h"
#include "work/copy.h"

/* The result of the decoder, from its child process. */
struct decoded {
	enum err err;
	const char *why; /* a literal, so its address is valid in the parent */
	struct audio_facts facts;
};

static void
decode(void *context, void *result)
{
	const struct copy *c = context;
	struct decoded *d = result;

	d->err = audio_read(
	    store_path(c->file), store_peaks_path(c->file), &d->facts, &d->why);
}

enum err
copy_examine(struct copy *c, struct audio_facts *facts)
{
	size_t head = c->bytes < COPY_HEAD_BYTES ? c->bytes : COPY_HEAD_BYTES;
	struct decoded d = {0};
	enum err e;

	if (!wav_is_whole(c->head, head, c->bytes, &c->why)) {
		c->problem = "damaged";
		return ERR_UPSTREAM;
	}
	c->why = "no process could be started to decode it";
	e = child_run(decode, c, &d, sizeof(d), copy_is_wanted, c);
	if (e == ERR_UPSTREAM) {
		c->problem = "damaged";
		c->why = "the decoder failed on its audio";
	}
	if (e != OK)
		return e;
	if (d.err == ERR_UNAVAIL) {
		copy_disk_failed(c);
	} else if (d.err != OK) {
		c->problem = "damaged";
		c->why = d.why;
	}
	*facts = d.facts;
	return d.err;
}
