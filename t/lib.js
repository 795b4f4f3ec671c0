'use strict';

// Helpers for the tests of a running stack. t/stack.js sets the environment, from the stack's file env.

const assert = require('node:assert');
const { execFileSync, spawnSync } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const openapi = require('./openapi');
const stack = require('./stack');

stack.start();

const NEEDED = [
  'BASE_URL', 'CA_FILE', 'PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER', 'MEDIA_DIR', 'TWILIO_PRIVATE_KEYS_DIR',
  'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_API_URL', 'WEBHOOK_BASE_URL',
  'ADMIN_EMAIL', 'ADMIN_PASSWORD', 'SUPERVISOR_EMAIL', 'SUPERVISOR_PASSWORD',
  'AGENT_EMAIL', 'AGENT_PASSWORD', 'API_TOKEN', 'RECCTL',
];
for (const name of NEEDED) {
  assert.ok(process.env[name], `${name} is not set: source DIR/env of ./dev up --state DIR`);
}
const env = process.env;

const COOKIE = '__Host-session';
const FORM_TYPE = 'application/x-www-form-urlencoded; charset=UTF-8';
const POLL_MS = 25;
const REQUEST_MS = 30000;
const IDLE_MS = 30000; // nginx: 75 s
const PATIENCE_MS = 60000; // until a test gives up: a bound that only a fault should meet
const STORED_MS = 120000;

// --- Waiting ------------------------------------------------------------------

// Calls fn until its result is true, and returns the result.
async function until(what, fn, ms = PATIENCE_MS) {
  const deadline = Date.now() + ms;
  for (;;) {
    const value = await fn();
    if (value) {
      return value;
    }
    assert.ok(Date.now() < deadline, `${what}: not within ${ms} ms`);
    await sleep(POLL_MS);
  }
}

// --- HTTPS --------------------------------------------------------------------

const ca = fs.readFileSync(env.CA_FILE);
const base = new URL(env.BASE_URL);
const agents = new Map();

// An agent with at most that many connections, which it keeps for the next requests, but not until nginx
// closes them: a request that is sent as nginx does would get no answer.
function agentOf(connections) {
  if (!agents.has(connections)) {
    agents.set(connections, new https.Agent({ ca, keepAlive: true, maxSockets: connections, timeout: IDLE_MS }));
  }
  return agents.get(connections);
}

function collect(message, began, resolve, reject) {
  const chunks = [];
  message.on('data', (chunk) => chunks.push(chunk));
  message.on('error', reject);
  message.on('end', () => {
    const body = Buffer.concat(chunks);
    resolve({
      status: message.statusCode, headers: message.headers, body, ms: Date.now() - began,
      text: body.toString(), json: () => JSON.parse(body.toString()),
    });
  });
}

// A server may answer and close the connection before it has read the whole request: the answer counts.
function exchange(module, url, options, body) {
  return new Promise((resolve, reject) => {
    const began = Date.now();
    let answered = false;
    const { protocol, hostname, port, pathname, search } = new URL(url);
    const where = { protocol, hostname, port, path: pathname + search };
    const request = module.request({ ...where, ...options }, (message) => {
      answered = true;
      collect(message, began, resolve, reject);
    });
    request.on('error', (error) => {
      if (answered) return;
      // The server closed a connection that was idle: it has not seen the request.
      const isUnseen = request.reusedSocket && error.code === 'ECONNRESET';
      (isUnseen ? exchange(module, url, options, body) : Promise.reject(error)).then(resolve, reject);
    });
    request.setTimeout(REQUEST_MS, () =>
      request.destroy(new Error(`${url} did not answer within ${REQUEST_MS} ms`)));
    request.end(body);
  });
}

async function credentials(as) {
  if (as === null) {
    return {};
  }
  return as === 'token' ? { authorization: `Bearer ${env.API_TOKEN}` }
    : { cookie: await logIn(as) };
}

// The file of what tests have exercised of www/openapi.json: t/exercised.js reads it.
const EXERCISED = env.OMNIVOX_EXERCISED || path.join(path.dirname(env.CA_FILE), 'exercised');

// as: 'token', or the user who is logged in, 'supervisor', 'agent' or 'admin'; null: no credential. The
// answer must be one of those in www/openapi.json.
async function request(where, options = {}) {
  const { method = 'GET', headers = {}, body, as = null, connections = 8 } = options;
  const url = new URL(env.BASE_URL);
  const sent = { ...await credentials(as), ...headers };
  if (body !== undefined && sent['transfer-encoding'] === undefined) {
    sent['content-length'] = Buffer.byteLength(body);
  }
  const answer = await exchange(https, url.href, {
    path: where, method, headers: sent, agent: agentOf(connections),
  }, body);
  openapi.seen(EXERCISED, { method, where, headers: sent, body }, answer);
  return answer;
}

