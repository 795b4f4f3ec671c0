'use strict';

// What Twilio and the dialer say of a world, and what of it arrives: some events never do, some
// do more than once, some together, all in an order that has nothing to do with the truth.
//
// An event's ids are the names that occur together in it, and so are names of one call; of the
// first of them it says that it began at that time, or earlier. segment: its RecordingSid.
// conference: in which that call took part, or, without ids, of which the segment is; isOf: of
// which it is, whatever the ids.

const { rfc2822 } = require('./world');

const WAVES = 3;
const LOST = 0.3;

function statusEvent(leg, stage, status, at, sequence, more = {}) {
  return {
    endpoint: 'status-callback', ids: [leg.sid, leg.parent].filter(Boolean), at, leg, stage,
    params: {
      CallSid: leg.sid, ...(leg.parent && { ParentCallSid: leg.parent }), CallStatus: status,
      Direction: leg.direction, From: leg.from, To: leg.to, Timestamp: rfc2822(at),
      ...(leg.numbered && { SequenceNumber: sequence }), ApiVersion: '2010-04-01', ToCity: '',
      ...more,
    },
  };
}

function statusEvents(leg) {
  const events = [
    statusEvent(leg, 'initiated', 'initiated', leg.initiated, 0),
    statusEvent(leg, 'ringing', 'ringing', leg.rings, 1),
  ];
  if (leg.answered !== null) {
    events.push(statusEvent(leg, 'answered', 'in-progress', leg.answered, 2,
      leg.answeredBy && { AnsweredBy: leg.answeredBy }));
  }
  if (leg.ringsAgain) events.push(statusEvent(leg, 'again', 'ringing', leg.answered, 4));
  if (leg.ended !== null) {
    events.push(statusEvent(leg, 'ended', leg.status, leg.ended, 3, {
      CallDuration: leg.durationS, Duration: Math.ceil(leg.durationS / 60),
      ...(leg.sip && { SipResponseCode: leg.sip }),
      ...(leg.answeredBy && { AnsweredBy: leg.answeredBy }),
    }));
  }
  return events;
}

// When a conference began says nothing of when a call did.
function placeOf({ conferenceSid, startedAt }, { CallSid = null, ConferenceSid = null }) {
  const isOf = ConferenceSid !== null && ConferenceSid === conferenceSid;
  return {
    ids: CallSid ? [CallSid] : [], conference: ConferenceSid, isOf,
    at: isOf && CallSid ? null : startedAt,
  };
}

function recordingEvent(recording, status, names, more = {}) {
  const isEnd = status === recording.status;
  return {
    endpoint: 'recording-callback', segment: recording.sid,
    ...placeOf(recording, names),
    params: {
      RecordingSid: recording.sid, RecordingStatus: status, RecordingSource: recording.source,
      RecordingChannels: isEnd ? recording.channels : recording.earlyChannels,
      RecordingTrack: 'both', ErrorCode: 0, RecordingStartTime: rfc2822(recording.startedAt),
      ...names,
      ...(recording.encryption && { EncryptionDetails: JSON.stringify(recording.encryption) }),
      ...(isEnd && recording.durationS !== null && { RecordingDuration: recording.durationS }),
      ...(isEnd && recording.error && { ErrorCode: recording.error }),
      ...more,
    },
  };
}

function recordingEvents(world, recording) {
  if (recording.silent) return [];
  const { random } = world;
  const { conferenceSid, callSid, otherName } = recording;
  const own = conferenceSid ? { ConferenceSid: conferenceSid } : { CallSid: callSid };
  const joined = world.joins.find(({ leg }) => leg.sid === callSid);
  // One participant's own recording may say of which conference that one was.
  const also = joined && random.chance(0.3) ? { ConferenceSid: joined.conference } : {};
  const event = (status, more) => recordingEvent(recording, status,
    otherName && random.chance(0.5) ? { CallSid: otherName } : { ...own, ...also }, more);
  const events = [event('in-progress')];
  if (random.chance(0.2)) events.push(event(random.pick(['paused', 'resumed', 'stopped'])));
  if (recording.failsFirst) events.push(event('failed', { ErrorCode: '16105' }));
  if (random.chance(0.1)) {
    // A status of Twilio's future: it is kept in the journal, and changes nothing.
    events.push({ ...event('archived'), ids: [], segment: null, conference: null });
  }
  if (recording.status !== 'in-progress') events.push(event(recording.status));
  return events;
}

