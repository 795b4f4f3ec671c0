'use strict';

// From what was asked for to a call that can be played: its legs, recording and planned events.

const { newSid } = require('./store');
const { makeScript } = require('./script');
const { Refusal } = require('./http');

const STEP_MS = 300;
const PROCESSING_MS = 1000;
const RING_S = 5;
const DIAL_S = 1; // from a leg's start to its ringing, from an answer to <Dial>

const STAGES = {
  completed: ['initiated', 'ringing', 'answered', 'completed'],
  busy: ['initiated', 'ringing', 'completed'],
  'no-answer': ['initiated', 'ringing', 'completed'],
  canceled: ['initiated', 'ringing', 'completed'],
  failed: ['initiated', 'completed'],
};
const STAGE_STATUS = { initiated: 'initiated', ringing: 'ringing', answered: 'in-progress' };
const ALL_STAGES = STAGES.completed;
const ALL_RECORDING_EVENTS = ['in-progress', 'completed', 'absent', 'failed'];

const MONO_ONLY = new Set(['Conference', 'StartConferenceRecordingAPI', 'RecordVerb']);
const TRACKLESS = MONO_ONLY; // their bodies have no RecordingTrack in captures and docs
const ERROR_CODES = { completed: 0, absent: 16101, failed: 16105 };

function oneOf(what, value, choices) {
  if (!choices.includes(value)) {
    throw new Refusal(400, `${what}: ${value} is none of ${choices.join(', ')}`);
  }
  return value;
}

function makeLeg(options, { direction, parentSid = null, accountSid }) {
  const { from, to, outcome = 'completed', answeredBy = null } = options;
  return {
    sid: newSid('CA'), parentSid, accountSid, from, to, direction, answeredBy,
    outcome: oneOf('outcome', outcome, Object.keys(STAGES)), status: 'pending', at: {},
  };
}

function defaultSource({ conference, child, direction }) {
  if (conference) {
    return 'Conference';
  }
  if (child) {
    return 'DialVerb';
  }
  return direction === 'inbound' ? 'StartCallRecordingAPI' : 'OutboundAPI';
}

// Every member of what was asked for a recording, checked.
function completeRecording(asked, usualSource, voices) {
  const { source = usualSource, status: final = 'completed' } = asked;
  const possible = MONO_ONLY.has(source) ? [1] : [2, 1];
  const {
    channels = possible[0], trackless = TRACKLESS.has(source), track = 'both',
    dialogue = voices[0].name, errorCode = ERROR_CODES[final],
  } = asked;
  oneOf('recording.status', final, Object.keys(ERROR_CODES));
  oneOf('recording.channels', channels, possible);
  oneOf('recording.dialogue', dialogue, voices.map(({ name }) => name));
  const voice = voices.find(({ name }) => name === dialogue);
  return {
    source, final, channels, errorCode, voice,
    track: trackless ? null : track, durationS: asked.duration ?? voice.seconds,
  };
}

// recording undefined: as usual, which is none for a call that nobody answered. null: none.
function makeRecording(options, leg, conferenceSid, voices) {
  const usual = leg.outcome === 'completed' ? {} : null;
  const asked = options.recording === undefined ? usual : options.recording;
  if (asked === null) {
    return null;
  }
  return {
    ...completeRecording(asked, defaultSource(options), voices),
    sid: newSid('RE'), accountSid: leg.accountSid, conferenceSid,
    callSid: conferenceSid ? null : leg.sid,
    status: 'pending', startedAt: null, deleted: false, script: makeScript(options.media),
  };
}

// The call ends at endedAt; all else is counted back from there.
function setTimes(leg, endedAt, talkS) {
  const before = (seconds) => new Date(endedAt.getTime() - seconds * 1000);
  leg.talkS = leg.outcome === 'completed' ? talkS : 0;
  leg.at = {
    completed: before(0),
    answered: before(leg.talkS),
    ringing: before(leg.talkS + RING_S),
    initiated: before(leg.talkS + RING_S + DIAL_S),
  };
}

// <Dial record> starts as the child answers, all else as the parent does.
const isRecordedFromChild = ({ child, recording }) =>
  child?.outcome === 'completed' && recording?.source === 'DialVerb';

