'use strict';

// The control API: tests set the simulator's behaviour, and read what it has done.

const { deliver } = require('./callbacks');
const { ALL_RECORDING_EVENTS, ALL_STAGES, makePlay } = require('./calls');
const { decodeForm, toFields } = require('./form');
const { Refusal, dispatch, readBody, sendEmpty, sendJson } = require('./http');
const { release, startPlay } = require('./play');
const { forgetRaw, putRaw } = require('./raw');
const { makeScript } = require('./script');

const STATUS_PATH = '/api/calls/status-callback';
const RECORDING_PATH = '/api/calls/recording-callback';

// The base may carry connection overrides: https://host#rc=5&rp=all
function hookUrl(base, path) {
  const [address, fragment] = base.split('#', 2);
  return address.replace(/\/$/, '') + path + (fragment === undefined ? '' : `#${fragment}`);
}

function hooksFor({ config }, options) {
  const base = options.webhookBase || config.webhookBase;
  const url = (given, path) => {
    if (!given && !base) {
      throw new Refusal(400, 'neither webhookBase nor WEBHOOK_BASE_URL says where to send to');
    }
    return given || hookUrl(base, path);
  };
  const hook = (given, path, events) => (given === null ? null
    : { url: url(given, path), method: options.method || 'POST', events });
  const { childCallback = options.statusCallback } = options;
  return {
    childCallback: hook(childCallback, STATUS_PATH, ALL_STAGES),
    statusCallback: hook(options.statusCallback, STATUS_PATH, ALL_STAGES),
    recordingCallback: hook(options.recordingCallback, RECORDING_PATH, ALL_RECORDING_EVENTS),
  };
}

const sidsOf = ({ leg, child, conferenceSid, recordings }) => ({
  callSid: leg.sid, childCallSid: child?.sid ?? null, conferenceSid,
  recordingSid: recordings[0]?.sid ?? null, recordingSids: recordings.map(({ sid }) => sid),
});

function startCall({ simulator, response, body }) {
  const options = { from: '+15005550006', to: '+15005550010', ...body };
  const play = makePlay(simulator, { ...options, ...hooksFor(simulator, options) });
  startPlay(simulator, play, options.events);
  sendJson(response, 201, sidsOf(play));
}

function findPlay({ simulator }, sid) {
  const play = simulator.store.plays.get(sid);
  if (!play) {
    throw new Refusal(404, `no call ${sid}`);
  }
  return play;
}

function showCall(context, sid) {
  const play = findPlay(context, sid);
  sendJson(context.response, 200, {
    ...sidsOf(play), status: play.leg.status,
    recordingStatus: play.recordings[0]?.status ?? null,
    recordingStatuses: play.recordings.map(({ status }) => status),
    callbacks: play.deliveries, held: play.held, settled: play.outstanding === 0,
  });
}

async function releaseHeld(context, sid) {
  const released = await release(context.simulator, findPlay(context, sid), context.body.events);
  sendJson(context.response, 200, { released });
}

function setMedia({ simulator, response, body }, sid) {
  const recording = simulator.store.recordings.get(sid);
  if (!recording) {
    throw new Refusal(404, `no recording ${sid}`);
  }
  recording.script = makeScript(body);
  sendEmpty(response, 204);
}

function setResources({ simulator, response, body }) {
  sendJson(response, 200, putRaw(simulator, body));
}

function clearResources({ simulator, response }) {
  forgetRaw(simulator.store);
  sendEmpty(response, 204);
}

function setRest({ simulator, response, body }) {
  simulator.restScript = makeScript(body);
  sendEmpty(response, 204);
}

function setNextCalls({ simulator, response, body }) {
  simulator.nextCalls = [body].flat();
  sendEmpty(response, 204);
}

// Resets the connections of all requests that are not answered completely.
function cutConnections({ simulator, response }) {
  const open = [...simulator.store.open];
  open.forEach(({ socket }) => socket?.resetAndDestroy());
  sendJson(response, 200, { cut: open.length });
}

// A raw form body is signed by the fields that it has, unless params say otherwise.
function fieldsToSign({ params, body, contentType = 'form-urlencoded' }) {
  if (params === undefined && body !== undefined && contentType.includes('form-urlencoded')) {
    return decodeForm(body);
  }
  return toFields(params);
}

async function sendWebhook({ simulator, response, body: wanted }) {
  const { token, ...webhook } = wanted;
  const result = await deliver({
    ...webhook, fields: fieldsToSign(wanted), once: true,
    token: token ?? simulator.config.authToken,
  }, simulator.config.ca);
  simulator.log(`callback sent ${wanted.url} ${result.status ?? result.error}`);
  sendJson(response, 200, {
    status: result.status ?? null, headers: result.headers ?? null, body: result.body ?? null,
    error: result.error ?? null,
  });
}

function showSelf({ simulator, response }) {
  const { config, port, otherHost } = simulator;
  sendJson(response, 200, {
    port, otherHost, accountSid: config.accountSid, webhookBase: config.webhookBase,
  });
}

function clearRequests({ simulator, response }) {
  simulator.store.requests.length = 0;
  sendEmpty(response, 204);
}

const ROUTES = [
  ['GET', /^\/simulator$/, showSelf],
  ['POST', /^\/simulator\/calls$/, startCall],
  ['GET', /^\/simulator\/calls\/(CA\w+)$/, showCall],
  ['POST', /^\/simulator\/calls\/(CA\w+)\/release$/, releaseHeld],
  ['PUT', /^\/simulator\/recordings\/(RE\w+)\/media$/, setMedia],
  ['PUT', /^\/simulator\/resources$/, setResources],
  ['DELETE', /^\/simulator\/resources$/, clearResources],
  ['PUT', /^\/simulator\/rest$/, setRest],
  ['PUT', /^\/simulator\/next-calls$/, setNextCalls],
  ['GET', /^\/simulator\/requests$/,
    ({ simulator, response }) => sendJson(response, 200, simulator.store.requests)],
  ['DELETE', /^\/simulator\/requests$/, clearRequests],
  ['DELETE', /^\/simulator\/connections$/, cutConnections],
  ['POST', /^\/simulator\/send$/, sendWebhook],
];

async function handleControl(simulator, request, response) {
  try {
    const text = await readBody(request);
    const body = text === '' ? {} : JSON.parse(text);
    await dispatch(ROUTES, { simulator, response, body }, request.method, request.url);
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof SyntaxError)) {
      throw error;
    }
    sendJson(response, error.status || 400, { error: error.message });
  }
}

module.exports = { handleControl };
