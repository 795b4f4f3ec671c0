#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// Logging in and out, and what a session is worth.

const assert = require('node:assert');
const { test } = require('node:test');
const {
  COOKIE, assertProblem, callback, cookieOf, env, postSession, recordingParams, request, sendLogIn,
  sha256, sid, sql, until,
} = require('../lib');

const { SUPERVISOR_EMAIL: EMAIL, SUPERVISOR_PASSWORD: PASSWORD } = env;
const ORIGIN = env.BASE_URL;

const who = (cookie) => request('/api/session', { headers: { cookie } });
const logOut = (cookie, headers = {}) =>
  request('/api/session', { method: 'DELETE', headers: { cookie, ...headers } });
const sessionRow = (cookie) => `token_hash = '\\x${sha256(cookie.slice(COOKIE.length + 1))}'`;

async function newSession(email = EMAIL, password = PASSWORD, headers = {}) {
  const answer = await sendLogIn(email, password, headers);
  assert.strictEqual(answer.status, 200, answer.text);
  return answer;
}

test('log in, who am I, log out, and it is over', async () => {
  const answer = await newSession();
  const { user } = answer.json();
  assert.deepStrictEqual(Object.keys(user).sort(),
    ['agentId', 'email', 'id', 'name', 'organization', 'role']);
  assert.strictEqual(user.email, EMAIL);
  assert.strictEqual(user.role, 'supervisor');
  assert.strictEqual(user.agentId, null);
  assert.ok(user.organization.id && user.organization.name);
  assert.match(answer.headers['cache-control'], /no-store/);
  const cookie = cookieOf(answer);

  const known = await who(cookie);
  assert.strictEqual(known.status, 200);
  assert.deepStrictEqual(known.json(), { user });
  assert.strictEqual(known.headers['set-cookie'], undefined);
  assert.strictEqual((await request('/api/call-records', { headers: { cookie } })).status, 200);

  const left = await logOut(cookie);
  assert.strictEqual(left.status, 204);
  assert.match(left.headers['set-cookie'][0],
    new RegExp(`^${COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0$`));
  assertProblem(await who(cookie), 401, 'not_logged_in');
  assertProblem(await request('/api/call-records', { headers: { cookie } }), 401);
});

