'use strict';

// Makes a play from the options of a call: its legs, recordings and planned events.

const { PARTICIPANT_STAGES } = require('./events');
const { Refusal, oneOf } = require('./http');
const { makeRecordings } = require('./recordings');
const { newSid } = require('./store');

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

function makeLeg(options, { direction, parentSid = null, accountSid }) {
  const { from, to, outcome = 'completed', answeredBy = null } = options;
  return {
    sid: newSid('CA'), parentSid, accountSid, from, to, direction, answeredBy,
    outcome: oneOf('outcome', outcome, Object.keys(STAGES)), status: 'pending', at: {},
  };
}

// The call ends at endedAt; its other times follow from that.
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
const isFromChild = ({ child }, { source }) =>
  child?.outcome === 'completed' && source === 'DialVerb';

// How many seconds a leg has to last for its recordings; 0: it has none.
function recordedS(recordings, usualS) {
  return Math.max(0, ...recordings.map(({ startsAfterS, durationS }) =>
    startsAfterS + (durationS > 0 ? durationS : usualS)));
}

// The recorded leg lasts as long as its recordings; a child starts when its parent dials.
function setAllTimes(play, endedAt, usualS) {
  const { leg, child, recordings } = play;
  const dialS = RING_S + 2 * DIAL_S;
  const ofChild = recordings.filter((recording) => isFromChild(play, recording));
  const ofLeg = recordings.filter((recording) => !isFromChild(play, recording));
  const legS = recordings.length === 0 ? usualS : recordedS(ofLeg, usualS);
  const childS = Math.max(1, recordedS(ofChild, usualS), legS - dialS);
  if (child) {
    setTimes(child, endedAt, childS);
  }
  setTimes(leg, endedAt, ofChild.length > 0 ? childS + dialS : legS);
  for (const recording of recordings) {
    const { answered } = (isFromChild(play, recording) ? child : leg).at;
    recording.startedAt = new Date(answered.getTime() + recording.startsAfterS * 1000);
  }
}

function legEvents(leg, prefix, firstStep, lastStep) {
  return STAGES[leg.outcome].map((stage, index) => ({
    name: prefix + stage, thing: leg, stage,
    status: STAGE_STATUS[stage] || leg.outcome,
    step: stage === 'completed' ? lastStep : firstStep + index,
  }));
}

// A conference tells who joins and leaves it.
function conferenceEvents({ leg, conferenceSid }, endStep) {
  const event = (stage, step) => ({ name: stage, thing: leg, stage, status: 'pending', step });
  return conferenceSid && leg.outcome === 'completed'
    ? [event('join', 2), event('leave', endStep)] : [];
}

function recordingEvents(recording, startStep, endStep) {
  const event = (status, more) =>
    ({ name: recording.prefix + status, thing: recording, stage: null, status, ...more });
  const start = recording.final === 'absent' ? []
    : [event('in-progress', { step: startStep })];
  return [...start, event(recording.final, { step: endStep, afterProcessing: true })];
}

// The steps are of equal length, STEP_MS: 0 initiated, 1 ringing, 2 answered, 3 completed; with
// a child leg the parent dials at step 2 and completes when the child does.
function planEvents(play) {
  const { leg, child, recordings } = play;
  const childEnd = child ? STAGES[child.outcome].length + 1 : 0;
  const end = child ? childEnd : STAGES[leg.outcome].length - 1;
  const started = (recording) => Math.min(end, isFromChild(play, recording) ? 4 : 2);
  return [
    ...(child ? legEvents(child, 'child-', 2, childEnd) : []),
    ...legEvents(leg, '', 0, end),
    ...conferenceEvents(play, end),
    ...recordings.flatMap((recording) => recordingEvents(recording, started(recording), end)),
  ].sort((a, b) => a.step - b.step || Boolean(a.afterProcessing) - Boolean(b.afterProcessing));
}

function hookOf(play, { stage, thing }) {
  if (stage === null) {
    return play.recordingCallback;
  }
  return thing === play.child ? play.childCallback : play.statusCallback;
}

function isWanted({ leg }, { thing, stage, status }, hook) {
  if (PARTICIPANT_STAGES.includes(stage)) {
    return true;
  }
  const wanted = thing === leg && leg.direction === 'inbound' ? ['completed'] : hook.events;
  return wanted.includes(stage || status);
}

// Sequence numbers count the callbacks of each leg, and those of each conference.
function subscribe(play) {
  const next = new Map();
  for (const event of play.plan) {
    const hook = hookOf(play, event);
    event.hook = hook;
    event.sent = Boolean(hook) && !event.thing.silent && isWanted(play, event, hook);
    if (event.sent) {
      const counted = PARTICIPANT_STAGES.includes(event.stage) ? play.conferenceSid : event.thing;
      event.sequence = next.get(counted) || 0;
      next.set(counted, event.sequence + 1);
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

// options: as in POST /simulator/calls (README in simulator.js), with statusCallback,
// childCallback (left out: like statusCallback) and recordingCallback as {url, method, events}
// or null.
function makePlay(simulator, options) {
  const { accountSid } = simulator.config;
  const { direction = 'inbound', child: dialled = null } = options;
  oneOf('direction', direction, ['inbound', 'outbound-api']);
  const leg = makeLeg(options, { direction, accountSid });
  const child = dialled && leg.outcome === 'completed' ? makeLeg({ from: leg.from, ...dialled },
    { direction: 'outbound-dial', parentSid: leg.sid, accountSid }) : null;
  const { conference = null } = options;
  const conferenceSid = conference === true ? newSid('CF') : conference;
  const recordings = makeRecordings({ ...options, direction, child }, leg, conferenceSid,
    simulator.audio);
  const play = {
    leg, child, recordings, conferenceSid,
    statusCallback: options.statusCallback, recordingCallback: options.recordingCallback,
    childCallback: options.childCallback === undefined ? options.statusCallback
      : options.childCallback,
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
