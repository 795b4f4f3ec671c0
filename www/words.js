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
export const isPlayable = (call) => ['available', 'stored'].includes(call.recording?.state);

/** True while the server may still have news of the call. */
export const isOpen = (call) =>
  !isOver(call) || ['in_progress', 'available'].includes(call.recording?.state);

const DIRECTIONS = { inbound: 'Inbound', outbound: 'Outbound' };
export const direction = (call) => DIRECTIONS[call.direction] ?? NONE;

const ABSENT = {
  16101: 'Too short to record',
  16102: 'Silent',
};

/** words and the reason, which may be one of Twilio's ErrorCodes. */
function because(words, reason) {
  if (!reason)
    return words;
  return /^\d+$/.test(reason) ? `${words} (Twilio ${reason})` : `${words}: ${reason}`;
}

const noRecording = (call) => ({ words: isOver(call) ? 'Not recorded' : NONE });

const REASONS = {
  in_progress: (call) => (isOver(call)
    ? { tone: 'wait', words: 'Waiting for audio' }
    : { tone: 'live', words: 'Recording…' }),
  absent: ({ recording: { stateReason } }) =>
    ({ words: because(ABSENT[stateReason] ?? 'No audio', stateReason) }),
  failed: ({ recording }) => ({ tone: 'bad', words: because('Failed', recording.stateReason) }),
  deleted: ({ recording }) => ({ words: because('Deleted', recording.stateReason) }),
};

/**
 * Why a call has no audio to play: {words, tone}. tone 'bad' is an error that somebody should
 * look at, 'live' and 'wait' pass by themselves. A call that nobody answered is never an error.
 */
export function whyNoRecording(call) {
  if (UNANSWERED.includes(call.status) && call.recording?.state !== 'deleted')
    return { words: 'Not answered' };
  const reason = REASONS[call.recording?.state] ?? noRecording;
  return reason(call);
}

const WHY_NOT = {
  waiting: 'waiting for audio',
  tooShort: 'too short',
  silent: 'silent',
  externalStorage: 'in other storage',
  absent: 'without audio',
  failed: 'failed',
  deleted: 'deleted',
  notRecorded: 'not recorded',
};

/** Of the calls that are over, how many can be played and why not the others; null: none is. */
export function coverage({ playable, whyNot }) {
  const reasons = Object.entries(WHY_NOT).filter(([reason]) => whyNot[reason]);
  const over = reasons.reduce((sum, [reason]) => sum + whyNot[reason], playable);
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

/** One line that names a call: its customer, or else its number. */
export const customer = (call) => call.contact?.name ?? phone(call.customerNumber);
