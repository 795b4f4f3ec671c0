#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What the operator does from the shell.

const assert = require('node:assert');
const { after: afterAll, before: beforeAll, test } = require('node:test');
const {
  assertProblem, cookieOf, filesBeingWritten, filesKept, makeCall, recctl, request, rows, sendLogIn,
  settle, sid, sql, until, untilState,
} = require('../lib');
const { endPostgres, endWorkers, signal, workerOf } = require('./processes');

const COMMANDS = [['user', 'add'], ['token', 'add'], ['purge'], ['retry'], ['coverage'],
  ['replay'], ['doctor', 'signature']];
const TABLES = ['organization', 'twilio_account', 'app_user', 'agent', 'campaign', 'contact',
  'disposition', 'api_token', 'session', 'webhook_event', 'webhook_rejection', 'call_record',
  'call_leg', 'former_id', 'outgoing_call', 'recording', 'recording_segment', 'media_job',
  'transcription_job'];
const OF_RECORDINGS = ['recording', 'recording_segment', 'media_job', 'transcription_job'];
const OF_CALLS = [...OF_RECORDINGS, 'call_record', 'call_leg', 'former_id', 'outgoing_call'];
// What mirrors change meanwhile, who may be at work on calls of other tests.
const OF_MIRRORS = ['media_job', 'transcription_job'];

// How many rows each table has, but those named.
const counts = (except = []) => rows(TABLES.filter((name) => !except.includes(name))
  .map((name) => `select '${name}' as name, count(*) from data.${name}`).join(' union all ')
  + ' order by name');

const isEmpty = (names) =>
  assert.ok(counts().filter(({ name }) => names.includes(name)).every(({ count }) => count === 0));

const person = () => {
  const email = `${sid('p')}@omnivox.example`;
  return { email, args: ['--email', email, '--name', 'Pat Person', '--role', 'supervisor'] };
};
const PASSWORD = 'long enough';

// What other tests had refused is told now, and not up to a minute later, while rows are counted.
beforeAll(async () => {
  await endWorkers('recording-callback');
  await endWorkers('status-callback');
});

// Nor does the reconciler find calls of other tests, that still go on or ended a moment ago.
const reconciler = workerOf('reconciler');
beforeAll(() => signal(reconciler, 'SIGSTOP'));
afterAll(() => signal(reconciler, 'SIGCONT'));

// --- Usage --------------------------------------------------------------------

test('each command explains itself', () => {
  const all = recctl(['--help']);
  assert.strictEqual(all.status, 0);
  assert.strictEqual(all.stderr, '');
  for (const command of COMMANDS) {
    assert.ok(all.stdout.includes(`recctl ${command.join(' ')}`));
    const help = recctl([...command, '--help'], { more: { PGHOST: '/nowhere' } });
    assert.strictEqual(help.status, 0);
    assert.match(help.stdout, new RegExp(`^usage: recctl ${command.join(' ')} \\[?--`));
    assert.strictEqual(help.stderr, '');
  }
});

test('what it does not understand is exit status 2, and changes nothing', () => {
  const before = counts(OF_MIRRORS);
  for (const args of [
    [], ['dance'], ['user'], ['user', 'remove'], ['userx', 'add'], ['purge', '--everything'],
    ['purge'], ['purge', '--apply'], ['purge', '--recordings', '--call-records'],
    ['coverage', '--apply'], ['coverage', '--by'], ['coverage', 'today'],
    ['replay'], ['replay', '--verify'], ['doctor'], ['doctor', 'signature', '--all'],
    ['retry'], ['retry', '--recording', 'x', '--all'], ['retry', '--apply'],
    ['purge', '--recordings', 'now'], ['purge', '--email', 'a@b'], ['user', 'add'],
    ['user', 'add', '--email', 'a@b'], ['token', 'add', '--name', 'x'], ['token', 'add', '--name'],
  ]) {
    const { status, stdout, stderr } = recctl(args, { input: `${PASSWORD}\n` });
    assert.strictEqual(status, 2, args.join(' '));
    assert.strictEqual(stdout, '');
    assert.notStrictEqual(stderr, '');
  }
  assert.deepStrictEqual(counts(OF_MIRRORS), before);
});

// --- People and programs ------------------------------------------------------

test('whom it adds can log in', async () => {
  const { email, args } = person();
  const { status, stdout, stderr } = recctl(['user', 'add', ...args], { input: `${PASSWORD}\n` });
  assert.strictEqual(status, 0, stderr);
  const answer = await sendLogIn(email, PASSWORD);
  assert.strictEqual(answer.status, 200, answer.text);
  const { user } = answer.json();
  assert.strictEqual(stdout, `${user.id}\n`);
  assert.deepStrictEqual([user.email, user.name, user.role], [email, 'Pat Person', 'supervisor']);
  const headers = { cookie: cookieOf(answer) };
  assert.strictEqual((await request('/api/call-records', { headers })).status, 200);
  assert.match(sql(`select password_hash from data.app_user where email = '${email}'`),
    /^\$argon2id\$/);
  assertProblem(await sendLogIn(email, `${PASSWORD}\n`), 401, 'invalid_credentials');
});

