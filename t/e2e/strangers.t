#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What strangers can do: little, and nothing to anybody else.

const assert = require('node:assert');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { after, test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const {
  assertProblem, callback, encodeForm, env, makeCall, recordingParams, request, rows, requestFrom, sid, sql,
  statusParams, until,
} = require('../lib');
const { endWorkers, whileMirrorsRest } = require('./processes');

const RECORDING = 'recording-callback';
const BASE = new URL(env.BASE_URL);
const STATE = path.dirname(env.CA_FILE);
const MIB = 2 ** 20;

// --- Unsigned requests --------------------------------------------------------

const tableBytes = () => Number(sql(`select pg_total_relation_size('data.webhook_event')
  + pg_total_relation_size('data.webhook_rejection') + pg_total_relation_size('data.webhook_rejection_sample')`));
const refusedSoFar = () => Number(sql(`select coalesce(sum(count), 0) from data.webhook_rejection
  where endpoint = '${RECORDING}' and reason = 'bad_signature'`));

// Clients that send 60 KB without a right signature, one after the other, until told to stop.
function flood(clients) {
  const params = recordingParams({ Padding: 'x'.repeat(60000) });
  const body = encodeForm(params);
  let going = true;
  let sent = 0;
  const client = async (n) => {
    while (going) {
      const { status } = await callback(RECORDING, params,
        { signature: 'A'.repeat(27) + '=', body, connections: 10 + n });
      assert.strictEqual(status, 403);
      sent += 1;
    }
  };
  const all = Promise.all(Array.from({ length: clients }, (_, n) => client(n)));
  return async () => {
    going = false;
    await all;
    return sent;
  };
}

test('unsigned bodies cost their 403, and no more: the tables do not grow', async () => {
  await endWorkers(RECORDING);
  const size = tableBytes();
  const counted = refusedSoFar();
  const stop = flood(8);
  await sleep(3000);
  const sent = await stop();
  assert.ok(sent > 100, `${sent}`);
  assert.ok(tableBytes() - size < MIB, `${tableBytes() - size} bytes`);
  await endWorkers(RECORDING);
  assert.strictEqual(refusedSoFar() - counted, sent, 'each is counted, once the programs have told');
  const [sample] = rows(`select request from data.webhook_rejection_sample
    where endpoint = '${RECORDING}' and reason = 'bad_signature'`);
  assert.strictEqual(sample.request.body.length, 4096);
});

// --- Logging in ---------------------------------------------------------------

const needsProxy = { skip: env.TRUSTED_PROXIES ? false : 'TRUSTED_PROXIES is not set' };

// A log-in through a load balancer that says who is asking.
const logInFrom = (address, email, password, via = env.TRUSTED_PROXIES) => requestFrom(via, '/api/session', {
  method: 'POST', body: JSON.stringify({ email, password }),
  headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
});
const nobody = () => `${sid('x')}@omnivox.example`;
const emptyFrom = (address, via = env.TRUSTED_PROXIES) => requestFrom(via, '/api/session', {
  method: 'POST', body: '{}',
  headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
});
const statuses = async (count, fn) =>
  (await Promise.all(Array.from({ length: count }, fn))).map(({ statusCode }) => statusCode);

test('behind a load balancer, who tries too often keeps nobody else out', needsProxy, async () => {
  const many = await statuses(100, () => emptyFrom('203.0.113.1'));
  assert.ok(many.includes(429), many.join());
  const others = await statuses(8, () => logInFrom('203.0.113.2', nobody(), 'x'));
  assert.deepStrictEqual([...new Set(others)], [401]);
});

test('nobody chooses their address themselves', needsProxy, async () => {
  const many = await statuses(100, (_, i) => emptyFrom(`203.0.113.${i + 10}`, '127.0.0.4'));
  assert.ok(many.includes(429), many.join());
});

test('whoever has one IPv6 address of a network has all of it', needsProxy, async () => {
  const many = await statuses(100, (_, i) => emptyFrom(`2001:db8:0:1::${i.toString(16)}`));
  assert.ok(many.includes(429), many.join());
  const others = await statuses(8, () => logInFrom('2001:db8:0:2::1', nobody(), 'x'));
  assert.deepStrictEqual([...new Set(others)], [401]);
});

test('who guesses a password has to wait; who knows it, elsewhere, does not', needsProxy, async () => {
  const network = () => `2001:db8:${sid('').slice(0, 4)}:${sid('').slice(0, 4)}`;
  const [guesser, other] = [`${network()}::1`, `${network()}::1`];
  const guess = () => logInFrom(guesser, env.AGENT2_EMAIL, 'wrong');
  for (let i = 0; i < 5; i++) assert.strictEqual((await guess()).statusCode, 401);
  const late = await guess();
  assert.strictEqual(late.statusCode, 429);
  assert.ok(Number(late.headers['retry-after']) >= 1);
  const right = await logInFrom(other, env.AGENT2_EMAIL, env.AGENT2_PASSWORD);
  assert.strictEqual(right.statusCode, 200);
});

// --- URIs, TLS and headers ----------------------------------------------------

test('a URI that cannot be read is 400, and what is internal is 404', async () => {
  for (const where of ['/%zz', '/a%', '/api/%0']) {
    assertProblem(await request(where), 400, 'malformed_request');
  }
  for (const where of ['/internal/media/x', '/%69nternal/media/x', '/internal%2Fproblem',
    '/%69nternal/problem', `/%69nternal/twilio/${sid('AC')}/${sid('RE')}`]) {
    assertProblem(await request(where), 404, 'not_found');
  }
});

// Whether a TLS handshake with these options of openssl s_client succeeds.
const shakesHands = (...options) => spawnSync('openssl',
  ['s_client', '-connect', `127.0.0.1:${BASE.port}`, '-servername', 'localhost', '-CAfile', env.CA_FILE,
    '-verify_return_error', ...options], { input: '' }).status === 0;

test('TLS 1.2 has forward secrecy, or is not spoken', () => {
  assert.ok(shakesHands('-tls1_3'));
  assert.ok(shakesHands('-tls1_2', '-cipher', 'ECDHE-RSA-AES128-GCM-SHA256'));
  for (const cipher of ['AES128-SHA', 'AES128-GCM-SHA256', 'ECDHE-RSA-AES128-SHA', 'ECDHE-RSA-AES256-SHA384']) {
    assert.ok(!shakesHands('-tls1_2', '-cipher', `${cipher}:@SECLEVEL=0`), cipher);
  }
  assert.ok(!shakesHands('-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'));
});

test('a browser that was here once does not come without TLS', async () => {
  for (const where of ['/', '/api/session', '/healthz', '/nothing', '/api/calls/status-callback']) {
    const { headers } = await request(where);
    assert.match(headers['strict-transport-security'], /^max-age=\d{8,}$/, where);
  }
});

const OURS = ['accept-ranges', 'cache-control', 'connection', 'content-disposition', 'content-length',
  'content-security-policy', 'content-type', 'date', 'referrer-policy', 'server',
  'strict-transport-security', 'x-content-type-options', 'x-request-id'];

test('of what Twilio sends with audio, only the audio is passed on', async () => {
  await whileMirrorsRest(async () => {
    const headers = {
      'Content-Type': 'text/html', 'Access-Control-Allow-Origin': '*', 'Set-Cookie': 'a=b',
      'Content-Disposition': 'attachment; filename="evil.html"', 'Clear-Site-Data': '"*"',
      'X-Unheard-Of': '1', Refresh: '0; url=https://evil.example', Link: '</evil>; rel=preload',
    };
    const { recording } = await makeCall({ state: 'available', media: [{ headers }] });
    for (const what of ['stream', 'download']) {
      const answer = await request(`/api/recordings/${recording.id}/${what}`, { as: 'supervisor' });
      assert.strictEqual(answer.status, 200);
      assert.strictEqual(answer.headers['content-type'], 'application/octet-stream');
      assert.doesNotMatch(answer.headers['content-disposition'], /evil/);
      assert.deepStrictEqual(Object.keys(answer.headers).filter((name) => !OURS.includes(name)), []);
    }
  });
});

test('only so much audio is fetched from Twilio at once for one who plays it', async () => {
  await whileMirrorsRest(async () => {
    const { recording } = await makeCall({ state: 'available', media: [{ slowMs: 50, chunkBytes: 20000 }] });
    const answers = await Promise.all(Array.from({ length: 24 }, () =>
      request(`/api/recordings/${recording.id}/stream`, {
        as: 'supervisor', connections: 24, headers: { range: 'bytes=800000-800099' },
      })));
    const played = answers.filter(({ status }) => status === 206);
    const refused = answers.filter(({ status }) => status !== 206);
    assert.ok(played.length >= 8, `${played.length}`);
    assert.ok(refused.length > 0);
    refused.forEach((answer) => assertProblem(answer, 503, 'unavailable'));
  });
});

// --- Calls --------------------------------------------------------------------

const place = (more, as = 'token') => request('/api/calls', {
  method: 'POST', as, headers: { 'content-type': 'application/json', origin: env.BASE_URL },
  body: JSON.stringify({ customerNumber: '+15005550012', agentNumber: '+15005550013', ...more }),
});

test('a call shows a number of the organization\'s only', async () => {
  assertProblem(await place({ fromNumber: '+15005559999' }), 400, 'unknown_from_number');
  sql(`insert into data.phone_number (number, account_sid)
       values ('+15005559999', '${env.TWILIO_ACCOUNT_SID}')`);
  const answer = await place({ fromNumber: '+15005559999' });
  sql(`delete from data.phone_number where number = '+15005559999'`);
  assert.strictEqual(answer.status, 201, answer.text);
  assert.strictEqual(answer.json().fromNumber, '+15005559999');
});

test('nobody places more than so many calls in a minute', async () => {
  const answers = [];
  for (let i = 0; i < 11; i++) answers.push(await place({}, 'admin'));
  assert.deepStrictEqual(answers.map(({ status }) => status), [...Array(10).fill(201), 429]);
  assertProblem(answers[10], 429, 'too_many_calls');
  assert.ok(Number(answers[10].headers['retry-after']) > 0);
});

// --- Logs ---------------------------------------------------------------------

const logs = () => fs.readdirSync(path.join(STATE, 'log'))
  .filter((name) => name.endsWith('.log') && !name.startsWith('simulator'));
const logOf = (name) => fs.readFileSync(path.join(STATE, 'log', name), 'utf8');

test('logs hold no phone number, and are nobody else\'s to read', async () => {
  const number = '+15005557777';
  sql(`alter table data.call_leg add constraint refused check (from_number <> '${number}') not valid`);
  try {
    const answer = await callback('status-callback', statusParams({ From: number, To: number }));
    assert.strictEqual(answer.status, 400);
  } finally {
    sql('alter table data.call_leg drop constraint refused');
  }
  for (const callId of [number, encodeURIComponent(number)]) {
    await request(`/api/calls/${callId}`, {
      method: 'PUT', as: 'token', body: JSON.stringify({ customerNumber: number, durationS: 'x' }),
      headers: { 'content-type': 'application/json' },
    });
    await request(`/api/calls/${callId}`, { method: 'PUT', as: 'token', body: 'x'.repeat(70000) });
  }
  assert.ok(logs().length > 10);
  for (const name of logs()) assert.doesNotMatch(logOf(name), /15005557777/, name);
  assert.strictEqual(fs.statSync(path.join(STATE, 'log')).mode & 0o077, 0);
});

test('logs are turned over, and written on', async () => {
  const log = path.join(STATE, 'log', 'access.log');
  await request('/healthz');
  execFileSync('/usr/sbin/logrotate', ['-f', '-s', path.join(STATE, 'logrotate.test'),
    path.join(STATE, 'logrotate.conf')]);
  fs.rmSync(path.join(STATE, 'logrotate.test'));
  assert.ok(fs.existsSync(`${log}.1.gz`));
  const { headers } = await request('/healthz');
  await until('the next request is in it', () => logOf('access.log').includes(headers['x-request-id']));
  assert.ok(fs.statSync(log).size < 10000);
});

// Whoever places calls next has not used up theirs here.
after(() => sql(`update data.outgoing_call set created_at = created_at - interval '1 minute'`));