// A request from another address of this machine, on a connection of its own; its body is not read.
const requestFrom = (localAddress, where, { method = 'GET', headers = {}, body } = {}) =>
  new Promise((resolve, reject) => {
    const asked = https.request({
      host: '127.0.0.1', port: base.port, servername: 'localhost', path: where, method, ca,
      headers: { host: base.host, ...headers }, localAddress, agent: false, timeout: PATIENCE_MS,
    }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer));
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', reject);
    asked.end(body);
  });

// Logs in; tries again after a 429, which says that there were too many log-ins.
const postSession = (body, headers = {}) => until('a log-in is let in', async () => {
  const answer = await request('/api/session', {
    method: 'POST', body, headers: { 'content-type': 'application/json', ...headers },
  });
  return answer.status !== 429 && answer;
}, 60000);

const sendLogIn = (email, password, headers) =>
  postSession(JSON.stringify({ email, password }), headers);

const cookieOf = (answer) => answer.headers['set-cookie'][0].split(';', 1)[0];

// The session cookies of the users who have logged in.
const cookies = new Map();

async function logIn(name) {
  if (!cookies.has(name)) {
    const [email, password] = ['EMAIL', 'PASSWORD'].map((what) =>
      env[`${name.toUpperCase()}_${what}`]);
    const answer = await sendLogIn(email, password);
    assert.strictEqual(answer.status, 200, answer.text);
    cookies.set(name, cookieOf(answer));
  }
  return cookies.get(name);
}

// Checks the response to an error: RFC 9457, docs/requirements.md R35.
function assertProblem(answer, status, code) {
  assert.strictEqual(answer.status, status, answer.text);
  assert.strictEqual(answer.headers['content-type'], 'application/problem+json');
  const problem = answer.json();
  const { errors, ...rest } = problem;
  assert.deepStrictEqual(Object.keys(rest).sort(),
    ['code', 'detail', 'requestId', 'status', 'title', 'type']);
  assert.strictEqual(errors !== undefined, problem.code === 'invalid_body');
  assert.strictEqual(problem.status, status);
  assert.strictEqual(problem.type, 'about:blank');
  assert.ok(problem.title && problem.detail);
  assert.strictEqual(problem.requestId, answer.headers['x-request-id']);
  assert.match(problem.requestId, /^[0-9a-f]{32}$/);
  if (code !== undefined) {
    assert.strictEqual(problem.code, code);
  }
  return problem;
}

// --- Database -----------------------------------------------------------------

const sql = (query) => execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', query],
  { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).trimEnd();

// The rows of a query, as objects.
const rows = (query) => JSON.parse(sql(`select coalesce(json_agg(t), '[]') from (${query}) t`));

const SEGMENT = `
  select s.recording_sid, s.state as segment_state, s.object_key, s.byte_size, s.sha256,
         s.duration_measured_s, s.channels, r.id, r.state, r.state_reason, r.call_record_id
    from data.recording_segment s join data.recording r on r.id = s.recording_id`;

// The recording that has the segment of a RecordingSid, or undefined.
const recordingOf = (recordingSid) =>
  rows(`${SEGMENT} where s.recording_sid = '${recordingSid}'`)[0];

// --- The operator's command ---------------------------------------------------

// Runs recctl with the role that it has in production.
function recctl(args, { input = '', more = {} } = {}) {
  const { status, stdout, stderr, error } = spawnSync(env.RECCTL, args, {
    input, encoding: 'utf8', env: { ...env, PGUSER: 'omnivox_recctl', ...more }, maxBuffer: 64 * 1024 * 1024,
  });
  assert.ifError(error);
  assert.doesNotMatch(stderr, /Sanitizer|runtime error/);
  return { status, stdout, stderr };
}

// --- Twilio -------------------------------------------------------------------

const sid = (kind) => kind + crypto.randomBytes(16).toString('hex');

// Pairs of name and value, from an object or a list of pairs; a value may be a list, or bytes.
function fieldsOf(params) {
  const pairs = Array.isArray(params) ? params : Object.entries(params);
  return pairs.flatMap(([name, value]) => [value].flat().map((one) =>
    [Buffer.from(name), Buffer.isBuffer(one) ? one : Buffer.from(String(one))]));
}

// X-Twilio-Signature: docs/twilio.md "Signatures".
function sign(url, params, token = env.TWILIO_AUTH_TOKEN) {
  const sorted = fieldsOf(params).sort(([a, x], [b, y]) =>
    Buffer.compare(a, b) || Buffer.compare(x, y));
  const distinct = sorted.filter(([name, value], i) => i === 0 ||
    !name.equals(sorted[i - 1][0]) || !value.equals(sorted[i - 1][1]));
  return crypto.createHmac('sha1', token)
    .update(Buffer.concat([Buffer.from(url), ...distinct.flat()])).digest('base64');
}

const encodeBytes = (bytes, space) => [...bytes].map((byte) => {
  const char = String.fromCharCode(byte);
  if (char === ' ') {
    return space;
  }
  return /[A-Za-z0-9._~-]/.test(char) ? char
    : '%' + byte.toString(16).toUpperCase().padStart(2, '0');
}).join('');

