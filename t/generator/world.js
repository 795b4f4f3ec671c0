'use strict';

// From a seed to some calls as they really happened: their legs and recordings, and what
// Twilio's REST API has of them. Times are in ms; Twilio's have whole seconds.

const { makeRandom } = require('./random');

const S = 1000;
const AGENT_PHONE = '+15005550011'; // Alex Agent's, in ./dev's database
const AGENT_PLACES = ['client:ann', 'sip:ann@acme.example', AGENT_PHONE];
const SOURCES = ['OutboundAPI', 'StartCallRecordingAPI', 'DialVerb', 'RecordVerb',
  'StartCallRecordingTwiML', 'SomethingNew'];
const UNANSWERED = ['busy', 'no-answer', 'canceled', 'failed'];
const SIP = { busy: '486', 'no-answer': '487', canceled: '487', failed: '404' };

// run: 8 hexadecimal digits that no other run has; batch: 4 more.
function makeNames(run, batch, seed) {
  let count = 0;
  const rest = () => seed.toString(16).padStart(8, '0') + (++count).toString(16).padStart(12, '0');
  return {
    sid: (kind) => kind + run + batch + rest(),
    dialer: () => `d-${run}${batch}${rest()}`,
  };
}

function makeLeg(world, { parent = null, direction, from, to, at, status, lasts }) {
  const { random } = world;
  const isAnswered = ['completed', 'in-progress'].includes(status);
  const rings = at + random.between(1, 3) * S;
  const answered = isAnswered ? rings + random.between(1, 9) * S : null;
  const ended = status === 'in-progress' ? null : (answered ?? rings) + lasts * S;
  return {
    sid: world.names.sid('CA'), parent: parent?.sid ?? null, direction, from, to, status,
    initiated: at, rings, answered, ended,
    durationS: ended === null ? null : (isAnswered ? lasts : 0),
    sip: SIP[status] ?? null,
    answeredBy: isAnswered && random.chance(0.2) ? 'human' : null,
    numbered: !(direction === 'inbound' && random.chance(0.5)),
  };
}

const customerNumber = (random) => `+1500555${random.between(1000, 9999)}`;

function makeRecording(world, call, options = {}) {
  const { random } = world;
  const about = call.legs[0] ?? { initiated: call.at };
  const status = options.status ??
    random.pick(['completed', 'completed', 'completed', 'absent', 'failed', 'in-progress']);
  const recording = {
    sid: world.names.sid('RE'), status,
    callSid: call.conference ? null : about.sid, conferenceSid: call.conference,
    startedAt: (about.answered ?? about.initiated) + random.between(0, 3) * S,
    source: call.conference ? 'Conference' : random.pick(SOURCES),
    channels: call.conference ? 1 : random.between(1, 2),
    durationS: status === 'completed' ? random.between(1, 60) : null,
    error: { absent: random.pick(['16101', '16102']), failed: '16105' }[status] ?? null,
    encryption: random.chance(0.1)
      ? { type: 'rsa-aes', public_key_sid: `CR${'0'.repeat(32)}`, encrypted_cek: 'x', iv: 'y' }
      : null,
    silent: false, ...options.more,
  };
  call.recordings.push(recording);
  return recording;
}

function addRecordings(world, call) {
  const { random } = world;
  const isAnswered = ['completed', 'in-progress'].includes(call.legs[0].status);
  const count = isAnswered ? random.pick([0, 1, 1, 1, 2, 3]) : 0;
  for (let i = 0; i < count; i++) makeRecording(world, call);
}

// What a leg lasts within the call that it is a part of.
function addChild(world, call, to, after) {
  const { random } = world;
  const [parent] = call.legs;
  const status = random.chance(0.8) ? 'completed' : random.pick(UNANSWERED);
  call.legs.push(makeLeg(world, {
    parent, direction: 'outbound-dial', from: parent.from, to,
    at: parent.answered + after * S, status, lasts: random.between(1, 20),
  }));
}

const statusOf = (random) => (random.chance(0.75) ? 'completed'
  : random.pick([...UNANSWERED, 'in-progress']));

const makeCall = (at) => ({ at, legs: [], recordings: [], conference: null, put: null });

