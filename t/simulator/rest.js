'use strict';

// Twilio's REST API: access, routes and responses.

const { decodeForm } = require('./form');
const { Refusal, dispatch, readBody, send, sendEmpty, sendJson } = require('./http');
const { isWanted, pageOf } = require('./lists');
const { answerMedia } = require('./media');
const { placeCall } = require('./place');
const {
  callJson, callRecordingJson, callStatus, callTimes, conferenceRecordingJson, participantJson,
  recordingJson,
} = require('./resources');
const { answerAs, nextAnswer } = require('./script');
const { newSid } = require('./store');

const ACCOUNT_PATH = /^\/2010-04-01\/Accounts\/([^/]+)(\/.*)$/;

const CALL_FILTERS = {
  texts: {
    To: ({ to }) => to, From: ({ from }) => from, Status: callStatus,
    ParentCallSid: ({ parentSid }) => parentSid,
  },
  time: (leg) => callTimes(leg).created,
  times: {
    StartTime: (leg) => callTimes(leg).started, EndTime: (leg) => callTimes(leg).ended,
  },
};
const createdAt = (recording) => recording.createdAt || recording.startedAt;
const RECORDING_FILTERS = {
  texts: {
    CallSid: ({ callSid }) => callSid, ConferenceSid: ({ conferenceSid }) => conferenceSid,
  },
  time: createdAt,
  times: { DateCreated: createdAt },
};

const notFound = (path) =>
  new Refusal(404, `The requested resource ${path} was not found`, 20404);

function findLeg({ simulator, path }, sid) {
  const leg = simulator.store.legs.get(sid);
  if (!leg || leg.status === 'pending') {
    throw notFound(path);
  }
  return leg;
}

function findRecording({ simulator, path, query }, sid, withDeleted = false) {
  const recording = simulator.store.recordings.get(sid);
  const isShown = recording && recording.status !== 'pending' &&
    (!recording.deleted || (withDeleted && query.get('IncludeSoftDeleted') === 'true'));
  if (!isShown) {
    throw notFound(path);
  }
  return recording;
}

// Newest first, as Twilio lists.
function sendList({ response, path, query }, name, all, isListed, filters, toJson) {
  const items = [...all.values()].reverse().sort((a, b) => filters.time(b) - filters.time(a));
  const page = pageOf(items, path, query,
    (item) => item.status !== 'pending' && isListed(item) && isWanted(item, query, filters));
  sendJson(response, 200, { [name]: page.items.map(toJson), ...page.envelope });
}

function listCalls(context) {
  sendList(context, 'calls', context.simulator.store.legs, () => true, CALL_FILTERS, callJson);
}

const isKept = ({ query }, { deleted }) =>
  !deleted || query.get('IncludeSoftDeleted') === 'true';

function listRecordings(context) {
  sendList(context, 'recordings', context.simulator.store.recordings,
    (recording) => isKept(context, recording), RECORDING_FILTERS, recordingJson);
}

// Conferences are kept nowhere in here: one is known by its recordings and its calls.
function checkConference({ simulator: { store }, path }, sid) {
  const all = [...store.recordings.values(), ...store.plays.values(), ...store.participants];
  if (!all.some(({ conferenceSid }) => conferenceSid === sid)) {
    throw notFound(path);
  }
}

// Where a recording can be asked for: in the account, and below its call or its conference.
const BELOW = {
  Calls: {
    check: findLeg, toJson: callRecordingJson, isOf: ({ callSid }, sid) => callSid === sid,
  },
  Conferences: {
    check: checkConference, toJson: conferenceRecordingJson,
    isOf: ({ conferenceSid }, sid) => conferenceSid === sid,
  },
};

function listRecordingsBelow(context, what, sid) {
  const { check, toJson, isOf } = BELOW[what];
  check(context, sid);
  sendList(context, 'recordings', context.simulator.store.recordings,
    (recording) => isOf(recording, sid) && isKept(context, recording),
    RECORDING_FILTERS, toJson);
}

function findRecordingBelow(context, what, sid, recordingSid, withDeleted) {
  const recording = findRecording(context, recordingSid, withDeleted);
  if (!BELOW[what].isOf(recording, sid)) {
    throw notFound(context.path);
  }
  return recording;
}

// Twilio lists who is in a conference, not who was.
function listParticipants(context, conferenceSid) {
  const { store } = context.simulator;
  checkConference(context, conferenceSid);
  const here = new Map([...store.plays.values(), ...store.participants]
    .filter((one) => one.conferenceSid === conferenceSid && one.leg.status === 'in-progress')
    .map(({ leg }) => [leg.sid, leg]));
  sendList(context, 'participants', here, () => true, { texts: {}, times: {}, time: () => 0 },
    (leg) => participantJson(leg, conferenceSid));
}

const UNFINISHED = new Set(['in-progress', 'processing', 'paused']);

function remove({ response }, recording) {
  if (UNFINISHED.has(recording.status)) {
    throw new Refusal(400, 'The recording is still in progress', 20001);
  }
  recording.deleted = true;
  sendEmpty(response, 204);
}

const showRecording = (context, sid) =>
  sendJson(context.response, 200, recordingJson(findRecording(context, sid, true)));

