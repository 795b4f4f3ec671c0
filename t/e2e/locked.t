#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What is locked for 2.5 s under load holds up those who need it, and nobody else. That is less than a
// callback is given: they are told 204 then.

const assert = require('node:assert');
const { randomUUID } = require('node:crypto');
const { before, test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const {
  callback, makeCall, recordingParams, request, rows, sid, statusParams, until,
} = require('../lib');
const { holdLock } = require('./processes');

const RECORDING = 'recording-callback';
const STATUS = 'status-callback';
const THREADS = 16; // of each program for callbacks: src/app/endpoint.c
const FEW = 4; // of these, held up
const READERS = 6;
const LOCK_MS = 2500;
const NO_WAIT_MS = 1500; // less than a call may take that waits: schema/roles.sql

let recording;
before(async () => {
  ({ recording } = await makeCall());
});

// --- The load -----------------------------------------------------------------

// So many at a time, each once the one before it is answered, until it is ended: {said, end}. ask is told
// which of them it asks for.
function keepAsking(atATime, ask) {
  const said = [];
  let isEnded = false;
  const askOn = async (i) => {
    while (!isEnded) {
      const at = Date.now();
      said.push({ at, ...await ask(i) });
    }
  };
  const all = Promise.all(Array.from({ length: atATime }, (_, i) => askOn(i)));
  return {
    said,
    end() {
      isEnded = true;
      return all;
    },
  };
}

// A callback that the journal can be asked for. All go over the same connections.
async function tell(endpoint, params) {
  const token = randomUUID();
  const headers = { 'i-twilio-idempotency-token': token };
  return { token, answer: await callback(endpoint, params, { headers, connections: 2 * THREADS }) };
}

const tellRecordings = (count, more) => keepAsking(count, () => tell(RECORDING, recordingParams(more)));

// Each tells of a recording of its own what is known. Those of one would wait for each other.
async function tellAgain(count) {
  const known = Array.from({ length: count }, () => recordingParams());
  for (const params of known) {
    assert.strictEqual((await callback(RECORDING, params)).status, 204);
  }
  return keepAsking(count, (i) => tell(RECORDING, known[i]));
}

// Each says something new, also of the same call.
function tellStatuses(count, more) {
  let SequenceNumber = 0;
  return keepAsking(count, () => {
    SequenceNumber += 1;
    return tell(STATUS, statusParams({ SequenceNumber, ...more }));
  });
}

function readAll() {
  const ours = `/api/recordings/${recording.id}`;
  return ['/api/call-records', ours, `${ours}/stream`].map((where) =>
    keepAsking(READERS / 3, async () => ({ answer: await request(where, { as: 'supervisor' }) })));
}

const untilSaid = (load, since, count) => until(`${count} are answered`, () =>
  load.said.filter(({ at }) => at >= since).length >= count);

/**
 * Locks by that statement for LOCK_MS, while all go on. Those that are free, lists of {said, end}, have
 * ended before the release; those that are held go on after it. Gives when it was.
 */
async function lockUnder(statement, { held, free }) {
  try {
    await Promise.all([...held, ...free].map((load) => untilSaid(load, 0, 50)));
    const release = await holdLock(statement);
    const locked = Date.now();
    let released;
    try {
      await sleep(LOCK_MS);
      await Promise.all(free.map((load) => load.end()));
    } finally {
      released = Date.now();
      await release();
    }
    await Promise.all(held.map((load) => untilSaid(load, released, 50)));
    return { locked, released };
  } finally {
    await Promise.all([...held, ...free].map((load) => load.end()));
  }
}

// --- What must be so ----------------------------------------------------------

// What was told 204 is in the journal once, and applied. A 503 says that it is not known.
function assertKept(told) {
  const journal = new Map(rows(`select idempotency_token as token, count(*) as times,
      bool_and(case endpoint
        when '${RECORDING}' then
          exists (select from data.recording_segment s where s.recording_sid = params ->> 'RecordingSid')
        else exists (select from data.call_leg l where l.sid = params ->> 'CallSid'
          and l.sequence_number >= (params ->> 'SequenceNumber')::integer) end) as applied
    from data.webhook_event where idempotency_token is not null group by 1`)
    .map(({ token, ...found }) => [token, found]));
  for (const { token, answer } of told) {
    if (answer.status === 204) {
      assert.deepStrictEqual(journal.get(token), { times: 1, applied: true });
    } else {
      assert.ok((journal.get(token)?.times ?? 0) <= 1);
    }
  }
}

// A load that needs what was locked.
function assertWaited(t, { said }, { released }) {
  const waited = said.filter(({ at, answer }) => at < released && at + answer.ms >= released);
  const late = said.filter(({ answer }) => answer.status !== 204);
  const longest = Math.max(...said.map(({ answer }) => answer.ms));
  t.diagnostic(`${waited.length} waited, ${longest} ms at most; ${late.length} in vain; ${said.length} in all`);
  assert.ok(waited.length > 0, 'nothing has waited for the lock');
  assert.deepStrictEqual(late.map(({ answer }) => [answer.status, answer.ms]), []);
}

// A load that does not.
function assertFree(t, { said }, { locked }, status) {
  const meanwhile = said.filter(({ at }) => at >= locked);
  const longest = Math.max(...meanwhile.map(({ answer }) => answer.ms));
  t.diagnostic(`${meanwhile.length} of ${said.length} were answered meanwhile, within ${longest} ms`);
  assert.deepStrictEqual([...new Set(said.map(({ answer }) => answer.status))], [status]);
  assert.ok(meanwhile.length > 0);
  assert.ok(longest < NO_WAIT_MS, `one took ${longest} ms`);
}

async function tryIt(t, statement, { held, free = [] }) {
  const reads = readAll();
  const times = await lockUnder(statement, { held, free: [...free, ...reads] });
  reads.forEach((load) => assertFree(t, load, times, 200));
  free.forEach((load) => assertFree(t, load, times, 204));
  held.forEach((load) => assertWaited(t, load, times));
  assertKept([...held, ...free].flatMap(({ said }) => said));
}

// --- The tests ----------------------------------------------------------------

test('a locked journal holds up callbacks, loses none, and nobody who reads waits', (t) =>
  tryIt(t, 'lock table data.webhook_event in exclusive mode', {
    held: [tellRecordings(THREADS), tellStatuses(THREADS)],
  }));

test('a locked table holds up no callback that does not write it', async (t) => {
  const again = await tellAgain(THREADS - FEW);
  await tryIt(t, 'lock table data.recording in exclusive mode', {
    held: [tellRecordings(FEW)],
    free: [again, tellStatuses(THREADS)],
  });
});

test('a locked call holds up its own callbacks only', async (t) => {
  const CallSid = sid('CA');
  assert.strictEqual((await callback(STATUS, statusParams({ CallSid }))).status, 204);
  await tryIt(t, `select from data.call_record where id =
      (select call_record_id from data.call_leg where sid = '${CallSid}') for update`, {
    held: [tellRecordings(FEW, { CallSid }), tellStatuses(FEW, { CallSid })],
    free: [tellRecordings(THREADS - FEW), tellStatuses(THREADS - FEW)],
  });
});

test('those who change a locked call hold up nobody who asks for another', async () => {
  const change = (callId, notes) => request(`/api/calls/${callId}`, {
    method: 'PUT', as: 'token', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ notes }),
  });
  const [locked, other] = [sid('d-'), sid('d-')];
  for (const callId of [locked, other]) assert.strictEqual((await change(callId, 'new')).status, 201);
  const release = await holdLock(`select from data.call_record where id =
    (select call_record_id from data.call_leg where sid = '${locked}') for update`);
  const changes = ['one', 'two', 'three'].map((notes) => change(locked, notes));
  try {
    await until('they wait', () => rows(`select pid from pg_stat_activity
      where usename = 'omnivox_call' and wait_event_type = 'Lock'`).length === 3);
    const asked = await request(`/api/calls/${other}`, { as: 'token' });
    assert.strictEqual(asked.status, 200);
    assert.ok(asked.ms < NO_WAIT_MS, `it took ${asked.ms} ms`);
  } finally {
    await release();
  }
  assert.deepStrictEqual((await Promise.all(changes)).map(({ status }) => status), [200, 200, 200]);
});

test('no program has taken more connections than README.md says', () => {
  const held = rows(`select usename, count(*)::integer as n from pg_stat_activity
    where usename like 'omnivox\\_%' group by usename`);
  const most = (usename) => (/_(?:callback|call|call_place|coverage|directory|download)$/.test(usename) ? 4 : 2);
  assert.deepStrictEqual(held.filter(({ usename, n }) => n > most(usename)), []);
  assert.deepStrictEqual(held.filter(({ usename }) => usename.endsWith('_callback')).map(({ n }) => n), [4, 4]);
});
