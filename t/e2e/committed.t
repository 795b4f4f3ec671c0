#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// A 2xx is for what is committed, and for nothing else; and what was told 503 has not been done
// behind the client's back.

const assert = require('node:assert');
const { test } = require('node:test');
const {
  assertProblem, callback, env, recordingParams, request, rows, sid, sim, sql, statusParams, until,
} = require('../lib');
const { countDeadlocks, holdLock, runSql, untilWaiting } = require('./processes');

const RECORDING = 'recording-callback';
const CUSTOMER = '+15005550012';
const AGENT = '+15005550013';

const place = (body, more) => request('/api/calls', {
  method: 'POST', as: 'token', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ customerNumber: CUSTOMER, agentNumber: AGENT, ...body }), ...more,
});
const placedAtTwilio = async () => (await sim('GET', '/requests'))
  .filter(({ method, path: where }) => method === 'POST' && where.endsWith('/Calls.json')).length;
const isInJournal = ({ RecordingSid }) => rows(`select id from data.webhook_event
  where params ->> 'RecordingSid' = '${RecordingSid}'`).length === 1;

// The rows have come, and then the commit fails.
test('a commit that fails is no 204', async (t) => {
  sql(`create function public.refuse_commit() returns trigger language plpgsql
       as $$ begin raise 'no commit'; end $$;
       create constraint trigger refuse_commit after insert on data.webhook_event
       deferrable initially deferred for each row when (new.params ? 'RefuseAtCommit')
       execute function public.refuse_commit()`);
  t.after(() => sql('drop function public.refuse_commit() cascade'));
  for (let i = 0; i < 8; i++) {
    const params = recordingParams({ RefuseAtCommit: 'yes' });
    const answer = await callback(RECORDING, params);
    assert.ok(answer.status >= 500, `${answer.status}`);
    assert.ok(!isInJournal(params));
    const malformed = recordingParams({ RefuseAtCommit: 'yes', CallSid: 'CAx' });
    // Nor is it refused without being noted; and then it was not that which was wrong.
    assertProblem(await callback(RECORDING, malformed), 500, 'internal_error');
    const next = recordingParams();
    assert.strictEqual((await callback(RECORDING, next)).status, 204, 'the next one is not harmed');
    assert.ok(isInJournal(next));
  }
});

test('a lock that comes too late is waited for once more before a 503', async () => {
  const params = recordingParams();
  const tries = new Set();
  const release = await holdLock('lock table data.webhook_event in access exclusive mode');
  const answered = callback(RECORDING, params);
  await until('one try has failed', () => {
    rows(`select query_start::text from pg_stat_activity
      where usename = 'omnivox_recording_callback' and wait_event_type = 'Lock'`)
      .forEach((row) => tries.add(row.query_start));
    return tries.size > 1;
  }).finally(release);
  assert.strictEqual((await answered).status, 204);
  assert.ok(isInJournal(params));
});

// Both are about the same call: one has the URL that we gave it, the other is the answer to
// POST /Calls.json. The callback is first; whatever it waits for then, it must not be what the
// answer has.
test('a callback and the answer to the call that was placed never wait for each other', async (t) => {
  await sim('PUT', '/rest', [{ hang: true, method: 'POST' }, {}]);
  t.after(() => sim('PUT', '/rest', [{}]));
  const before = countDeadlocks();
  const callId = sid('d-');
  const placing = place({ callId });
  const { id } = await until('the call is wanted', () =>
    rows(`select id from data.outgoing_call where call_id = '${callId}'`)[0]);
  const release = await holdLock(`select from data.outgoing_call where id = '${id}' for update`);
  const params = statusParams({ To: AGENT, CallStatus: 'initiated' });
  const told = callback(`status-callback/${id}`, params);
  await untilWaiting('omnivox_status_callback');
  const answer = JSON.stringify({
    sid: params.CallSid, status: 'queued', to: AGENT, from: params.From, direction: 'outbound-api',
  });
  const noted = runSql(`select state from api.call_place_result('${id}', 201, '${answer}', true)`);
  await untilWaiting(env.PGUSER);
  await release();
  assert.strictEqual((await told).status, 204);
  assert.strictEqual(await noted, 'placed');
  assert.strictEqual(countDeadlocks(), before);
  assert.ok([201, 202].includes((await placing).status));
});

// Each callback comes while the answer to POST /Calls.json is being written down.
test('calls are placed, and called back at once, without a deadlock', async () => {
  const before = countDeadlocks();
  const rounds = 40;
  await sim('PUT', '/next-calls', Array.from({ length: rounds }, () => ({ speed: 0, child: null })));
  const answers = [];
  for (let i = 0; i < rounds; i += 4) {
    answers.push(...await Promise.all([0, 1, 2, 3].map(() => place({ callId: sid('d-') }))));
  }
  assert.deepStrictEqual([...new Set(answers.map(({ status }) => status))], [201]);
  const ids = answers.map((answer) => answer.json().callId);
  const sids = rows(`select l.sid from data.call_leg l
    join data.call_leg d on d.call_record_id = l.call_record_id
    where l.sid like 'CA%' and d.sid in (${ids.map((id) => `'${id}'`).join()})`);
  assert.strictEqual(sids.length, rounds, 'each is known by both its names');
  for (const { sid: callSid } of sids) {
    const { callbacks } = await until('it has told everything', async () => {
      const call = await sim('GET', `/calls/${callSid}`);
      return call.settled && call;
    });
    assert.deepStrictEqual(callbacks.filter(({ status }) => status !== 204), []);
  }
  assert.strictEqual(countDeadlocks(), before);
});

test('no call is placed for whoever is told 503, then or later', async (t) => {
  await sim('PUT', '/rest', [{ delayMs: 7000, method: 'POST' }]);
  t.after(() => sim('PUT', '/rest', [{}]));
  const before = await placedAtTwilio();
  const answers = await Promise.all(Array.from({ length: 24 }, () =>
    place({ callId: sid('d-') }, { connections: 24 })));
  const placed = answers.filter(({ status }) => status !== 503);
  assert.ok(placed.length > 0 && placed.length < 24, answers.map(({ status }) => status).join());
  answers.filter(({ status }) => status === 503).forEach((answer) => assertProblem(answer, 503));
  assert.ok(placed.every(({ status }) => [201, 202].includes(status)));
  // Whatever was still waiting is served before this one.
  await sim('PUT', '/rest', [{}]);
  const last = await until('the next one is placed', async () => {
    const answer = await place({ callId: sid('d-') });
    return answer.status !== 503 && answer;
  }, 60000);
  assert.strictEqual(last.status, 201);
  assert.strictEqual(await placedAtTwilio(), before + placed.length + 1);
});

test('what Twilio answered cannot be written down: the call may be on, and is a 202', async () => {
  const callId = sid('d-');
  await sim('PUT', '/next-calls', [{ child: null, answer: { delayMs: 3000 } }]);
  const placing = place({ callId });
  await until('Twilio is being asked', () =>
    rows(`select id from data.outgoing_call where call_id = '${callId}'`)[0]);
  const release = await holdLock(`select rules.call_names_lock(organization_id, array[call_id])
    from data.outgoing_call where call_id = '${callId}'`);
  const answer = await placing.finally(release);
  assert.strictEqual(answer.status, 202, answer.text);
  assert.strictEqual(answer.json().callId, callId);
  await until('a callback tells', () =>
    rows(`select id from data.outgoing_call where call_id = '${callId}' and state = 'placed'`)[0], 30000);
});
