#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// The journal: what Twilio signed is kept and can be applied again; what was refused is counted.

const assert = require('node:assert');
const { test } = require('node:test');
const {
  assertProblem, callback, env, makeCall, recctl, recordingParams, rows, settle, sql, statusParams,
} = require('../lib');
const { MIRRORS, end, endWorkers } = require('./processes');

const STOP_MS = 2000;

const now = () => sql('select clock_timestamp()');

// Those that nobody signed are told once a minute, and when a program ends.
async function rejected(endpoint, reason) {
  await endWorkers(endpoint);
  return Number(sql(`select coalesce(sum(count), 0)
    from data.webhook_rejection where endpoint = '${endpoint}' and reason = '${reason}'`));
}

const journal = (callSid) => rows(`select outcome, reason, latency_us from data.webhook_event
  where params ->> 'CallSid' = '${callSid}' order by id`);

test('what Twilio signed is in the journal, with its outcome and latency', async () => {
  const params = statusParams();
  for (const outcome of ['created', 'repeated']) {
    assert.strictEqual((await callback('status-callback', params)).status, 204);
    const last = journal(params.CallSid).at(-1);
    assert.deepStrictEqual([last.outcome, last.reason], [outcome, null]);
    assert.ok(last.latency_us > 0 && last.latency_us < 10e6);
  }
});

test('so it is when it is refused for what it says', async () => {
  const params = statusParams({ CallSid: `CA${'z'.repeat(32)}` });
  const before = [journal(params.CallSid).length, await rejected('status-callback', 'malformed_sid')];
  assertProblem(await callback('status-callback', params), 400, 'malformed_sid');
  const after = journal(params.CallSid);
  assert.strictEqual(after.length, before[0] + 1);
  assert.deepStrictEqual([after.at(-1).outcome, after.at(-1).reason], ['refused', 'malformed_sid']);
  assert.strictEqual(await rejected('status-callback', 'malformed_sid'), before[1] + 1);
});

test('what is not signed is counted with the reason, and not in the journal', async () => {
  for (const [options, reason, status = 403] of [
    [{ signature: null }, 'no_signature'], [{ signature: 'x' }, 'bad_signature'],
    [{ method: 'PUT' }, 'method_not_allowed', 405], [{ contentType: 'text/plain' }, 'unsupported_media_type', 415],
  ]) {
    const params = recordingParams();
    const before = await rejected('recording-callback', reason);
    assertProblem(await callback('recording-callback', params, options), status, reason);
    assert.strictEqual(await rejected('recording-callback', reason), before + 1, reason);
    assert.deepStrictEqual(journal(params.CallSid), []);
  }
});

test('applied again, twice, the journal changes nothing', async () => {
  const since = now();
  // The last one has no file, which would be left over below.
  const calls = await Promise.all([{}, {}, {}, { recording: { status: 'absent' }, state: 'absent' }]
    .map((options) => makeCall(options)));
  await Promise.all(calls.map(({ call }) => settle(call.callSid)));
  const starts = [];
  for (const name of MIRRORS) {
    starts.push(await end(name, 'SIGTERM', STOP_MS));
  }
  try {
    for (let i = 0; i < 2; i++) {
      const { status, stdout, stderr } = recctl(['replay', '--since', since, '--verify']);
      assert.strictEqual(status, 0, stdout + stderr);
      const [, changed, same, refused] = stdout.match(
        /^(\d+) changed something, (\d+) changed nothing, (\d+) refused, 0 failed$/m);
      assert.deepStrictEqual([changed, refused], ['0', '0']);
      assert.ok(Number(same) >= 4 * 4, stdout);
      const hashes = [...stdout.matchAll(/^state ([0-9a-f]{64})$/gm)].map(([, hash]) => hash);
      assert.strictEqual(hashes.length, 2);
      assert.strictEqual(hashes[0], hashes[1]);
    }
    // A call that was lost is there again, and --verify says that something has changed.
    const lost = calls.at(-1).call.callSid;
    sql(`delete from data.recording_segment s using data.recording r, data.call_record c
          where s.recording_id = r.id and r.call_record_id = c.id and c.call_id = '${lost}';
         delete from data.recording r using data.call_record c
          where r.call_record_id = c.id and c.call_id = '${lost}';
         delete from data.call_leg l using data.call_record c
          where l.call_record_id = c.id and c.call_id = '${lost}';
         delete from data.call_record where call_id = '${lost}'`);
    const { status, stdout, stderr } = recctl(['replay', '--since', since, '--verify']);
    assert.strictEqual(status, 1, stdout);
    assert.match(stderr, /calls or recordings have changed/);
    assert.strictEqual(rows(`select from data.call_record where call_id = '${lost}'`).length, 1);
  } finally {
    starts.forEach((start) => start());
  }
});

test('a time that is none is refused', () => {
  const { status, stdout, stderr } = recctl(['replay', '--since', 'whenever']);
  assert.strictEqual(status, 1);
  assert.strictEqual(stdout, '');
  assert.match(stderr, /^recctl replay: ./);
});

test('the doctor says what a refused signature was made for, and no secret', async () => {
  const where = '/api/calls/status-callback';
  const url = env.WEBHOOK_BASE_URL.replace('https:', 'http:') + where;
  await endWorkers('status-callback');
  assertProblem(await callback('status-callback', statusParams(), { signedUrl: url }), 403, 'bad_signature');
  assertProblem(await callback('status-callback', statusParams(), { signature: null }), 403, 'no_signature');
  await endWorkers('status-callback');
  const { status, stdout, stderr } = recctl(['doctor', 'signature']);
  assert.strictEqual(status, 1, stderr);
  assert.ok(stdout.includes(`expected  ${env.WEBHOOK_BASE_URL}${where}\n`), stdout);
  assert.ok(stdout.includes(`signed    ${url}\n    with      token 1 of ${env.TWILIO_ACCOUNT_SID}\n`), stdout);
  assert.match(stdout, /no_signature, the last at/);
  assert.ok(!(stdout + stderr).includes(env.TWILIO_AUTH_TOKEN));
});

test('the doctor does not know a signature of nobody\'s, and finds nothing since now', async () => {
  const token = '0'.repeat(32);
  assertProblem(await callback('status-callback', statusParams(), { token }), 403, 'bad_signature');
  await endWorkers('status-callback');
  assert.match(recctl(['doctor', 'signature']).stdout, /No variant of it matches/);
  const { status, stdout } = recctl(['doctor', 'signature', '--since', now()]);
  assert.strictEqual(stdout.split('\n').length, 2, stdout);
  assert.match(stdout, /^No webhook was rejected since /);
  assert.strictEqual(status, 0);
});