function parentLeg(world, call, direction, from, to, status = statusOf(world.random)) {
  call.legs.push(makeLeg(world,
    { direction, from, to, at: call.at, status, lasts: world.random.between(30, 90) }));
}

const KINDS = {
  direct(world, call) {
    parentLeg(world, call, 'outbound-api', '+15005550006', customerNumber(world.random));
    addRecordings(world, call);
  },
  agentFirst(world, call) {
    parentLeg(world, call, 'outbound-api', '+15005550006', world.random.pick(AGENT_PLACES));
    if (call.legs[0].answered) {
      const children = world.random.pick([1, 1, 1, 2, 3]); // the later ones are transfers
      for (let i = 0; i < children; i++)
        addChild(world, call, customerNumber(world.random), 1 + 10 * i);
    }
    addRecordings(world, call);
  },
  inbound(world, call) {
    parentLeg(world, call, 'inbound', customerNumber(world.random), '+15005550006');
    if (call.legs[0].answered) addChild(world, call, world.random.pick(AGENT_PLACES), 1);
    addRecordings(world, call);
  },
  softphone(world, call) {
    parentLeg(world, call, 'inbound', 'client:ann', '+15005550006');
    if (call.legs[0].answered) addChild(world, call, customerNumber(world.random), 1);
    addRecordings(world, call);
  },
  // No callback tells of a trunk's recordings; they are on the leg's own CallSid.
  trunk(world, call) {
    parentLeg(world, call, 'trunking-originating', '+15005550006', customerNumber(world.random),
      'completed');
    makeRecording(world, call, { status: 'completed', more: { source: 'Trunking', silent: true } });
  },
  conference(world, call) {
    const { random } = world;
    call.conference = world.names.sid('CF');
    const parties = random.between(0, 3);
    for (let i = 0; i < parties; i++) {
      call.legs.push(makeLeg(world, {
        direction: 'outbound-api', from: '+15005550006', to: customerNumber(random),
        at: call.at + i * 7 * S, status: 'completed', lasts: random.between(30, 90) }));
    }
    makeRecording(world, call, { status: random.pick(['completed', 'in-progress', 'absent']) });
  },
};

// A dialer that knows the call by its own id, and by some CallSid of it.
function addPut(world, call) {
  const { random } = world;
  if (call.legs.length === 0 || !random.chance(0.3)) return;
  call.put = { callId: world.names.dialer(), callSid: random.pick(call.legs).sid,
    customerNumber: customerNumber(random), notes: 'said by the dialer' };
}

const rfc2822 = (ms) => (ms === null ? null : new Date(ms).toUTCString().replace('GMT', '+0000'));

const callResource = (leg) => ({
  sid: leg.sid, parent_call_sid: leg.parent, direction: leg.direction, from: leg.from, to: leg.to,
  status: leg.status, answered_by: leg.answeredBy, date_created: rfc2822(leg.initiated),
  start_time: rfc2822(leg.answered ?? leg.initiated), end_time: rfc2822(leg.ended),
  duration: leg.durationS === null ? null : String(leg.durationS),
});

const recordingResource = (recording) => ({
  sid: recording.sid, call_sid: recording.callSid, conference_sid: recording.conferenceSid,
  status: recording.status, source: recording.source, channels: recording.channels,
  duration: recording.durationS === null ? null : String(recording.durationS),
  date_created: rfc2822(recording.startedAt), start_time: rfc2822(recording.startedAt),
  error_code: recording.error && Number(recording.error),
  encryption_details: recording.encryption,
});

// at: when the first call begins. The second one may be a redial seconds later.
function makeWorld(seed, run, batch, at) {
  const random = makeRandom(seed);
  const world = { seed, random, names: makeNames(run, batch, seed), calls: [] };
  const count = random.between(1, 3);
  for (let i = 0; i < count; i++) {
    const call = makeCall(at + random.between(0, 10) * i * S);
    KINDS[random.pick(Object.keys(KINDS))](world, call);
    addPut(world, call);
    world.calls.push(call);
  }
  world.resources = {
    calls: world.calls.flatMap(({ legs }) => legs.map(callResource)),
    recordings: world.calls.flatMap(({ recordings }) => recordings.map(recordingResource)),
  };
  return world;
}

module.exports = { AGENT_PHONE, makeWorld, rfc2822 };