test('the password may have spaces, and letters of any script', async () => {
  const { email, args } = person();
  const password = ' pässwörd  李 ';
  assert.strictEqual(recctl(['user', 'add', ...args], { input: password }).status, 0);
  assert.strictEqual((await sendLogIn(email, password)).status, 200);
});

test('a password that is too short, too long, or not there, is refused', () => {
  const before = counts(OF_MIRRORS);
  for (const input of ['123456789\n', '\n', '', `${'x'.repeat(1500)}\n`]) {
    const { status, stdout, stderr } = recctl(['user', 'add', ...person().args], { input });
    assert.strictEqual(status, 1);
    assert.strictEqual(stdout, '');
    assert.match(stderr, /at least 10/);
  }
  assert.deepStrictEqual(counts(OF_MIRRORS), before);
});

test('nobody is added twice, nor with a role or an address that is none', () => {
  const { email, args } = person();
  const add = (...words) => recctl(['user', 'add', ...words], { input: `${PASSWORD}\n` });
  assert.strictEqual(add(...args).status, 0);
  const before = counts(OF_MIRRORS);
  for (const words of [
    args, ['--email', email.toUpperCase(), ...args.slice(2)],
    [...person().args, '--role', 'king'], [...person().args, '--email', 'nowhere'],
    [...person().args, '--name', ''], [...person().args, '--organization', 'Nobody\'s'],
  ]) {
    const { status, stdout, stderr } = add(...words);
    assert.strictEqual(status, 1, words.join(' '));
    assert.strictEqual(stdout, '');
    assert.match(stderr, /^recctl user add: ./);
  }
  assert.deepStrictEqual(counts(OF_MIRRORS), before);
});

test('the token that it adds is let in', async () => {
  const { status, stdout, stderr } = recctl(
    ['token', 'add', '--name', 'e2e', '--scope', 'dialer,supervisor']);
  assert.strictEqual(status, 0, stderr);
  assert.match(stdout, /^[0-9a-f]{64}\n$/);
  const token = stdout.trim();
  const headers = { authorization: `Bearer ${token}` };
  assert.strictEqual((await request('/api/call-records', { headers })).status, 200);
  const [row] = rows(`select * from data.api_token
    where token_hash = sha256('${token}') and name = 'e2e'`);
  assert.deepStrictEqual(row.scopes, ['dialer', 'supervisor']);
});

test('a scope that is none is refused', () => {
  const before = counts(OF_MIRRORS);
  for (const scope of ['everything', '', 'dialer,', 'dialer;supervisor']) {
    const { status, stdout } = recctl(['token', 'add', '--name', 'x', '--scope', scope]);
    assert.strictEqual(status, 1, scope);
    assert.strictEqual(stdout, '');
  }
  assert.deepStrictEqual(counts(OF_MIRRORS), before);
});

// --- The purge ----------------------------------------------------------------

// What it printed, by name: {goes, before, after}; after is undefined in a dry run.
function countsIn(stdout) {
  const lines = stdout.matchAll(/^ {2}(goes|stays) +(\S.*?) +(\d+)(?: -> (\d+))?$/gm);
  return Object.fromEntries([...lines].map(([, goes, name, before, after]) =>
    [name, { goes: goes === 'goes', before: Number(before), after: after && Number(after) }]));
}

const PRINTED = {
  recordings: 'recording', 'recording segments': 'recording_segment', 'media jobs': 'media_job',
  'transcription jobs': 'transcription_job', 'call records': 'call_record',
  'call legs': 'call_leg', 'former ids': 'former_id', 'outgoing calls': 'outgoing_call',
  organizations: 'organization', users: 'app_user', agents: 'agent',
  campaigns: 'campaign', contacts: 'contact', dispositions: 'disposition',
  'webhook events': 'webhook_event', 'webhook rejections': 'webhook_rejection',
  'API tokens': 'api_token',
};

// What is printed is what there was, and what goes is what should.
function assertPrinted(stdout, going, before, isApplied) {
  const printed = countsIn(stdout);
  for (const [name, table] of Object.entries(PRINTED)) {
    const goes = going.includes(table);
    const there = before.find((row) => row.name === table).count;
    const left = goes ? 0 : there;
    assert.deepStrictEqual(printed[name],
      { goes, before: there, after: isApplied ? left : undefined }, name);
  }
}

