// Why a call or a recording cannot be played, in words for the user.

import { NONE, UNANSWERED, count, isOver } from '/words.js';

const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);

const ABSENT = {
  16101: 'Too short to record',
  16102: 'Silent',
};

const CODES = {
  external_storage: 'kept in other storage',
  deleted_at_twilio: 'at Twilio',
  not_ready: 'Twilio does not hand the audio out yet',
  credentials_refused: 'Twilio refuses our credentials',
  gone_at_twilio: 'Twilio does not have the audio any more',
  our_disk: 'our disk could not be written',
  unreachable: 'Twilio cannot be reached',
  damaged: 'the audio arrives damaged',
  no_private_key: 'encrypted, and we have no key to it',
  too_many_tries: 'tried too often',
  twilio_failed: 'Twilio could not record it',
};

// Reasons that normally pass by themselves; the others need somebody to look at them.
const PASSING = ['not_ready', 'unreachable'];

/** A reason in words, or Twilio's ErrorCode. Some reasons come as a code only, and CODES has the words. */
const reasonOf = ({ stateReason, reasonCode }) =>
  (stateReason && stateReason !== reasonCode ? stateReason : CODES[reasonCode]);

function because(words, reason) {
  if (!reason)
    return words;
  return /^\d+$/.test(reason) ? `${words} (Twilio ${reason})` : `${words}: ${reason}`;
}

const unplayable = (recording) => ({
  tone: PASSING.includes(recording.reasonCode) ? 'wait' : 'bad',
  words: sentence(reasonOf(recording) ?? 'Cannot be played'),
});

const REASONS = {
  in_progress: (recording, over) => (over
    ? { tone: 'wait', words: 'Waiting for audio' }
    : { tone: 'live', words: 'Recording…' }),
  available: unplayable,
  // The recording was read before its segments were.
  stored: unplayable,
  absent: (recording) =>
    ({ words: because(ABSENT[recording.stateReason] ?? 'No audio', reasonOf(recording)) }),
  failed: (recording) => ({ tone: 'bad', words: because('Failed', reasonOf(recording)) }),
  deleted: (recording) => ({ words: because('Deleted', reasonOf(recording)) }),
};

/** Why a recording or a segment cannot be played. over: the call is over. */
export const whyNotPlayable = (recording, over) => REASONS[recording.state](recording, over);

/**
 * Why a call has no audio to play: {words, tone}. tone 'bad' is an error that somebody should
 * look at, 'live' and 'wait' pass by themselves. A call that nobody answered is never an error.
 */
export function whyNoRecording(call) {
  if (UNANSWERED.includes(call.status) && call.recording?.state !== 'deleted')
    return { words: 'Not answered' };
  if (!call.recording)
    return { words: isOver(call) ? 'Not recorded' : NONE };
  return whyNotPlayable(call.recording, isOver(call));
}

const isWithTwilio = ({ state, playable }) => state === 'available' && playable;

/** True while the mirror copies a recording that can be played from Twilio already. */
export const isCopying = (recording) => isWithTwilio(recording) && !recording.reasonCode;

/** Why a recording that can be played from Twilio is not copied, or null. */
export const whyNoCopy = (recording) =>
  (isWithTwilio(recording) && recording.reasonCode ? reasonOf(recording) : null);

const WHY_NOT = {
  waiting: 'waiting for audio',
  tooShort: 'too short',
  silent: 'silent',
  externalStorage: 'in other storage',
  absent: 'without audio',
  credentialsRefused: 'refused by Twilio',
  goneAtTwilio: 'gone at Twilio',
  ourDisk: 'not written to our disk',
  failed: 'failed',
  deleted: 'deleted',
  notRecorded: 'not recorded',
  shared: 'more recorded with another call',
};

// A shared recording is counted with the call that has it.
const UNCOUNTED = ['shared'];

/** How many of the calls that are over can be played, and why the others cannot; null: none is over. */
export function coverage({ playable, whyNot }) {
  const reasons = Object.entries(WHY_NOT).filter(([reason]) => whyNot[reason]);
  const over = reasons.reduce(
    (sum, [reason]) => sum + (UNCOUNTED.includes(reason) ? 0 : whyNot[reason]), playable);
  if (!over)
    return null;
  return [
    `Today: ${count(playable)} of ${count(over)} answered `
      + `${over === 1 ? 'call' : 'calls'} can be played`,
    // A line breaks between reasons, not within one.
    ...reasons.map(([reason, words]) =>
      `${count(whyNot[reason])} ${words}`.replaceAll(' ', '\u00a0')),
  ].join(' · ');
}
