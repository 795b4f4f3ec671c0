/*
 * The mirror: copies recordings from Twilio to our storage, and verifies them.
 *
 * It leases a media job, fetches and decrypts the audio into a temporary file,
 * checks that the file is complete, moves it to the job's object key, and marks
 * the segment stored last. A mirror that is killed at any point leaves a job
 * whose lease expires, and files under a key that no row names: another mirror
 * removes them.
 */
#ifndef MIRROR_H
#define MIRROR_H

struct db;

/* Work on one job, if one is due. Returns how many milliseconds to wait before
 * the next call. */
int mirror_copy_one(struct db *);

/* Once a minute (other calls do nothing): remove the files of dead mirrors and
 * of deleted rows, and give up recordings at which mirrors die. */
void mirror_clean_up(struct db *);

#endif
