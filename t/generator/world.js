'use strict';

// From a seed to some calls as they really happened: their legs and recordings, what dialers
// say of them, and what Twilio's REST API has. Times are in ms; Twilio's have whole seconds.

const { makeRandom } = require('./random');

const S = 1000;
const AGENT_PHONE = '+15005550011'; // Alex Agent's, in ./dev's database
const AGENT_PLACES = ['client:ann', 'sip:ann@acme.example', AGENT_PHONE];
const SOURCES = ['OutboundAPI', 'StartCallRecordingAPI', 'DialVerb', 'RecordVerb',
  'StartCallRecordingTwiML', 'SomethingNew'];
const UNANSWERED = ['busy', 'no-answer', 'canceled', 'failed'];
const SIP = { busy: '486', 'no-answer': '487', canceled: '487', failed: '404' };

const isPhone = (number) => /^\+?[0-9]+$/.test(number ?? '');
const isSoftphone = (address) => /^(client|sip):/.test(address ?? '');
const rfc2822 = (ms) => (ms === null ? null : new Date(ms).toUTCString().replace('GMT', '+0000'));

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
  const numbered = !(direction === 'inbound' && random.chance(0.5));
  return {
    sid: world.names.sid('CA'), parent: parent?.sid ?? null, direction, from, to, status,
    initiated: at, rings, answered, ended,
    durationS: ended === null ? null : (isAnswered ? lasts : 0),
    sip: SIP[status] ?? null,
    answeredBy: isAnswered && random.chance(0.2) ? 'human' : null,
    // Only its SequenceNumber says that this is later than the answer; the end is the end anyway.
    ringsAgain: numbered && isAnswered && random.chance(0.2), numbered,
  };
}

const customerNumber = (random) => `+1500555${random.between(1000, 9999)}`;
// Who calls in may show no number, or a name.
const callerOf = (random) => (random.chance(0.2)
  ? random.pick(['anonymous', '+266696687', '12345', 'ACME', 'sip:carl@customer.example'])
  : customerNumber(random));
// Whom a leg calls: it may be an agent's own phone anywhere.
const called = (random) => (random.chance(0.25) ? AGENT_PHONE : customerNumber(random));

// Of whose legs callbacks may also say that it is: none that began after it did.
function otherName(random, call, { callSid, startedAt }) {
  const legs = call.legs.filter(({ sid, initiated }) => sid !== callSid && initiated <= startedAt);
  return legs.length > 0 && random.chance(0.6) ? random.pick(legs).sid : null;
}

function makeRecording(world, call, options = {}) {
  const { random } = world;
  const { leg = call.legs[0] ?? { initiated: call.at }, conference = null } = options;
  const status = options.status ??
    random.pick(['completed', 'completed', 'completed', 'absent', 'failed', 'in-progress']);
  const isDone = status === 'completed';
  const channels = conference ? 1 : random.between(1, 2);
  const recording = {
    sid: world.names.sid('RE'), status,
    callSid: conference ? null : leg.sid, conferenceSid: conference,
    startedAt: (leg.answered ?? leg.initiated) + random.between(0, 3) * S,
    source: conference ? 'Conference' : random.pick(SOURCES), channels,
    // What was said before its end is overruled by what is said then.
    earlyChannels: status === 'in-progress' ? channels : random.between(1, 2),
    durationS: isDone ? random.between(1, 60) : null,
    error: { absent: random.pick(['16101', '16102']), failed: '16105' }[status] ?? null,
    failsFirst: isDone && random.chance(0.2),
    // Where REST finds it: deleted, or in storage of the account's own.
    gone: isDone && random.chance(0.15) ? random.pick(['deleted', 'external']) : null,
    encryption: random.chance(0.1)
      ? { type: 'rsa-aes', public_key_sid: `CR${'0'.repeat(32)}`, encrypted_cek: 'x', iv: 'y' }
      : null,
    silent: false, ...options.more,
  };
  recording.otherName = otherName(random, call, recording);
  call.recordings.push(recording);
}

