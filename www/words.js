// Facts in the words of the reader. A fact that is not known is a dash: nothing is invented.

export const NONE = '–';

const LOCALE = navigator.languages.find((tag) => tag.startsWith('en')) ?? 'en-GB';
const CLOCK = new Intl.DateTimeFormat(LOCALE, { hour: 'numeric', minute: '2-digit' });
const WEEKDAY = new Intl.DateTimeFormat(LOCALE, { weekday: 'long' });
const DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const FULL = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'long' });
const COUNT = new Intl.NumberFormat(LOCALE);

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

/** Whole days from date to now by the calendar: a day with 23 or 25 hours is one day. */
const daysAgo = (date, now) => Math.round((midnight(now) - midnight(date)) / 86400000);

export const whenOf = (call) => call.startedAt ?? call.createdAt;

export function day(time, now = new Date()) {
  const date = new Date(time);
  const ago = daysAgo(date, now);
  if (ago === 0 || ago === 1)
    return ['Today', 'Yesterday'][ago];
  return ago > 1 && ago < 7 ? WEEKDAY.format(date) : DAY.format(date);
}

/** The day that is so many days after today, as in 2026-03-02. */
export function isoDay(after) {
  const now = new Date();
  const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() + after);
  const pad = (n) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

export const clock = (time) => CLOCK.format(new Date(time));
export const fullTime = (time) => FULL.format(new Date(time));

/** 83.2 is 1:23, 3723 is 1:02:03. */
export function duration(seconds) {
  if (seconds === null || !Number.isFinite(seconds))
    return NONE;
  const whole = Math.floor(seconds);
  const pad = (n) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);

export function callCount(n) {
  return `${COUNT.format(n)} ${n === 1 ? 'call' : 'calls'}`;
}

/** A total that is a lower bound says so. */
export const total = ({ value, exact }) =>
  (exact ? callCount(value) : `${COUNT.format(value)}+ calls`);

// Country codes of one and of two digits; all others have three (ITU E.164, list of codes).
const COUNTRY = /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d+)$/;

export const isE164 = (number) => /^\+[1-9]\d{6,14}$/.test(number ?? '');

/** +14155550123 is +1 415 555 0123; what is no telephone number stays as it is. */
export function phone(number) {
  if (!isE164(number))
    return number || NONE;
  const [, country, rest] = COUNTRY.exec(number.slice(1));
  return `+${country} ${rest.replace(/(\d{3})(?=\d{3})/g, '$1 ')}`;
}

const STATUSES = {
  queued: 'Queued',
  initiated: 'Dialling',
  ringing: 'Ringing',
  'in-progress': 'In progress',
  completed: 'Completed',
  busy: 'Busy',
  'no-answer': 'No answer',
  canceled: 'Cancelled',
  failed: 'Could not be connected',
};

const UNANSWERED = ['busy', 'no-answer', 'canceled', 'failed'];

export const status = (call) => STATUSES[call.status] ?? call.status ?? NONE;
export const isOver = (call) =>
  Boolean(call.endedAt) || call.status === 'completed' || UNANSWERED.includes(call.status);
export const isPlayable = (call) => Boolean(call.recording?.playable);

/** True while the server may still have news of the call. */
export const isOpen = (call) =>
  !isOver(call) || ['in_progress', 'available'].includes(call.recording?.state);

const DIRECTIONS = { inbound: 'Inbound', outbound: 'Outbound' };
export const direction = (call) => DIRECTIONS[call.direction] ?? NONE;

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
  our_disk: 'our disk does not take it',
  unreachable: 'Twilio cannot be reached',
  damaged: 'the audio arrives damaged',
  no_private_key: 'encrypted, and we have no key to it',
  too_many_tries: 'tried too often',
  twilio_failed: 'Twilio could not record it',
};

// What passes by itself, as far as we know; the other reasons are for somebody to look at.
const PASSING = ['not_ready', 'unreachable'];

/** A reason in words, or one of Twilio's ErrorCodes. Some are told as a stable word alone. */
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
  // The row was told before its segments were.
  stored: unplayable,
  absent: (recording) =>
    ({ words: because(ABSENT[recording.stateReason] ?? 'No audio', reasonOf(recording)) }),
  failed: (recording) => ({ tone: 'bad', words: because('Failed', reasonOf(recording)) }),
  deleted: (recording) => ({ words: because('Deleted', reasonOf(recording)) }),
};

/** Why a recording, or one segment of it, cannot be played; over: the call is. */
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

/** True while our copy of what can be played already is being made. */
export const isCopying = (recording) => isWithTwilio(recording) && !recording.reasonCode;

/** Why our copy of what can be played already is not made, or null. */
export const whyNoCopy = (recording) =>
  (isWithTwilio(recording) && recording.reasonCode ? reasonOf(recording) : null);

