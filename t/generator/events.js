'use strict';

// What Twilio and the dialer say of a world, and what of it arrives: some events never do, some
// do more than once, all in an order that has nothing to do with the truth.

const { rfc2822 } = require('./world');

const WAVES = 3;
const LOST = 0.2;

// ids: the names that occur together in it, and so are names of one call.
const statusEvent = (leg, stage, status, at, sequence, more = {}) => ({
  endpoint: 'status-callback', ids: [leg.sid, leg.parent].filter(Boolean), leg, stage,
  params: {
    CallSid: leg.sid, ...(leg.parent && { ParentCallSid: leg.parent }), CallStatus: status,
    Direction: leg.direction, From: leg.from, To: leg.to, Timestamp: rfc2822(at),
    ...(leg.numbered && { SequenceNumber: sequence }), ApiVersion: '2010-04-01', ToCity: '',
    ...more,
  },
});

function statusEvents(leg) {
  const events = [
    statusEvent(leg, 'initiated', 'initiated', leg.initiated, 0),
    statusEvent(leg, 'ringing', 'ringing', leg.rings, 1),
  ];
  if (leg.answered !== null) {
    events.push(statusEvent(leg, 'answered', 'in-progress', leg.answered, 2,
      leg.answeredBy && { AnsweredBy: leg.answeredBy }));
  }
  if (leg.ended !== null) {
    events.push(statusEvent(leg, 'ended', leg.status, leg.ended, 3, {
      CallDuration: leg.durationS, Duration: Math.ceil(leg.durationS / 60),
      ...(leg.sip && { SipResponseCode: leg.sip }),
      ...(leg.answeredBy && { AnsweredBy: leg.answeredBy }),
    }));
  }
  return events;
}

function recordingEvent(recording, status, more = {}) {
  const params = {
    RecordingSid: recording.sid, RecordingStatus: status, RecordingSource: recording.source,
    RecordingChannels: recording.channels, RecordingTrack: 'both', ErrorCode: 0,
    RecordingStartTime: rfc2822(recording.startedAt),
    ...(recording.callSid && { CallSid: recording.callSid }),
    ...(recording.conferenceSid && { ConferenceSid: recording.conferenceSid }),
    ...(recording.encryption && { EncryptionDetails: JSON.stringify(recording.encryption) }),
    ...more,
  };
  return {
    endpoint: 'recording-callback', recording, params,
    ids: [params.CallSid, params.ConferenceSid].filter(Boolean), segment: recording.sid,
  };
}

function recordingEvents(world, call, recording) {
  if (recording.silent) return [];
  const { random } = world;
  const events = [recordingEvent(recording, 'in-progress')];
  if (random.chance(0.2))
    events.push(recordingEvent(recording, random.pick(['paused', 'resumed', 'stopped'])));
  if (random.chance(0.1)) {
    // A status of Twilio's future: it is kept in the journal, and changes nothing.
    events.push({ ...recordingEvent(recording, 'archived'), ids: [], segment: null });
  }
  if (recording.status !== 'in-progress') {
    events.push(recordingEvent(recording, recording.status, {
      ...(recording.durationS !== null && { RecordingDuration: recording.durationS }),
      ...(recording.error && { ErrorCode: recording.error }),
    }));
  }
  // Only these say which legs are the conference's; REST never does.
  if (call.conference) {
    events.push(...call.legs.map(({ sid }) =>
      ({ ...recordingEvent(recording, 'in-progress', { CallSid: sid }), needed: true,
        ids: [sid, call.conference] })));
  }
  return events;
}

const putEvent = ({ callId, ...body }) =>
  ({ put: callId, body, ids: [callId, body.callSid], needed: true });

// Waves of events, each in the order in which it is sent.
function makeEvents(world) {
  const { random } = world;
  const all = world.calls.flatMap((call) => [
    ...call.legs.flatMap(statusEvents),
    ...call.recordings.flatMap((recording) => recordingEvents(world, call, recording)),
    ...(call.put ? [putEvent(call.put)] : []),
  ]);
  const arriving = all.filter((event) => event.needed || !random.chance(LOST));
  const copies = arriving.flatMap((event) =>
    Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => event));
  const waves = Array.from({ length: WAVES }, () => []);
  for (const event of random.shuffle(copies)) waves[random.below(WAVES)].push(event);
  return waves;
}

module.exports = { makeEvents };
