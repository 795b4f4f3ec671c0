// Facts in words for the user. An unknown fact is a dash.

export const NONE = '–';

const LOCALE = navigator.languages.find((tag) => tag.startsWith('en')) ?? 'en-GB';
const CLOCK = new Intl.DateTimeFormat(LOCALE, { hour: 'numeric', minute: '2-digit' });
const WEEKDAY = new Intl.DateTimeFormat(LOCALE, { weekday: 'long' });
const DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const FULL = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'long' });
const COUNT = new Intl.NumberFormat(LOCALE);

export const count = (n) => COUNT.format(n);

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

/** Calendar days from date to now; a day of 23 or 25 hours is one day. */
const daysAgo = (date, now) => Math.round((midnight(now) - midnight(date)) / 86400000);

export const whenOf = (call) => call.startedAt ?? call.createdAt;

export function day(time, now = new Date()) {
  const date = new Date(time);
  const ago = daysAgo(date, now);
  if (ago === 0 || ago === 1)
    return ['Today', 'Yesterday'][ago];
  return ago > 1 && ago < 7 ? WEEKDAY.format(date) : DAY.format(date);
}

/** The day that many days after today, such as 2026-03-02. */
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

export function callCount(n) {
  return `${count(n)} ${n === 1 ? 'call' : 'calls'}`;
}

/** A total; one that is only a lower bound has a +. */
export const total = ({ value, exact }) =>
  (exact ? callCount(value) : `${count(value)}+ calls`);

// Country codes of one and of two digits; all others have three (ITU E.164, list of codes).
const COUNTRY = /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d+)$/;

export const isE164 = (number) => /^\+[1-9]\d{6,14}$/.test(number ?? '');

/** +14155550123 as +1 415 555 0123; a text that is not a telephone number stays as it is. */
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

export const UNANSWERED = ['busy', 'no-answer', 'canceled', 'failed'];

export const status = (call) => STATUSES[call.status] ?? call.status ?? NONE;
export const isOver = (call) =>
  Boolean(call.endedAt) || call.status === 'completed' || UNANSWERED.includes(call.status);
export const isPlayable = (call) => Boolean(call.recording?.playable);

/** True while the call or its recording may still change. */
export const isOpen = (call) =>
  !isOver(call) || ['in_progress', 'available'].includes(call.recording?.state);

const DIRECTIONS = { inbound: 'Inbound', outbound: 'Outbound' };
export const direction = (call) => DIRECTIONS[call.direction] ?? NONE;

export const isSeveral = (call) => call.recording?.segmentCount > 1;
export const recordingCount = (n) => `${count(n)} recordings`;

/** What a click on play plays: "1:18", "3 recordings, 1:18" or "2 of 3 recordings, 0:52". */
export function recordingLength({ segmentCount, missingCount, durationS }) {
  const length = Number.isFinite(durationS) ? duration(durationS) : null;
  if (segmentCount > 1)
    return [`${missingCount ? `${count(segmentCount - missingCount)} of ` : ''}${
      recordingCount(segmentCount)}`, length].filter(Boolean).join(', ');
  return length ?? 'Play';
}

export const silence = (seconds) => `No recording for ${duration(seconds)}`;

/** The banner for administrators. */
export function refusedAccount({ accountSid, refusedSince }, now = new Date()) {
  const date = new Date(refusedSince);
  const dayOf = daysAgo(date, now) === 1 ? 'yesterday' : day(date, now);
  const since = daysAgo(date, now) ? `${dayOf}, ${clock(date)}` : clock(date);
  return `Twilio refuses our credentials for account AC…${accountSid.slice(-4)} since ${since}. `
    + 'Recordings are not copied until this is corrected: start the server again with the account’s '
    + 'current Auth Token.';
}

// Twilio may report a conference before it reports its participants.
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

/** The customer's address: {text, href, note, isLong}. note: the kind of address, if not obvious. */
export function address({ callId, contact, customerNumber, customerKind }) {
  if (!customerNumber && !customerKind && !contact && isConference(callId))
    return { text: 'Conference', note: 'Participants not known yet' };
  return (ADDRESSES[customerKind] ?? numberOf)(customerNumber);
}

/** The name of a call: the customer's name, or else the customer's number. */
export const customer = (call) => call.contact?.name ?? address(call).text;

// SIDs are long: their last digits are enough to tell them apart.
const shortId = (id) => id.replace(/^(C[AF])[0-9a-f]{28}([0-9a-f]{4})$/, '$1…$2');

/** Which call has the recording of a conference. owner: that call, if the page has it. */
export const recordedWith = ({ sharedWith }, owner) => (owner && customer(owner) !== NONE
  ? `Recorded with ${customer(owner)}’s call`
  : `Recorded with call ${shortId(sharedWith.callId)}`);

const FIELDS = { '/customerNumber': 'Number to call', '/agentNumber': 'Your phone' };
const NUMBER = 'must be a number with its country code, as in +1 555 010 0200 (E.164).';

/** The faults of a body that was sent, with the form's names of its members. */
export const faults = (errors) => errors.map(({ pointer, code, detail }) => {
  const field = FIELDS[pointer];
  if (!field)
    return detail;
  return `${field}: ${code === 'malformed' ? NUMBER : detail}`;
}).join(' ');