const encodeForm = (params, space = '%20') => fieldsOf(params).map((pair) =>
  pair.map((bytes) => encodeBytes(bytes, space)).join('=')).join('&');

// Posts a form as Twilio does. signature: null sends none; signedUrl, token: to sign with.
function callback(endpoint, params, options = {}) {
  const where = `/api/calls/${endpoint}`;
  const {
    signedUrl = env.WEBHOOK_BASE_URL + where, token, method = 'POST', contentType = FORM_TYPE,
    body = encodeForm(params), signature = sign(signedUrl, params, token), headers = {},
    query = '', connections,
  } = options;
  const all = { 'content-type': contentType, ...headers };
  if (signature !== null) {
    all['x-twilio-signature'] = signature;
  }
  return request(where + query, { method, headers: all, connections, body });
}

const recordingParams = (more = {}) => ({
  RecordingSource: 'OutboundAPI', RecordingTrack: 'both', RecordingSid: sid('RE'),
  RecordingUrl: 'https://api.twilio.com/2010-04-01/Accounts/AC/Recordings/RE',
  RecordingStatus: 'in-progress', RecordingChannels: 2, ErrorCode: 0, CallSid: sid('CA'),
  RecordingStartTime: 'Sun, 25 Mar 2018 09:53:19 +0000', AccountSid: env.TWILIO_ACCOUNT_SID,
  ...more,
});

const statusParams = (more = {}) => ({
  Called: '+15005550010', Direction: 'outbound-api', To: '+15005550010', From: '+15005550006',
  Timestamp: 'Sun, 25 Mar 2018 09:53:19 +0000', CallbackSource: 'call-progress-events',
  SequenceNumber: 0, CallSid: sid('CA'), CallStatus: 'ringing', FromCity: '',
  AccountSid: env.TWILIO_ACCOUNT_SID, ...more,
});

async function fromTwilio(method, where, body) {
  const answer = await exchange(http, env.TWILIO_API_URL + where, {
    method, auth: `${env.TWILIO_ACCOUNT_SID}:${env.TWILIO_AUTH_TOKEN}`, agent: false,
  }, body);
  assert.ok(answer.status < 300, `${method} ${where}: ${answer.status} ${answer.text}`);
  return answer;
}

// A request to the simulator's control API. where: the rest of the path after /simulator.
async function sim(method, where, json) {
  const body = json === undefined ? undefined : JSON.stringify(json);
  const answer = await fromTwilio(method, `/simulator${where}`, body);
  return answer.text === '' ? null : answer.json();
}

const mediaPath = (recordingSid) =>
  `/2010-04-01/Accounts/${env.TWILIO_ACCOUNT_SID}/Recordings/${recordingSid}.wav`;

// The audio of a recording at the simulator. The request uses up an answer of its media script.
const audioOf = async (recordingSid) => (await fromTwilio('GET', mediaPath(recordingSid))).body;

// The requests for a recording's audio that the simulator got, from all clients.
const requestsFor = async (recordingSid) =>
  (await sim('GET', '/requests')).filter((one) => one.path.includes(recordingSid));

const untilState = (recordingSid, state, ms = STORED_MS) =>
  until(`${recordingSid} is ${state}`, () => {
    const recording = recordingOf(recordingSid);
    return recording?.state === state && recording;
  }, ms);

// Makes a call with the simulator's control API, and waits until its recording is in that state; null:
// does not wait.
async function makeCall({ state = 'stored', ...options } = {}) {
  const call = await sim('POST', '/calls', { direction: 'outbound-api', speed: 0, ...options });
  return { call, recording: state === null ? null : await untilState(call.recordingSid, state) };
}

// Waits until every callback of the call that is not held is answered.
const settle = (callSid) => until(`${callSid} has told everything`, async () => {
  const call = await sim('GET', `/calls/${callSid}`);
  return call.settled && call;
});

// --- Files --------------------------------------------------------------------

const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex');

const fileOf = (objectKey) => path.join(env.MEDIA_DIR, objectKey);

// The files under a directory, relative to it; [] if there is no such directory.
function filesIn(dir, under = '') {
  const entries = fs.existsSync(dir) ? fs.readdirSync(dir, { withFileTypes: true }) : [];
  return entries.flatMap((entry) => {
    const name = path.join(under, entry.name);
    return entry.isDirectory() ? filesIn(path.join(dir, entry.name), name) : [name];
  });
}

const filesBeingWritten = () => filesIn(path.join(env.MEDIA_DIR, 'tmp'));

const filesKept = () => filesIn(env.MEDIA_DIR).filter((name) => !name.startsWith('tmp/'));

module.exports = {
  COOKIE, assertProblem, audioOf, callback, cookieOf, encodeForm, env, fileOf, filesBeingWritten,
  filesKept, fromTwilio, logIn, makeCall, mediaPath, postSession, recctl, recordingOf,
  recordingParams, request, requestFrom, requestsFor, rows, sendLogIn, settle, sha256, sid, sign, sim, sql,
  statusParams, until, untilState,
};