const showRecordingBelow = (context, what, ...sids) => sendJson(context.response, 200,
  BELOW[what].toJson(findRecordingBelow(context, what, ...sids, true)));

async function sendMedia(context, sid, extension) {
  const recording = findRecording(context, sid);
  // mp3: Debian's sox cannot encode it, so here it is as if not transcoded yet.
  const isHere = recording.status === 'completed' && recording.externalUrl === null;
  if (!isHere || extension === '.mp3') {
    throw notFound(context.path);
  }
  await answerMedia(context, recording);
}

const RECORDING_BELOW =
  /^\/(Calls|Conferences)\/(C[AF][0-9a-f]{32})\/Recordings\/(RE[0-9a-f]{32})\.json$/;

const ROUTES = [
  ['POST', /^\/Calls\.json$/, placeCall],
  ['GET', /^\/Calls\.json$/, listCalls],
  ['GET', /^\/Calls\/(CA[0-9a-f]{32})\.json$/,
    (context, sid) => sendJson(context.response, 200, callJson(findLeg(context, sid)))],
  ['GET', /^\/(Calls|Conferences)\/(C[AF][0-9a-f]{32})\/Recordings\.json$/, listRecordingsBelow],
  ['GET', /^\/Conferences\/(CF[0-9a-f]{32})\/Participants\.json$/, listParticipants],
  ['GET', RECORDING_BELOW, showRecordingBelow],
  ['DELETE', RECORDING_BELOW, (context, ...which) =>
    remove(context, findRecordingBelow(context, ...which))],
  ['GET', /^\/Recordings\.json$/, listRecordings],
  ['GET', /^\/Recordings\/(RE[0-9a-f]{32})\.json$/, showRecording],
  ['DELETE', /^\/Recordings\/(RE[0-9a-f]{32})\.json$/, (context, sid) =>
    remove(context, findRecording(context, sid))],
  ['GET', /^\/Recordings\/(RE[0-9a-f]{32})(\.wav|\.mp3)?$/, sendMedia],
  ['HEAD', /^\/Recordings\/(RE[0-9a-f]{32})(\.wav|\.mp3)?$/, sendMedia],
];

function checkAccess({ config }, request, accountSid) {
  const known = [`${config.accountSid}:${config.authToken}`, ...config.apiKeys];
  const isKnown = known.some((pair) =>
    request.headers.authorization === `Basic ${Buffer.from(pair).toString('base64')}`);
  if (!isKnown) {
    throw new Refusal(401, 'Authenticate', 20003);
  }
  if (accountSid !== config.accountSid) {
    throw notFound(request.url);
  }
}

function sendXmlError(response, error, headers) {
  const code = error.code || error.status;
  send(response, error.status, 'application/xml', [
    '<?xml version=\'1.0\' encoding=\'UTF-8\'?>',
    `<TwilioResponse><RestException><Code>${code}</Code><Message>${error.message}</Message>` +
    `<MoreInfo>https://www.twilio.com/docs/errors/${code}</MoreInfo>` +
    `<Status>${error.status}</Status></RestException></TwilioResponse>`,
  ].join('\n'), headers);
}

function sendError(response, path, error) {
  const headers = error.status === 401 ? { 'WWW-Authenticate': 'Basic realm="Twilio API"' } : {};
  if (!path.endsWith('.json')) {
    sendXmlError(response, error, headers);
    return;
  }
  send(response, error.status, 'application/json', JSON.stringify({
    code: error.code || error.status, message: error.message,
    more_info: `https://www.twilio.com/docs/errors/${error.code || error.status}`,
    status: error.status,
  }), headers);
}

// Discards a response that must not be sent.
const NOBODY = { setHeader() {}, writeHead() {}, end() {} };

async function obeyUnseen(context, obey) {
  try {
    await obey({ ...context, response: NOBODY });
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
  }
}

// Obeys the request, or does not, and answers it, as PUT /simulator/rest has it.
async function obeyAs(context, answer, obey) {
  if (answer.reset || (answer.obeyed && (answer.status || answer.hang))) {
    await obeyUnseen(context, obey);
  }
  await answerAs(context.response, answer, () => obey(context));
}

async function answerRest(context) {
  const { simulator, request, path } = context;
  const body = await readBody(request);
  const [, accountSid, rest] = ACCOUNT_PATH.exec(path) || [];
  if (!rest) {
    throw notFound(path);
  }
  checkAccess(simulator, request, accountSid);
  if (['GET', 'HEAD'].includes(request.method) && body !== '') {
    throw new Refusal(403, 'A GET request must not have a body', 20403);
  }
  const answer = rest.endsWith('.json') ? nextAnswer(simulator.restScript, request.method)
    : {};
  await obeyAs({ ...context, form: decodeForm(body) }, answer,
    (obeyed) => dispatch(ROUTES, obeyed, request.method, rest));
}

async function handleRest(simulator, request, response) {
  const [path, query] = request.url.split('?', 2);
  const context = { simulator, request, response, path, query: new URLSearchParams(query) };
  response.setHeader('Twilio-Request-Id', newSid('RQ'));
  response.setHeader('Twilio-Concurrent-Requests', '1');
  try {
    await answerRest(context);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    sendError(response, path, error);
  }
}

module.exports = { handleRest, sendXmlError };