// Two programs may be told at the same time that a call is in a conference, while one of them
// hears of the recording.
function joinEvents(world, { conference, leg, recording, late }) {
  const { random } = world;
  const names = { CallSid: leg.sid, ConferenceSid: conference };
  const at = leg.answered ?? leg.rings;
  const joined = {
    endpoint: 'status-callback', ids: [leg.sid], conference, at, late,
    // The SequenceNumber is the conference's.
    params: { ...names, StatusCallbackEvent: 'participant-join', Timestamp: rfc2822(at),
      SequenceNumber: random.between(0, 9) },
  };
  if (!recording) return [joined];
  const recorded = { ...recordingEvent(recording, 'in-progress', names), late };
  return random.chance(0.5) ? [random.pick([joined, recorded])]
    : [...random.shuffle([joined, recorded]),
      recordingEvent(recording, 'in-progress', { ConferenceSid: conference })];
}

const putEvent = ({ body: { callId, ...body } }) =>
  ({ put: callId, body, ids: [callId, body.callSid].filter(Boolean), at: null,
    conference: body.conferenceSid });

// What a reconcile says. It is all true, but not all that there is.
const restEvents = (world) => [
  ...world.calls.flatMap(({ legs, recordings }) => [
    ...legs.map((leg) => ({
      ids: [leg.sid, leg.parent].filter(Boolean), at: leg.initiated, leg, stage: 'rest' })),
    ...recordings.map((recording) => ({
      segment: recording.sid, stage: 'rest', ...placeOf(recording,
        { CallSid: recording.callSid, ConferenceSid: recording.conferenceSid }) })),
  ]),
  ...world.participants.map(({ conference, leg }) => ({ ids: [leg.sid], conference, at: null })),
];

// What is said of a call, in lists of what is said at once: while calls that are known join a
// conference, some more is said of each of them, by other names.
function saidOf(world, call) {
  const { random } = world;
  const events = [
    ...call.legs.flatMap(statusEvents),
    ...call.recordings.flatMap((recording) => recordingEvents(world, recording)),
    ...world.puts.filter((put) => put.call === call).map(putEvent),
  ];
  const joins = world.joins.filter(({ leg }) => call.legs.includes(leg)).map((join) => {
    const others = events.filter(({ ids, conference }) =>
      !ids.includes(join.leg.sid) && conference !== join.conference);
    return [...joinEvents(world, join), ...join.late ? random.shuffle(others).slice(0, 2) : []];
  });
  return [...events.map((event) => [event]), ...joins];
}

// Some of what is said of a call comes at once.
function inVolleys(random, lists) {
  const volleys = [];
  for (let i = 0, size; i < lists.length; i += size) {
    size = random.chance(0.3) ? random.between(2, 4) : 1;
    volleys.push(lists.slice(i, i + size).flat());
  }
  return volleys;
}

// Waves of volleys of events, each in the order in which it is sent.
function makeEvents(world) {
  const { random } = world;
  const waves = Array.from({ length: WAVES }, () => []);
  for (const call of world.calls) {
    const copies = saidOf(world, call).filter(() => !random.chance(LOST)).flatMap((events) =>
      Array.from({ length: random.pick([1, 1, 1, 1, 1, 1, 2]) }, () => events));
    const parts = Array.from({ length: WAVES }, () => []);
    for (const events of random.shuffle(copies))
      parts[events[0].late ? random.between(1, WAVES - 1) : random.below(WAVES)].push(events);
    parts.forEach((lists, wave) => waves[wave].push(...inVolleys(random, lists)));
  }
  return waves.map((volleys) => random.shuffle(volleys));
}

module.exports = { WAVES, makeEvents, restEvents };