export const isSeveral = (call) => call.recording?.segmentCount > 1;
export const recordingCount = (n) => `${COUNT.format(n)} recordings`;

/** What is heard if it is played: 1:18, 3 recordings, 1:18, or 2 of 3 recordings, 0:52. */
export function recordingLength({ segmentCount, missingCount, durationS }) {
  const length = Number.isFinite(durationS) ? duration(durationS) : null;
  if (segmentCount > 1)
    return [`${missingCount ? `${COUNT.format(segmentCount - missingCount)} of ` : ''}${
      recordingCount(segmentCount)}`, length].filter(Boolean).join(', ');
  return length ?? 'Play';
}

export const silence = (seconds) => `No recording for ${duration(seconds)}`;

const WHY_NOT = {
  waiting: 'waiting for audio',
  tooShort: 'too short',
  silent: 'silent',
  externalStorage: 'in other storage',
  absent: 'without audio',
  credentialsRefused: 'refused by Twilio',
  goneAtTwilio: 'gone at Twilio',
  ourDisk: 'not taken by our disk',
  failed: 'failed',
  deleted: 'deleted',
  notRecorded: 'not recorded',
  shared: 'more recorded with another call',
};

// Counted with the call that it belongs to.
const UNCOUNTED = ['shared'];

/** Of the calls that are over, how many can be played and why not the others; null: none is. */
export function coverage({ playable, whyNot }) {
  const reasons = Object.entries(WHY_NOT).filter(([reason]) => whyNot[reason]);
  const over = reasons.reduce(
    (sum, [reason]) => sum + (UNCOUNTED.includes(reason) ? 0 : whyNot[reason]), playable);
  if (!over)
    return null;
  return [
    `Today: ${COUNT.format(playable)} of ${COUNT.format(over)} answered `
      + `${over === 1 ? 'call' : 'calls'} can be played`,
    // A line breaks between reasons, not within one.
    ...reasons.map(([reason, words]) =>
      `${COUNT.format(whyNot[reason])} ${words}`.replaceAll(' ', '\u00a0')),
  ].join(' · ');
}

/** For who can mend it. */
export function refusedAccount({ accountSid, refusedSince }, now = new Date()) {
  const date = new Date(refusedSince);
  const dayOf = daysAgo(date, now) === 1 ? 'yesterday' : day(date, now);
  const since = daysAgo(date, now) ? `${dayOf}, ${clock(date)}` : clock(date);
  return `Twilio refuses our credentials for account AC…${accountSid.slice(-4)} since ${since}. `
    + 'Recordings are not copied until that is mended: start the server again with the account’s '
    + 'current Auth Token.';
}

// Of a conference Twilio may tell before it tells who is in it.
const isConference = (callId) => /^CF[0-9a-f]{32}$/.test(callId);

const ADDRESSES = {
  withheld: () => ({ text: 'Withheld' }),
  sip: (number) => ({ text: number.replace(/^sips?:/i, ''), note: 'SIP', isLong: true }),
  client: (number) =>
    ({ text: number.replace(/^client:/i, ''), note: 'browser phone', isLong: true }),
  short: (number) => ({ text: number }),
  name: (number) => ({ text: number, isLong: true }),
};

const numberOf = (number) =>
  ({ text: phone(number), href: isE164(number) ? `tel:${number}` : null });

/** The customer's address: {text, href, note, isLong}. note says what kind it is, if it must. */
export function address({ callId, contact, customerNumber, customerKind }) {
  if (!customerNumber && !customerKind && !contact && isConference(callId))
    return { text: 'Conference', note: 'Participants not known yet' };
  return (ADDRESSES[customerKind] ?? numberOf)(customerNumber);
}

/** One line that names a call: its customer, or else its number. */
export const customer = (call) => call.contact?.name ?? address(call).text;

// Twilio's are long: the last digits are enough to tell one from another.
const shortId = (id) => id.replace(/^(C[AF])[0-9a-f]{28}([0-9a-f]{4})$/, '$1…$2');

/** A conference is recorded once: with one of its calls. owner: that call, if it is known. */
export const recordedWith = ({ sharedWith }, owner) => (owner && customer(owner) !== NONE
  ? `Recorded with ${customer(owner)}’s call`
  : `Recorded with call ${shortId(sharedWith.callId)}`);

const FIELDS = { '/customerNumber': 'Number to call', '/agentNumber': 'Your phone' };
const NUMBER = 'must be a number with its country code, as in +1 555 010 0200 (E.164).';

/** What is wrong with the members of what was sent, as the form names them. */
export const faults = (errors) => errors.map(({ pointer, code, detail }) => {
  const field = FIELDS[pointer];
  if (!field)
    return detail;
  return `${field}: ${code === 'malformed' ? NUMBER : detail}`;
}).join(' ');
