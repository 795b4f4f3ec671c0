'use strict';

// Callbacks of many calls as Twilio would send them, from here, over a pool of connections: out
// of order, repeated, and again until each is acknowledged, however long that takes. What was
// acknowledged, and what the calls must be in the end, is remembered.

const { setTimeout: sleep } = require('node:timers/promises');
const { callback, recordingParams, sid, sim, statusParams, until } = require('../lib');

const SENDERS = 12;
const CONNECTIONS = 64;
const AT_ONCE = 300; // events to choose the next one from: those of some 50 calls
const AUDIO_EVERY = 20; // of so many calls one has a recording that Twilio has
const AUDIO_MAX = 150;
const TALK_S = 17;
const FROM = '+15005550020';
const TO = '+15005550021';
const STAGES = {
  completed: ['initiated', 'ringing', 'in-progress', 'completed'],
  busy: ['initiated', 'ringing', 'busy'],
  'no-answer': ['initiated', 'ringing', 'no-answer'],
  canceled: ['initiated', 'ringing', 'canceled'],
  failed: ['initiated', 'failed'],
};

const later = (at, seconds) => new Date(at.getTime() + seconds * 1000);
const rfc2822 = (at) => at.toUTCString().replace('GMT', '+0000');
const durationOf = (status) => (status === 'completed' ? TALK_S : 0);

// --- Calls --------------------------------------------------------------------

function legEvents({ sid: CallSid, parent, status, at }) {
  const stages = STAGES[status];
  return stages.map((CallStatus, i) => ({ endpoint: 'status-callback', params: statusParams({
    From: FROM, To: TO, CallSid, CallStatus, SequenceNumber: i, Timestamp: rfc2822(later(at, i)),
    ...(parent && { ParentCallSid: parent, Direction: 'outbound-dial' }),
    ...(i === stages.length - 1 && { CallDuration: durationOf(status) }),
  }) }));
}

// Only of a recording that Twilio has may it be said that it is in progress: the reconciler asks
// for it, and one that is not there was deleted.
function recordingEvents({ sid: RecordingSid, callSid: CallSid, hasAudio, at }) {
  const event = (RecordingStatus, more) => ({ endpoint: 'recording-callback',
    params: recordingParams({ RecordingSid, CallSid, RecordingStatus, RecordingChannels: 1,
      RecordingStartTime: rfc2822(at), ...more }) });
  return hasAudio
    ? [event('in-progress'), event('completed', { RecordingDuration: TALK_S })]
    : [event('absent', { ErrorCode: 16101 })];
}

function makeCall(load) {
  const { random } = load;
  const hasAudio = load.calls % AUDIO_EVERY === 0 && load.calls < AUDIO_EVERY * AUDIO_MAX;
  const status = hasAudio || random.chance(0.7) ? 'completed' : random.pick(Object.keys(STAGES));
  const root = { sid: sid('CA'), parent: null, status, at: new Date() };
  const isAnswered = status === 'completed';
  const child = isAnswered && random.chance(0.3)
    ? { ...root, sid: sid('CA'), parent: root.sid } : null;
  const recording = isAnswered
    ? { sid: sid('RE'), callSid: root.sid, hasAudio, at: root.at } : null;
  return { legs: [root, child].filter(Boolean), recording };
}

// So that Twilio has it.
async function putAudio({ legs: [{ sid: callSid, status, at }], recording }) {
  await sim('PUT', '/resources', {
    calls: [{ sid: callSid, status, from: FROM, to: TO, start_time: at,
      end_time: later(at, TALK_S), duration: TALK_S }],
    recordings: [{ sid: recording.sid, call_sid: callSid, channels: 1, duration: TALK_S,
      start_time: at }],
  });
  await sim('PUT', `/recordings/${recording.sid}/media`, [{ status: 404 }, {}]);
}

async function addCall(load) {
  const call = makeCall(load);
  load.calls++;
  if (call.recording?.hasAudio) await putAudio(call);
  load.legs.push(...call.legs);
  if (call.recording) load.recordings.push(call.recording);
  const events = [...call.legs.flatMap(legEvents),
    ...(call.recording ? recordingEvents(call.recording) : [])];
  for (const event of events)
    for (let copies = load.random.pick([1, 1, 1, 2]); copies > 0; copies--)
      load.waiting.push({ ...event, token: `soak-${load.tokens++}` });
}

// --- Sending ------------------------------------------------------------------

function takeAny({ random, waiting }) {
  const i = random.below(waiting.length);
  [waiting[i], waiting[waiting.length - 1]] = [waiting[waiting.length - 1], waiting[i]];
  return waiting.pop();
}

// The status of the answer; null: there is none.
const send = ({ endpoint, params, token }) => callback(endpoint, params,
  { headers: { 'i-twilio-idempotency-token': token }, connections: CONNECTIONS })
  .then(({ status }) => status, () => null);

async function tellOne(load) {
  if (load.isOn && load.waiting.length < AT_ONCE) await addCall(load);
  if (load.waiting.length === 0) return;
  const event = takeAny(load);
  const status = await send(event);
  load.told++;
  if (status === 204) {
    load.acknowledged.push(event);
    return;
  }
  if (status !== 503 && status !== null) load.refused.push({ status, ...event.params });
  else load.waiting.push(event);
  await sleep(load.random.between(100, 500));
}

async function tellOn(load, pauseMs) {
  while (load.isOn || load.waiting.length > 0) {
    await tellOne(load);
    await sleep(pauseMs);
  }
}

// pauseMs: how long each of the senders waits between two events.
function makeLoad({ random, pauseMs }) {
  const load = {
    random, isOn: true, calls: 0, tokens: 0, told: 0,
    waiting: [], acknowledged: [], refused: [], legs: [], recordings: [],
    burst: (n) => Promise.all(Array.from({ length: n }, () => tellOne(load))),
  };
  const senders = Promise.all(Array.from({ length: SENDERS }, () => tellOn(load, pauseMs)));
  // No new calls; resolves once all that was to be told is acknowledged.
  load.end = async (ms) => {
    load.isOn = false;
    let isDone = false;
    senders.then(() => {
      isDone = true;
    });
    await until('all of the load is acknowledged', () => isDone, ms);
  };
  return load;
}

module.exports = { TALK_S, durationOf, makeLoad };