function addRecordings(world, call) {
  const { random } = world;
  const answered = call.legs.filter((leg) => leg.answered !== null);
  const count = call.legs[0].answered ? random.pick([0, 1, 1, 1, 2, 3]) : 0;
  for (let i = 0; i < count; i++) makeRecording(world, call, { leg: random.pick(answered) });
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

const makeCall = (at) => ({ at, legs: [], recordings: [] });

function parentLeg(world, call, direction, from, to, status = statusOf(world.random)) {
  call.legs.push(makeLeg(world,
    { direction, from, to, at: call.at, status, lasts: world.random.between(30, 90) }));
}

const KINDS = {
  direct(world, call) {
    parentLeg(world, call, 'outbound-api', '+15005550006', called(world.random));
    addRecordings(world, call);
  },
  agentFirst(world, call) {
    parentLeg(world, call, 'outbound-api', '+15005550006', world.random.pick(AGENT_PLACES));
    if (call.legs[0].answered) {
      const children = world.random.pick([1, 1, 1, 2, 3]); // the later ones are transfers
      for (let i = 0; i < children; i++) addChild(world, call, called(world.random), 1 + 10 * i);
    }
    addRecordings(world, call);
  },
  inbound(world, call) {
    const isAgents = world.random.chance(0.2); // who calls a customer by way of our number
    parentLeg(world, call, 'inbound',
      isAgents ? AGENT_PHONE : callerOf(world.random), '+15005550006');
    if (call.legs[0].answered) {
      addChild(world, call,
        isAgents ? called(world.random) : world.random.pick(AGENT_PLACES), 1);
    }
    addRecordings(world, call);
  },
  softphone(world, call) {
    parentLeg(world, call, 'inbound', 'client:ann', '+15005550006');
    if (call.legs[0].answered) addChild(world, call, called(world.random), 1);
    addRecordings(world, call);
  },
  // No callback tells of a trunk's recordings; they are on the leg's own CallSid.
  trunk(world, call) {
    parentLeg(world, call, 'trunking-originating', '+15005550006', customerNumber(world.random),
      'completed');
    makeRecording(world, call, { status: 'completed', more: { source: 'Trunking', silent: true } });
  },
  // Its recordings belong to none of the calls that take part, as far as this call knows.
  conference(world, call) {
    const { random } = world;
    const conference = world.names.sid('CF');
    const parties = makeParties(world, call.at);
    // Only the REST API says of these who is in it, and only as long as they are.
    const isTold = random.chance(0.8);
    const statuses = isTold ? ['completed', 'completed', 'in-progress', 'absent'] : ['in-progress'];
    for (let i = random.pick([1, 1, 2]); i > 0; i--)
      makeRecording(world, call, { conference, status: random.pick(statuses) });
    const [recording] = call.recordings;
    for (const party of parties) {
      const join = { conference, call: party, leg: random.pick(party.legs), late: false };
      if (isTold) world.joins.push({ ...join, recording });
      else world.participants.push(join);
    }
    world.calls.push(...parties);
  },
};

// Who takes part in a conference: each in a call of their own.
function makeParties(world, at) {
  const { random } = world;
  return Array.from({ length: random.between(0, 3) }, (_, i) => {
    const party = makeCall(at + i * 7 * S);
    KINDS[random.pick(['direct', 'agentFirst', 'inbound', 'softphone'])](world, party);
    return party;
  });
}

// Some conferences take in calls that have been known for some time, each with recordings and
// dialers' ids of its own, or conferences.
function joinLate(world, calls) {
  const { random } = world;
  const conference = world.names.sid('CF');
  const [first] = calls;
  if (random.chance(0.5)) makeRecording(world, first, { conference });
  const recording = first.recordings.find(({ conferenceSid }) => conferenceSid === conference);
  world.joins.push(...calls.map((call) =>
    ({ conference, call, leg: random.pick(call.legs), recording, late: true })));
}

// What a dialer says whenever it says anything of an id. Numbers and times count only where
// Twilio says none; but whom it called to reach another is not the customer.
function makeSaying(world, call) {
  const { random } = world;
  const phones = call.legs.map(({ to }) => to).filter(isPhone);
  return {
    callId: world.names.dialer(),
    ...(random.chance(0.8) && { customerNumber: customerNumber(random) }),
    ...(random.chance(0.4) && {
      direction: random.pick(['inbound', 'outbound']), fromNumber: '+15005550007',
      toNumber: random.pick([...phones, '+15005550008']),
      ...(random.chance(0.5) && { durationS: 7 }),
      startedAt: new Date(call.at - S).toISOString(), endedAt: new Date(call.at).toISOString(),
    }),
  };
}

// A dialer knows a call by its own id and by some CallSids of it. It may say the first before
// it knows any of these, and may use its id again for another call.
function addPuts(world, calls) {
  const { random } = world;
  // Of a call in a conference a dialer may be the only one who says so.
  const conferenceOf = (call) => random.chance(0.5)
    && world.joins.find((join) => join.call === call)?.conference;
  const put = (call, saying, callSid, conferenceSid = conferenceOf(call)) => world.puts.push({
    call, body: { ...saying, ...(callSid && { callSid }), ...(conferenceSid && { conferenceSid }),
      notes: `put ${world.puts.length + 1}` } });
  for (const call of calls.filter(() => random.chance(0.5))) {
    const saying = makeSaying(world, call);
    put(call, saying, random.pick(call.legs).sid);
    if (random.chance(0.5)) put(call, saying, null);
    if (call.legs.length > 1 && random.chance(0.5)) put(call, saying, random.pick(call.legs).sid);
  }
  if (calls.length > 1 && random.chance(0.25)) {
    const saying = makeSaying(world, calls[0]);
    calls.slice(0, 2).forEach((call) => put(call, saying, random.pick(call.legs).sid));
  }
}

const callResource = (leg) => ({
  sid: leg.sid, parent_call_sid: leg.parent, direction: leg.direction, from: leg.from, to: leg.to,
  status: leg.status, answered_by: leg.answeredBy, date_created: rfc2822(leg.initiated),
  start_time: rfc2822(leg.answered ?? leg.initiated), end_time: rfc2822(leg.ended),
  duration: leg.durationS === null ? null : String(leg.durationS),
});

const recordingResource = (recording) => ({
  sid: recording.sid, call_sid: recording.callSid, conference_sid: recording.conferenceSid,
  status: recording.gone === 'deleted' ? 'deleted' : recording.status,
  source: recording.source, channels: recording.channels,
  duration: recording.durationS === null ? null : String(recording.durationS),
  date_created: rfc2822(recording.startedAt), start_time: rfc2822(recording.startedAt),
  error_code: recording.error && Number(recording.error),
  encryption_details: recording.encryption,
  ...(recording.gone === 'external' && { media_url: 'https://storage.example/a.wav' }),
});

// at: when the first call begins. The second one may be a redial seconds later.
function makeWorld(seed, run, batch, at) {
  const random = makeRandom(seed);
  const world = {
    seed, random, names: makeNames(run, batch, seed), calls: [], joins: [], participants: [],
    puts: [] };
  const count = random.between(1, 3);
  for (let i = 0; i < count; i++) {
    const call = makeCall(at + random.between(0, 10) * i * S);
    KINDS[random.pick(Object.keys(KINDS))](world, call);
    world.calls.push(call);
  }
  const calls = random.shuffle(world.calls.filter(({ legs }) => legs.length > 0));
  if (calls.length > 1 && random.chance(0.7)) joinLate(world, calls);
  addPuts(world, random.shuffle(calls));
  world.resources = {
    calls: world.calls.flatMap(({ legs }) => legs.map(callResource)),
    recordings: world.calls.flatMap(({ recordings }) => recordings.map(recordingResource)),
    participants: world.participants.map(({ conference, leg }) =>
      ({ call_sid: leg.sid, conference_sid: conference })),
  };
  return world;
}

module.exports = { AGENT_PHONE, isSoftphone, makeWorld, rfc2822 };
