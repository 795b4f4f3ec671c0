#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What happens when a neighbour fails: nothing is acknowledged that is not kept, nothing hangs,
// and all is well again without anybody's help.

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { before, test } = require('node:test');
const stack = require('../stack');

stack.start({ mirrors: 2, processes: 2 }); // when one of two dies, the other goes on
const {
  assertProblem, callback, encodeForm, env, makeCall, postSession, recordingParams, request, rows,
  sign, sim, sql, statusParams, until, untilState,
} = require('../lib');
const fastcgi = require('./fastcgi');
const { ask, operations, prepare } = require('./operations');
const {
  MIRRORS, childrenOf, endPostgres, holdLock, isAlive, pidOf, startOf, untilGone,
} = require('./processes');

const RECORDING = 'recording-callback';
const STATUS = 'status-callback';
const { names: EXECUTABLES } = require('../endpoints');
const THREADS = 16; // of each process: src/app/endpoint.c
const SOON_MS = 2000; // while nothing can be asked at all
const PATIENT_MS = 8000; // while the database neither answers nor refuses; Twilio waits 15 s
const STOP_MS = 5000; // one that does not hear it goes on for ever
const ONE_S = 1000;

const programs = () => EXECUTABLES.map((name) => childrenOf(pidOf(name)));
const get = (where, more = {}) => request(where, { as: 'supervisor', ...more });

// How often a recording is there, and how often its callback is in the journal.
const kept = (list) => rows(`select p.sid,
    (select count(*) from data.recording_segment s where s.recording_sid = p.sid) as segments,
    (select count(*) from data.webhook_event e where e.params ->> 'RecordingSid' = p.sid) as events
  from unnest('{${list.map((params) => params.RecordingSid)}}'::text[]) as p (sid)`);

let recording;
before(async () => {
  await prepare();
  ({ recording } = await makeCall());
});

function assertUnavailable(answer, ms = SOON_MS) {
  assertProblem(answer, 503, 'unavailable');
  assert.ok(Number(answer.headers['retry-after']) >= 1);
  assert.ok(answer.ms < ms, `it took ${answer.ms} ms`);
}

// Makes each process that takes recordings have both its fast connections: the server's processes.
function connectAll() {
  const mine = 'from pg_stat_activity where usename = \'omnivox_recording_callback\'';
  sql(`select pg_terminate_backend(pid, 5000) ${mine}`);
  return until('each process has its connections', async () => {
    await Promise.all(Array.from({ length: 20 }, () =>
      callback(RECORDING, recordingParams(), { connections: 50 })));
    const found = rows(`select pid ${mine}`).map(({ pid }) => pid);
    return found.length >= 2 * childrenOf(pidOf(RECORDING)).length && found;
  });
}

// --- PostgreSQL away ----------------------------------------------------------

async function assertAllUnavailable() {
  for (const operation of operations.filter(({ value }) => value.responses['503'])) {
    assertUnavailable(await ask(operation));
  }
  for (let i = 0; i < 4; i++) {
    assertUnavailable(await callback(RECORDING, recordingParams()));
    assertUnavailable(await callback(STATUS, statusParams()));
  }
  const audio = ['', '/stream', '/download', '/peaks'].map((route) =>
    `/api/recordings/${recording.id}${route}`);
  for (const where of ['/api/session', '/api/call-records', ...audio]) {
    assertUnavailable(await get(where));
    assertUnavailable(await get(where, { as: 'token' }));
    assert.strictEqual((await get(where, { method: 'HEAD' })).status, 503);
  }
  assertUnavailable(await postSession(JSON.stringify({ email: 'a@b', password: 'c' })));
}

test('while PostgreSQL is stopped all say so, and then all go on', async () => {
  const waiting = recordingParams();
  assert.strictEqual((await get('/api/session')).status, 200);
  const running = programs();
  const startAgain = await endPostgres();
  try {
    await assertAllUnavailable();
    assertUnavailable(await callback(RECORDING, waiting));
    assertProblem(await callback(RECORDING, waiting, { signature: 'x' }), 403, 'bad_signature');
    for (const where of ['/', '/healthz']) {
      assert.strictEqual((await request(where)).status, 200, where);
    }
  } finally {
    await startAgain();
  }
  for (let i = 0; i < 8; i++) {
    const answer = await callback(RECORDING, waiting);
    assert.strictEqual(answer.status, 204, `${i}: ${answer.text}`);
  }
  assert.deepStrictEqual(kept([waiting]),
    [{ sid: waiting.RecordingSid, segments: 1, events: 8 }]);
  assert.strictEqual((await get('/api/session')).status, 200);
  assert.strictEqual((await get(`/api/recordings/${recording.id}/stream`)).status, 200);
  assert.deepStrictEqual(programs(), running, 'none was started anew');
  await makeCall(); // so the mirrors have found it again, too
});

