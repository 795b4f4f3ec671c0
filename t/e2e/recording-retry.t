#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What has failed is tried again when somebody asks for it, on the page or in the shell.

const assert = require('node:assert');
const { before, test } = require('node:test');
const {
  assertProblem, env, makeCall, recctl, recordingOf, request, requestsFor, rows, sim, sql, untilState,
} = require('../lib');

const UNKNOWN = '00000000-0000-7000-8000-000000000000';

const where = (id) => `/api/recordings/${id}/retry`;
const retry = (id, options = {}) => request(where(id), { method: 'POST', as: 'supervisor', ...options });

// A recording that the mirror gave up.
async function makeFailed() {
  const { call } = await makeCall({ media: [{ status: 404 }], state: 'available' });
  sql(`update data.media_job set first_tried_at = now() - interval '25 hours', run_at = now()
        where recording_sid = '${call.recordingSid}'`);
  return { sid: call.recordingSid, id: (await untilState(call.recordingSid, 'failed')).id };
}

const heal = (sid) => sim('PUT', `/recordings/${sid}/media`, [{}]);

const audits = (id) => rows(`select actor, action, detail from data.audit_event
  where detail ->> 'recording' = '${id}' order by at`);

const retryByShell = (...args) => recctl(['retry', ...args]);

let failed;

before(async () => {
  failed = await makeFailed();
});

test('nobody, and another site\'s page, cannot ask for it', async () => {
  assertProblem(await retry(failed.id, { as: null }), 401, 'not_logged_in');
  assertProblem(await retry(failed.id, { headers: { origin: 'https://evil.example' } }), 403,
    'foreign_origin');
  assert.strictEqual(recordingOf(failed.sid).state, 'failed');
});

test('what is not there is 404', async () => {
  assertProblem(await retry(UNKNOWN), 404, 'recording_not_found');
  assert.strictEqual((await retry('x')).status, 404);
});

test('only POST asks for it', async () => {
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const answer = await retry(failed.id, { method });
    assertProblem(answer, 405, 'method_not_allowed');
    assert.strictEqual(answer.headers.allow, 'POST');
  }
});

test('it is copied then, and that is noted', async () => {
  await heal(failed.sid);
  const answer = await retry(failed.id, { headers: { origin: env.BASE_URL } });
  assert.strictEqual(answer.status, 204, answer.text);
  assert.strictEqual(answer.text, '');
  await untilState(failed.sid, 'stored');
  assert.deepStrictEqual(audits(failed.id), [{
    actor: env.SUPERVISOR_EMAIL, action: 'retry',
    detail: { recording: failed.id, segments: 1 },
  }]);
});

test('what has not failed is 409', async () => {
  const asked = (await requestsFor(failed.sid)).length;
  assertProblem(await retry(failed.id), 409, 'recording_not_failed');
  assert.strictEqual((await requestsFor(failed.sid)).length, asked);
});

test('recctl retry --recording', async () => {
  const { id, sid } = await makeFailed();
  await heal(sid);
  assert.deepStrictEqual(retryByShell('--recording', id),
    { status: 0, stdout: '1 failed; the mirror tries again.\n', stderr: '' });
  await untilState(sid, 'stored');
  assert.deepStrictEqual(retryByShell('--recording', id),
    { status: 0, stdout: 'Nothing has failed.\n', stderr: '' });
  assert.deepStrictEqual(audits(id).map(({ actor }) => actor), ['recctl']);
});

test('recctl retry of what is not there fails', () => {
  assert.deepStrictEqual(retryByShell('--recording', UNKNOWN),
    { status: 1, stdout: '', stderr: 'recctl retry: There is no recording with this id.\n' });
  assert.deepStrictEqual(retryByShell('--recording', 'x'),
    { status: 1, stdout: '', stderr: 'recctl retry: a value is malformed\n' });
});

test('recctl retry --all', async () => {
  const made = await Promise.all([makeFailed(), makeFailed()]);
  await Promise.all(made.map(({ sid }) => heal(sid)));
  const { status, stdout } = retryByShell('--all');
  assert.strictEqual(status, 0);
  assert.ok(Number(/^(\d+) failed; the mirror tries again\.\n$/.exec(stdout)[1]) >= 2, stdout);
  for (const { sid } of made) {
    await untilState(sid, 'stored');
  }
});