async function makeSomeCalls() {
  const calls = await Promise.all([{}, { to: '+15005550013' }, {}].map((options) =>
    makeCall({ state: null, ...options })));
  const absent = await makeCall({ recording: { status: 'absent' }, state: 'absent' });
  for (const { call } of calls) await untilState(call.recordingSid, 'stored');
  for (const { call } of [...calls, absent]) await settle(call.callSid);
  return recordings();
}

const recordings = () => rows('select id, call_record_id from data.recording');

test('without --apply a purge says what it would do, and does nothing', async () => {
  await makeSomeCalls();
  const [before, files] = [counts(), filesKept()];
  assert.ok(files.length >= 6);
  for (const [what, going] of [['--recordings', OF_RECORDINGS], ['--call-records', OF_CALLS]]) {
    const { status, stdout, stderr } = recctl(['purge', what]);
    assert.strictEqual(status, 0, stderr);
    assertPrinted(stdout, going, before, false);
    assert.match(stdout, /Nothing was changed/);
    assert.deepStrictEqual(counts(), before);
    assert.deepStrictEqual(filesKept(), files);
  }
});

test('a purge of recordings deletes their rows and files, and nothing else', async () => {
  const [gone] = await makeSomeCalls();
  const [before, kept] = [counts(), counts(OF_RECORDINGS)];
  const { status, stdout, stderr } = recctl(['purge', '--recordings', '--apply']);
  assert.strictEqual(status, 0, stderr + stdout);
  assertPrinted(stdout, OF_RECORDINGS, before, true);
  isEmpty(OF_RECORDINGS);
  assert.deepStrictEqual(counts(OF_RECORDINGS), kept);
  assert.deepStrictEqual(filesKept(), []);
  assertProblem(await request(`/api/recordings/${gone.id}/stream`, { as: 'token' }), 404);
  const call = await request(`/api/call-records/${gone.call_record_id}`, { as: 'token' });
  assert.strictEqual(call.json().recording, null);
});

test('a purge is in the audit', () => {
  const [event] = rows('select * from data.audit_event order by at desc, id desc limit 1');
  assert.deepStrictEqual([event.actor, event.action], ['recctl', 'purge recordings']);
});

test('what was being copied during a purge leaves no file', async () => {
  const media = [{ slowMs: 30, chunkBytes: 10000 }];
  const { call } = await makeCall({ media, state: 'available' });
  await until('it is being copied', () => filesBeingWritten().length > 0);
  const { status, stdout, stderr } = recctl(['purge', '--recordings', '--apply']);
  assert.strictEqual(status, 0, stderr + stdout);
  await until('the copy is over', () => filesBeingWritten().length === 0, 30000);
  await until('the copy is thrown away', () => filesKept().length === 0);
  assert.deepStrictEqual(rows(`select from data.recording_segment
    where recording_sid = '${call.recordingSid}'`), []);
});

test('a purge of call records deletes them and their recordings, and nothing else', async () => {
  const [gone] = await makeSomeCalls();
  const [before, kept] = [counts(), counts(OF_CALLS)];
  const { status, stdout, stderr } = recctl(['purge', '--call-records', '--apply']);
  assert.strictEqual(status, 0, stderr + stdout);
  assertPrinted(stdout, OF_CALLS, before, true);
  isEmpty(OF_CALLS);
  assert.deepStrictEqual(counts(OF_CALLS), kept);
  assert.deepStrictEqual(filesKept(), []);
  const where = `/api/call-records/${gone.call_record_id}`;
  assertProblem(await request(where, { as: 'token' }), 404);
  const list = await request('/api/call-records', { as: 'token' });
  assert.deepStrictEqual(list.json(),
    { items: [], next: null, total: { value: 0, exact: true } });
});

test('a purge of nothing is no failure', () => {
  for (const what of ['--recordings', '--call-records']) {
    assert.strictEqual(recctl(['purge', what, '--apply']).status, 0);
  }
});

test('after a purge calls come in as before', async () => {
  const { recording } = await makeCall();
  const answer = await request(`/api/recordings/${recording.id}/stream`, { as: 'token' });
  assert.strictEqual(answer.status, 200);
  assert.strictEqual(filesKept().length, 2);
});

test('without a database it fails, and says why', async () => {
  const startAgain = await endPostgres();
  try {
    for (const args of [['purge', '--recordings'], ['purge', '--recordings', '--apply'],
      ['token', 'add', '--name', 'x', '--scope', 'dialer']]) {
      const { status, stdout, stderr } = recctl(args);
      assert.strictEqual(status, 1);
      assert.strictEqual(stdout, '');
      assert.match(stderr, /database/);
    }
  } finally {
    await startAgain();
  }
});