// The recorded leg lasts as long as its recording; a child starts when its parent dials.
function setAllTimes(play, endedAt, usualS) {
  const { leg, child, recording } = play;
  const recordedS = recording?.durationS > 0 ? recording.durationS : usualS;
  const dialS = RING_S + 2 * DIAL_S;
  const fromChild = isRecordedFromChild(play);
  if (child) {
    setTimes(child, endedAt, fromChild ? recordedS : Math.max(1, recordedS - dialS));
  }
  setTimes(leg, endedAt, fromChild ? recordedS + dialS : recordedS);
  if (recording) {
    recording.startedAt = (fromChild ? child : leg).at.answered;
  }
}

function legEvents(leg, prefix, firstStep, lastStep) {
  return STAGES[leg.outcome].map((stage, index) => ({
    name: prefix + stage, thing: leg, stage,
    status: STAGE_STATUS[stage] || leg.outcome,
    step: stage === 'completed' ? lastStep : firstStep + index,
  }));
}

function recordingEvents(recording, startStep, endStep) {
  const event = (status, more) =>
    ({ name: `recording-${status}`, thing: recording, stage: null, status, ...more });
  const start = recording.final === 'absent' ? []
    : [event('in-progress', { step: startStep })];
  return [...start, event(recording.final, { step: endStep, afterProcessing: true })];
}

// The steps are of equal length, STEP_MS: 0 initiated, 1 ringing, 2 answered, 3 completed; with
// a child leg the parent dials at step 2 and completes when the child does.
function planEvents(play) {
  const { leg, child, recording } = play;
  const childEnd = child ? STAGES[child.outcome].length + 1 : 0;
  const end = child ? childEnd : STAGES[leg.outcome].length - 1;
  const answered = Math.min(end, isRecordedFromChild(play) ? 4 : 2);
  return [
    ...(child ? legEvents(child, 'child-', 2, childEnd) : []),
    ...legEvents(leg, '', 0, end),
    ...(recording ? recordingEvents(recording, answered, end) : []),
  ].sort((a, b) => a.step - b.step || Boolean(a.afterProcessing) - Boolean(b.afterProcessing));
}

// Sequence numbers count what is sent, per leg.
function subscribe(play) {
  const next = new Map();
  for (const event of play.plan) {
    const hook = event.stage === null ? play.recordingCallback : play.statusCallback;
    const wanted = event.thing === play.leg && play.leg.direction === 'inbound'
      ? ['completed'] : hook?.events;
    event.hook = hook;
    event.sent = Boolean(hook) && wanted.includes(event.stage || event.status);
    if (event.sent) {
      event.sequence = next.get(event.thing) || 0;
      next.set(event.thing, event.sequence + 1);
    }
  }
}

// speed 2 is twice as fast as usual; 0 has no waiting at all.
function setPace(plan, speed) {
  if (!(speed >= 0)) {
    throw new Refusal(400, 'speed must be a number, 0 or more');
  }
  for (const event of plan) {
    const ms = event.step * STEP_MS + (event.afterProcessing ? PROCESSING_MS : 0);
    event.afterMs = speed === 0 ? 0 : ms / speed;
  }
}

function parseEnd(text) {
  const endedAt = text === undefined ? new Date() : new Date(text);
  if (Number.isNaN(endedAt.getTime())) {
    throw new Refusal(400, `endedAt: ${text} is no time`);
  }
  return endedAt;
}

// options: as in POST /simulator/calls (README in simulator.js), with statusCallback and
// recordingCallback as {url, method, events} or null.
function makePlay(simulator, options) {
  const { accountSid } = simulator.config;
  const { direction = 'inbound', child: dialled = null } = options;
  oneOf('direction', direction, ['inbound', 'outbound-api']);
  const leg = makeLeg(options, { direction, accountSid });
  const child = dialled && leg.outcome === 'completed' ? makeLeg({ from: leg.from, ...dialled },
    { direction: 'outbound-dial', parentSid: leg.sid, accountSid }) : null;
  const conferenceSid = options.conference ? newSid('CF') : null;
  const recording = makeRecording({ ...options, direction, child }, leg, conferenceSid,
    simulator.audio);
  const play = {
    leg, child, recording, conferenceSid,
    statusCallback: options.statusCallback, recordingCallback: options.recordingCallback,
    keepPort: options.keepPort === true,
    extraParams: options.extraParams || {}, eventParams: options.eventParams || {},
    deliveries: [], outstanding: 0,
  };
  setAllTimes(play, parseEnd(options.endedAt), simulator.audio[0].seconds);
  play.plan = planEvents(play);
  setPace(play.plan, options.speed ?? 1);
  subscribe(play);
  return play;
}

module.exports = { ALL_RECORDING_EVENTS, ALL_STAGES, makePlay };