test('the cookie is for this site alone, and not for scripts', async () => {
  const [cookie, ...more] = (await newSession()).headers['set-cookie'];
  assert.deepStrictEqual(more, []);
  const [pair, ...attributes] = cookie.split('; ');
  assert.match(pair, /^__Host-[a-z]+=[0-9a-f]{64}$/);
  assert.deepStrictEqual(attributes.sort(), ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']);
});

test('the database has the cookie\'s hash only, and each log-in another', async () => {
  const [one, two] = [cookieOf(await newSession()), cookieOf(await newSession())];
  assert.notStrictEqual(one, two);
  for (const cookie of [one, two]) {
    assert.strictEqual(sql(`select count(*) from data.session where ${sessionRow(cookie)}`), '1');
  }
  await logOut(one);
  assert.strictEqual((await who(two)).status, 200, 'the other session goes on');
});

test('an agent is told which agent they are', async () => {
  const { user } = (await newSession(env.AGENT_EMAIL, env.AGENT_PASSWORD)).json();
  assert.strictEqual(user.role, 'agent');
  assert.match(user.agentId, /^[0-9a-f-]{36}$/);
});

test('the address may be in capitals, the password may not', async () => {
  await newSession(EMAIL.toUpperCase());
  assertProblem(await sendLogIn(EMAIL, PASSWORD.toUpperCase()), 401, 'invalid_credentials');
});

test('a wrong password and an unknown user get the same answer', async () => {
  const answers = [
    await sendLogIn(EMAIL, `${PASSWORD}x`), await sendLogIn('nobody@omnivox.example', PASSWORD),
    await sendLogIn(EMAIL, ''), await sendLogIn('', ''), await sendLogIn(EMAIL, 'x'.repeat(2000)),
  ];
  const [first] = answers.map((answer) => {
    const { requestId, ...problem } = assertProblem(answer, 401, 'invalid_credentials');
    assert.ok(requestId);
    assert.strictEqual(answer.headers['set-cookie'], undefined);
    assert.deepStrictEqual(Object.keys(answer.headers), Object.keys(answers[0].headers));
    return problem;
  });
  assert.ok(answers.every((answer) => answer.json().detail === first.detail));
});

test('who fails too often has to wait, and is told how long', async () => {
  const body = JSON.stringify({ email: `${sid('x')}@omnivox.example`, password: PASSWORD });
  const answer = await until('tries are refused', async () => {
    const tried = await request('/api/session', {
      method: 'POST', body, headers: { 'content-type': 'application/json' },
    });
    return tried.status === 429 && tried.json().code === 'too_many_tries' && tried;
  });
  assertProblem(answer, 429, 'too_many_tries');
  assert.ok(Number(answer.headers['retry-after']) >= 1);
});

test('quotes and other SQL in a log-in are only letters', async () => {
  assertProblem(await sendLogIn('\' or 1=1 --', '\' or 1=1 --'), 401, 'invalid_credentials');
});

test('malformed JSON is 400', async () => {
  for (const body of ['', '{', '{"email":"a","password":"b"}}', '\xff'])
    assertProblem(await postSession(body), 400, 'malformed_json');
  for (const body of ['null', '[]', '"x"', '{"email":"a\\u0000","password":"b"}'])
    assertProblem(await postSession(body), 400, 'malformed_request');
});

test('a missing field, and one that is no text, are 400', async () => {
  assertProblem(await postSession(JSON.stringify({ email: EMAIL })), 400, 'field_missing');
  assertProblem(await postSession(JSON.stringify({ password: PASSWORD })), 400, 'field_missing');
  assertProblem(await postSession(JSON.stringify({ email: EMAIL, password: 1 })), 400);
});

test('another type of body is 415, too large a one 413', async () => {
  const body = JSON.stringify({ email: EMAIL, password: PASSWORD });
  assertProblem(await postSession(body, { 'content-type': 'text/plain' }), 415,
    'unsupported_media_type');
  const large = JSON.stringify({ email: EMAIL, password: PASSWORD, more: 'x'.repeat(5000) });
  assertProblem(await postSession(large), 413, 'body_too_large');
});

test('another site\'s page can neither log in nor out', async () => {
  const cookie = cookieOf(await newSession());
  for (const origin of ['https://evil.example', `${ORIGIN}.evil.example`, 'null',
    ORIGIN.replace('https:', 'http:')]) {
    assertProblem(await sendLogIn(EMAIL, PASSWORD, { origin }), 403, 'foreign_origin');
    assertProblem(await logOut(cookie, { origin }), 403, 'foreign_origin');
  }
  assert.strictEqual((await who(cookie)).status, 200);
  assert.strictEqual((await logOut(cookie, { origin: ORIGIN })).status, 204);
  await newSession(EMAIL, PASSWORD, { origin: ORIGIN });
});

test('a session ends when its time is over, or nobody used it', async () => {
  const expired = cookieOf(await newSession());
  const idle = cookieOf(await newSession());
  for (const [cookie, change] of [
    [expired, 'expires_at = now() - interval \'1 second\''],
    [idle, 'last_seen_at = now() - interval \'8 hours 1 second\''],
  ]) {
    assert.strictEqual((await who(cookie)).status, 200);
    sql(`update data.session set ${change} where ${sessionRow(cookie)}`);
    assertProblem(await who(cookie), 401, 'not_logged_in');
    assertProblem(await request('/api/call-records', { headers: { cookie } }), 401);
  }
});

test('use keeps a session alive', async () => {
  const cookie = cookieOf(await newSession());
  sql(`update data.session set last_seen_at = now() - interval '7 hours 59 minutes'
        where ${sessionRow(cookie)}`);
  assert.strictEqual((await who(cookie)).status, 200);
  const idle = sql(`select extract(epoch from now() - last_seen_at) < 60 from data.session
                     where ${sessionRow(cookie)}`);
  assert.strictEqual(idle, 't');
});

test('a program\'s token is no session', async () => {
  assertProblem(await request('/api/session', { as: 'token' }), 401, 'not_logged_in');
});

test('without a session there is nobody to tell of, and nothing to end', async () => {
  assertProblem(await request('/api/session'), 401, 'not_logged_in');
  assertProblem(await request('/api/session', { method: 'DELETE' }), 401, 'not_logged_in');
});

test('PUT is 405 and says what is allowed', async () => {
  const answer = await request('/api/session', { method: 'PUT', body: '{}' });
  assertProblem(answer, 405, 'method_not_allowed');
  assert.strictEqual(answer.headers.allow, 'GET, HEAD, POST, DELETE');
});

// The last one: it uses up what log-ins there are, and then waits for one.
test('too many log-ins are 429, and nothing else is', async () => {
  const cookie = cookieOf(await newSession());
  const tryOnce = () => request('/api/session', {
    method: 'POST', body: '{}', headers: { 'content-type': 'application/json' },
  });
  const harmless = [() => who(cookie), () => request('/api/call-records', { headers: { cookie } }),
    () => callback('recording-callback', recordingParams())];
  const tries = [];
  const others = [];
  for (let i = 0; i < 100; i++) {
    tries.push(tryOnce());
    others.push(harmless[i % harmless.length]());
  }
  const tried = await Promise.all(tries);
  const refused = tried.filter(({ status }) => status === 429);
  assert.ok(refused.length >= 10, `${refused.length} of 100 were refused`);
  assertProblem(refused[0], 429, 'too_many_requests');
  assert.ok(tried.every(({ status }) => [400, 429].includes(status)));
  const statuses = (await Promise.all(others)).map(({ status }) => status);
  assert.deepStrictEqual([...new Set(statuses)].sort(), [200, 204]);
  await newSession();
});
