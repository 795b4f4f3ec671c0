'use strict';

// POST /Calls.json: places a call, which then plays itself.

const { ALL_STAGES, makePlay } = require('./calls');
const { Refusal, sendJson } = require('./http');
const { startPlay, untilDelivered } = require('./play');
const { callJson } = require('./resources');
const { answerAs } = require('./script');
const { dialOf } = require('./twiml');

const TWIML_LIMIT = 4000;
const PHONE = /^(\+[1-9]\d{6,14}|(client|sip):.+)$/;
const HTTP_URL = /^https?:\/\/[^/]+/i;

const CHECKS = [
  [({ To }) => !To, 21201, 'No \'To\' number is specified'],
  [({ From }) => !From, 21213, 'No \'From\' number is specified'],
  [({ Url, Twiml, ApplicationSid }) => !Url && !Twiml && !ApplicationSid, 21205,
    'Url parameter is required'],
  [({ To }) => !PHONE.test(To), 21211, 'Invalid \'To\' phone number'],
  [({ From }) => !PHONE.test(From), 21212, 'Invalid \'From\' phone number'],
  [({ Url }) => Url && !HTTP_URL.test(Url), 21205, 'Url is not a valid URL'],
  [({ Twiml }) => Twiml && Twiml.length > TWIML_LIMIT, 20001, 'Twiml is too long'],
  [({ StatusCallback }) => StatusCallback && !HTTP_URL.test(StatusCallback), 21609,
    'StatusCallback is not a valid URL'],
];

const valuesOf = (form, name) => form.filter(([key]) => key === name).map(([, value]) => value);

// Repeated names only: one space-joined value is warning 21626 at Twilio, and no events at all.
function statusCallback(form, { StatusCallback, StatusCallbackMethod }) {
  if (!StatusCallback) {
    return null;
  }
  const events = valuesOf(form, 'StatusCallbackEvent');
  return {
    url: StatusCallback, method: StatusCallbackMethod,
    events: events.length === 0 ? ['completed']
      : events.filter((event) => ALL_STAGES.includes(event)),
  };
}

// Here Twilio takes repeated as well as space-joined values.
function recordingCallback(form, { RecordingStatusCallback, RecordingStatusCallbackMethod }) {
  if (!RecordingStatusCallback) {
    return null;
  }
  const events = valuesOf(form, 'RecordingStatusCallbackEvent')
    .flatMap((value) => value.split(' ')).filter(Boolean);
  return {
    url: RecordingStatusCallback, method: RecordingStatusCallbackMethod,
    events: events.length === 0 ? ['completed'] : events,
  };
}

function recordingOption({ Record, RecordingChannels, RecordingTrack }, outcome, wanted) {
  if (Record !== 'true' || outcome !== 'completed' || wanted === null) {
    return null;
  }
  return {
    source: 'OutboundAPI', channels: RecordingChannels === 'dual' ? 2 : 1,
    track: RecordingTrack, ...wanted,
  };
}

// In TwiML, unlike in REST, the events are one value, joined by spaces.
function childCallback({ attributes }) {
  const { statusCallback: url, statusCallbackMethod: method, statusCallbackEvent } = attributes;
  if (!url || !HTTP_URL.test(url)) {
    return null;
  }
  const events = (statusCallbackEvent || 'completed').split(/\s+/);
  return { url, method, events: events.filter((event) => ALL_STAGES.includes(event)) };
}

// Who is dialled once the call is answered. A Url wins over Twiml, and is never fetched here.
function childOptions({ Url, Twiml, From }, planned) {
  const dial = Twiml && !Url ? dialOf(Twiml) : null;
  if (dial === null || planned === null) {
    return { child: planned };
  }
  return {
    child: { ...planned, to: dial.to, from: dial.callerId || From },
    childCallback: childCallback(dial),
  };
}

async function placeCall(context) {
  const { simulator, response, form } = context;
  const given = Object.fromEntries(form);
  const failed = CHECKS.find(([isWrong]) => isWrong(given));
  if (failed) {
    throw new Refusal(400, failed[2], failed[1]);
  }
  const { callbackFirst, answer = {}, ...plan } = simulator.nextCalls.shift() || {};
  const play = makePlay(simulator, {
    ...plan,
    from: given.From, to: given.To, direction: 'outbound-api',
    ...childOptions(given, plan.child),
    recording: recordingOption(given, plan.outcome || 'completed', plan.recording),
    statusCallback: statusCallback(form, given),
    recordingCallback: recordingCallback(form, given),
  });
  startPlay(simulator, play, plan.events);
  const queued = callJson(play.leg);
  if (callbackFirst) {
    await untilDelivered(play, callbackFirst);
  }
  await answerAs(response, answer, () => sendJson(response, 201, queued));
}

module.exports = { placeCall };
