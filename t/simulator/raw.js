'use strict';

// Calls, recordings and participants of conferences that a test puts into the account as they are,
// with nothing sent. They are given as REST shows them; what is left out is filled in.

const { rfc2822 } = require('./events');
const { Refusal } = require('./http');
const { FINAL_CALL } = require('./resources');
const { makeScript } = require('./script');
const { newSid } = require('./store');

const UNDIALLED = new Set(['queued', 'initiated', 'ringing']);
const OWN_MEDIA = /^https?:\/\/api\.twilio\.com\//;
const NOTHING_RECORDED = new Set(['in-progress', 'processing', 'paused', 'absent', 'failed']);

const afterSeconds = (date, seconds) => new Date(date.getTime() + seconds * 1000);

// null stays null; left out is undefined.
function dateOf(given, name) {
  const text = given[name];
  if (text === undefined || text === null) {
    return text;
  }
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) {
    throw new Refusal(400, `${name}: ${text} is no time`);
  }
  return date;
}

function sidOf({ sid }, prefix) {
  if (sid === undefined) {
    return newSid(prefix);
  }
  if (!new RegExp(`^${prefix}[0-9a-f]{32}$`).test(sid)) {
    throw new Refusal(400, `sid: ${sid} is not ${prefix} and 32 hexadecimal digits`);
  }
  return sid;
}

const shown = (date) => (date ? rfc2822(date) : null);
const textOf = (value) => (value === null ? null : String(value));

// The whole seconds that a call took, if it took any.
function lengthOf({ duration }, started, ended) {
  const counted = started && ended ? Math.floor((ended - started) / 1000) : 0;
  return Number(duration ?? counted);
}

function callTimesOf(given, status) {
  const [created, started, ended] = ['date_created', 'start_time', 'end_time']
    .map((name) => dateOf(given, name));
  const first = created ?? started ?? new Date();
  const begun = started === undefined ? (UNDIALLED.has(status) ? null : first) : started;
  const talkS = lengthOf(given, begun, ended);
  const over = ended === undefined && begun && FINAL_CALL.has(status)
    ? afterSeconds(begun, talkS) : ended ?? null;
  return { talkS, times: { created: first, started: begun, ended: over } };
}

function rawCall(given, { accountSid }) {
  const {
    status = 'completed', from = '+15005550006', to = '+15005550010',
    direction = 'outbound-api', parent_call_sid: parentSid = null,
  } = given;
  const { talkS, times } = callTimesOf(given, status);
  const sid = sidOf(given, 'CA');
  const duration = given.duration === undefined ? (times.ended ? talkS : null) : given.duration;
  const more = {
    ...given, status, sid, date_created: shown(times.created),
    start_time: shown(times.started), end_time: shown(times.ended), duration: textOf(duration),
  };
  return { sid, parentSid, accountSid, from, to, direction, status, talkS, times, more };
}

function rawRecording(given, { accountSid }, voices) {
  const {
    status = 'completed', channels = 2, source = 'OutboundAPI', call_sid: callSid = null,
    conference_sid: conferenceSid = null, media_url: url,
  } = given;
  const [voice] = voices;
  const sid = sidOf(given, 'RE');
  const started = dateOf(given, 'start_time');
  const createdAt = dateOf(given, 'date_created') ?? started ?? new Date();
  const duration = given.duration === undefined
    ? (NOTHING_RECORDED.has(status) ? null : voice.seconds) : given.duration;
  return {
    sid, accountSid, callSid, conferenceSid, status, channels, source, voice, createdAt,
    startedAt: started ?? createdAt, track: 'both', durationS: duration, errorCode: 0,
    deleted: status === 'deleted', script: makeScript(), encryption: null,
    externalUrl: url && !OWN_MEDIA.test(url) ? url : null,
    more: {
      ...given, sid, status, duration: textOf(duration), date_created: shown(createdAt),
      start_time: started === null ? null : shown(started ?? createdAt),
    },
  };
}

const isRaw = ({ more }) => more !== undefined;

function forgetRaw(store) {
  store.participants = [];
  for (const all of [store.legs, store.recordings]) {
    for (const item of all.values()) {
      if (isRaw(item)) {
        all.delete(item.sid);
      }
    }
  }
}

function putAll(all, items) {
  const played = items.find(({ sid }) => all.has(sid) && !isRaw(all.get(sid)));
  if (played) {
    throw new Refusal(400, `${played.sid} is of a call that was played`);
  }
  items.forEach((item) => all.set(item.sid, item));
  return items.map(({ sid }) => sid);
}

function listOf(given, name) {
  const list = given[name] ?? [];
  if (!Array.isArray(list)) {
    throw new Refusal(400, `${name} is a list`);
  }
  return list;
}

// Gives the SIDs, in the order in which the resources were given.
function putRaw({ store, config, audio }, given) {
  const calls = listOf(given, 'calls').map((one) => rawCall(one, config));
  const recordings = listOf(given, 'recordings').map((one) => rawRecording(one, config, audio));
  if (given.replace === true) {
    forgetRaw(store);
  }
  store.participants.push(...listOf(given, 'participants').map((one) => ({
    conferenceSid: one.conference_sid,
    leg: { sid: one.call_sid, accountSid: config.accountSid, status: 'in-progress' },
  })));
  return {
    calls: putAll(store.legs, calls), recordings: putAll(store.recordings, recordings),
  };
}

module.exports = { forgetRaw, putRaw };