// Twilio does not come again after a 503, unless it is asked to.
test('a restart of PostgreSQL that falls between two callbacks loses none', async () => {
  await connectAll();
  const startAgain = await endPostgres();
  await startAgain();
  const list = Array.from({ length: 16 }, () => recordingParams());
  const answers = await Promise.all(list.map((params) => callback(RECORDING, params)));
  assert.deepStrictEqual(answers.map(({ status }) => status), list.map(() => 204));
  assert.deepStrictEqual(kept(list),
    list.map((params) => ({ sid: params.RecordingSid, segments: 1, events: 1 })));
});

test('a callback that has to wait for a lock is told to come again, and then is kept', async () => {
  const params = recordingParams();
  const release = await holdLock('lock table data.webhook_event in access exclusive mode');
  try {
    assertUnavailable(await callback(RECORDING, params), PATIENT_MS);
    assertUnavailable(await callback(STATUS, statusParams()), PATIENT_MS);
  } finally {
    await release();
  }
  assert.deepStrictEqual(kept([params]), [{ sid: params.RecordingSid, segments: 0, events: 0 }]);
  assert.strictEqual((await callback(RECORDING, params)).status, 204);
  assert.deepStrictEqual(kept([params]), [{ sid: params.RecordingSid, segments: 1, events: 1 }]);
});

// What a server's process has got before it froze, it may still do once it goes on.
test('a database that freezes is not waited for', async () => {
  const params = recordingParams();
  const backends = await connectAll();
  backends.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  try {
    assertUnavailable(await callback(RECORDING, params), PATIENT_MS);
  } finally {
    backends.forEach((pid) => process.kill(pid, 'SIGCONT'));
  }
  await until('it is accepted', async () => (await callback(RECORDING, params)).status === 204);
  const [{ segments, events }] = kept([params]);
  assert.strictEqual(segments, 1);
  assert.ok(events >= 1 && events <= 3, `${events} in the journal`);
});

// --- An executable that dies --------------------------------------------------

test('kill -9 of a process loses its requests only, and no acknowledged one', async () => {
  const pid = pidOf(RECORDING);
  const before = childrenOf(pid);
  const list = Array.from({ length: 200 }, () => recordingParams());
  let answered = 0;
  let killedAt = null;
  const answers = await Promise.all(list.map(async (params) => {
    const { status } = await callback(RECORDING, params, { connections: 50 });
    answered += 1;
    if (answered === 50) {
      process.kill(before[0], 'SIGKILL');
      killedAt = Date.now();
      await until('it is replaced', () => childrenOf(pid).length === before.length &&
        !childrenOf(pid).includes(before[0]), ONE_S);
    }
    return status;
  }));
  assert.ok(killedAt !== null);
  assert.ok(answers.every((status) => [204, 503].includes(status)), [...new Set(answers)].join());
  const lost = answers.filter((status) => status !== 204);
  assert.ok(lost.length <= THREADS, `a process has ${THREADS} requests at a time, but ${lost.length} failed`);
  const wrong = kept(list).filter(({ segments, events }, i) =>
    answers[i] === 204 && (segments !== 1 || events !== 1));
  assert.deepStrictEqual(wrong, []);
});

test('a program whose processes all die is there again at once', async () => {
  const pid = pidOf('recording-metadata');
  const before = childrenOf(pid);
  before.forEach((child) => process.kill(child, 'SIGKILL'));
  await until('they are replaced', () => childrenOf(pid).length === before.length &&
    childrenOf(pid).every((child) => !before.includes(child)), 2 * ONE_S);
  const answer = await get(`/api/recordings/${recording.id}`);
  assert.strictEqual(answer.status, 200, answer.text);
});

// --- A fault of our own -------------------------------------------------------

test('what PostgreSQL refuses a program is a 500 that says nothing of it', async () => {
  for (const [what, fn] of [['stream', 'media'], ['download', 'media'], ['peaks', 'peaks']]) {
    const right = `execute on function api.recording_${fn}(bytea, uuid, text)`;
    const where = `/api/recordings/${recording.id}/${what}`;
    sql(`revoke ${right} from omnivox_recording_${what}`);
    try {
      const { detail } = assertProblem(await get(where), 500, 'internal_error');
      assert.strictEqual(detail, 'Internal Server Error');
    } finally {
      sql(`grant ${right} to omnivox_recording_${what}`);
    }
    assert.strictEqual((await get(where)).status, 200);
  }
});

// --- A stop -------------------------------------------------------------------

// A socket that is there may not be listened to yet.
const listens = (socket) => new Promise((resolve) => {
  const connection = net.connect(socket, () => resolve(true));
  connection.on('connect', () => connection.end());
  connection.on('error', () => resolve(false));
});

