/*
 * Copies recordings from Twilio to our storage, verified.
 *
 * Takes a media job, fetches its audio into a temporary file, decrypted if
 * need be, checks that it is whole, keeps it under the job's key, and only then
 * has the database call it stored. A mirror that is killed, at any point,
 * leaves a job whose lease runs out, and nothing else that anybody can see:
 * another mirror removes what is under the job's key.
 */
#ifndef MIRROR_H
#define MIRROR_H

struct db;

/* Work on one job, if one is due. Returns for how many ms to rest then. */
int mirror_copy_one(struct db *);

/* Once a minute: remove what dead mirrors left, and files whose rows are gone;
 * give up recordings at which mirrors die. */
void mirror_clean_up(struct db *);

#endif