// A program of our own on a socket of its own, started as one of the stack's, alone or with its
// supervisor: {pid, socket}.
async function startProgram(t, name, { supervised = false } = {}) {
  const supervisor = startOf(pidOf(name));
  const how = startOf(childrenOf(pidOf(name))[0]);
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'omnivox-e2e.'));
  const socket = path.join(dir, 'socket');
  const argv = supervised ? supervisor.argv : [how.argv[0]];
  const child = spawn('spawn-fcgi', ['-n', '-s', socket, '-M', '0600', '--', ...argv],
    { env: how.env, cwd: how.cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })));
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
    fs.rmSync(dir, { recursive: true });
  });
  await until(`${name} listens`, () => listens(socket));
  return { pid: child.pid, socket, ended };
}

function askCallback(socket, params) {
  const where = `/api/calls/${RECORDING}`;
  const body = encodeForm(params);
  return fastcgi.ask(socket, {
    REQUEST_METHOD: 'POST', REQUEST_URI: where, REQUEST_ID: 'e2e', QUERY_STRING: '',
    CONTENT_TYPE: 'application/x-www-form-urlencoded', CONTENT_LENGTH: String(body.length),
    HTTP_X_TWILIO_SIGNATURE: sign(env.WEBHOOK_BASE_URL + where, params),
  }, body);
}

test('SIGTERM ends an idle program at once', async (t) => {
  for (const name of EXECUTABLES) {
    const { pid, socket, ended } = await startProgram(t, name);
    // An answer shows that it is idle, and no longer starting.
    const { status, whole } = await fastcgi.ask(socket, { REQUEST_METHOD: 'PATCH' }, '');
    assert.deepStrictEqual({ status, whole }, { status: 405, whole: true });
    const began = Date.now();
    process.kill(pid, 'SIGTERM');
    assert.deepStrictEqual(await ended, { code: 0, signal: null }, name);
    assert.ok(Date.now() - began < STOP_MS, `${name} took ${Date.now() - began} ms`);
  }
});

// ./dev down, and a restart of the service, end the supervisor: what it sends to its processes
// must be what they wait for.
for (const supervised of [false, true])
test(`SIGTERM ${supervised ? 'to the supervisor ' : ''}lets the request in flight be finished`, async (t) => {
  const { pid, socket, ended } = await startProgram(t, RECORDING, { supervised });
  const first = recordingParams();
  assert.strictEqual((await askCallback(socket, first)).status, 204);
  const params = recordingParams();
  const release = await holdLock('lock table data.webhook_event in share mode');
  const asked = askCallback(socket, params);
  await until('its request waits in the database', () => rows(`select from pg_stat_activity
    where usename = 'omnivox_recording_callback' and wait_event_type = 'Lock'`).length > 0, 900);
  process.kill(pid, 'SIGTERM');
  await release();
  const began = Date.now();
  const answer = await asked;
  assert.deepStrictEqual([answer.status, answer.whole], [204, true], answer.text);
  assert.deepStrictEqual(await ended, { code: 0, signal: null });
  assert.ok(Date.now() - began < STOP_MS);
  assert.deepStrictEqual(kept([params]), [{ sid: params.RecordingSid, segments: 1, events: 1 }]);
  await untilGone(pid);
});

// It asks three times otherwise: cgi-bin/call-place.c.
test('SIGTERM while Twilio is busy: the call is not asked for to the end, and its caller is told', async (t) => {
  const { pid, socket, ended } = await startProgram(t, 'call-place');
  const body = JSON.stringify({ customerNumber: '+15005550012', agentNumber: '+15005550013' });
  const asked = async () => (await sim('GET', '/requests')).filter(({ method, path: where }) =>
    method === 'POST' && where.endsWith('/Calls.json')).length;
  const before = await asked();
  await sim('PUT', '/rest', [{ status: 429, method: 'POST' }]);
  try {
    const told = fastcgi.ask(socket, {
      REQUEST_METHOD: 'POST', REQUEST_URI: '/api/calls', REQUEST_ID: 'e2e', QUERY_STRING: '',
      HTTP_AUTHORIZATION: `Bearer ${env.API_TOKEN}`,
      CONTENT_TYPE: 'application/json', CONTENT_LENGTH: String(body.length),
    }, body);
    await until('Twilio is asked', async () => await asked() > before);
    process.kill(pid, 'SIGTERM');
    const began = Date.now();
    const { status, text, whole } = await told;
    assert.deepStrictEqual([status, whole], [502, true], text);
    assert.match(text, /twilio_refused/);
    assert.deepStrictEqual(await ended, { code: 0, signal: null });
    assert.ok(Date.now() - began < STOP_MS);
    const times = await asked() - before;
    assert.ok(times <= 2, `Twilio was asked ${times} times`);
  } finally {
    await sim('PUT', '/rest', [{}]);
  }
});

test('the stack is as it was', async () => {
  assert.ok(['nginx', 'postgres', 'simulator', ...MIRRORS, ...EXECUTABLES]
    .every((name) => isAlive(pidOf(name))));
  const { call } = await makeCall();
  await untilState(call.recordingSid, 'stored');
});
