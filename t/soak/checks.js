'use strict';

// What must be so in the end. Every question to the database is one about all rows.

const assert = require('node:assert');
const crypto = require('node:crypto');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { fileOf, filesBeingWritten, filesKept, recctl, rows, sql, until } = require('../lib');
const { STATE, childrenOf, isAlive, pidOf } = require('../e2e/processes');
const { durationOf } = require('./load');

const SHOWN = 5;
const LEASE_MS = 120000; // src/bin/mirrord.c: so long a dead mirror's job waits
const CLEAN_UP_MS = 60000; // and so long it waits between two looks at what is to be removed
const COME_BACK_MS = 30000;

// --- Rows ---------------------------------------------------------------------

// COPY's text format; none of these values has a tab or a backslash.
const line = (row) => row.map((value) => value ?? '\\N').join('\t');

// What is expected and not there as often, and, unless there may be more, the other way round.
function assertRows(what, columns, expected, query, mayBeMore = false) {
  const found = JSON.parse(execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1'], {
    encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, input: `
      create temp table expected (${columns});
      copy expected from stdin;\n${expected.map((row) => `${line(row)}\n`).join('')}\\.
      create temp table actual (like expected);
      insert into actual ${query};
      select coalesce(json_agg(d), '[]') from (
        (select 'missing' as what, e.*
           from (table expected except all table actual) e limit ${SHOWN})
        union all
        (select 'too much', a.*
           from (table actual except all table expected) a where ${!mayBeMore} limit ${SHOWN})) d`,
  }));
  assert.deepStrictEqual(found, [], what);
}

function checkJournal(load, told) {
  assertRows('an acknowledged event is not in the journal', 'token text, sid text, status text',
    load.acknowledged.map(({ token, params }) =>
      [token, params.RecordingSid ?? params.CallSid, params.RecordingStatus ?? params.CallStatus]),
    `select distinct idempotency_token, coalesce(params ->> 'RecordingSid', params ->> 'CallSid'),
            coalesce(params ->> 'RecordingStatus', params ->> 'CallStatus')
       from data.webhook_event`, true);
  assertRows('an acknowledged callback is not in the journal',
    'sid text, endpoint text, status text',
    told.map(({ callSid, event }) => (event.startsWith('recording-')
      ? [callSid, 'recording-callback', event.replace('recording-', '')]
      : [callSid, 'status-callback', event === 'answered' ? 'in-progress' : event])),
    `select distinct params ->> 'CallSid', endpoint,
            coalesce(params ->> 'RecordingStatus', params ->> 'CallStatus')
       from data.webhook_event`, true);
}

// All legs and recordings that there must be, of the simulator's calls and of the load's.
const legsOf = (calls, load) => [
  ...calls.map(({ callSid }) => ({ sid: callSid, parent: null, status: 'completed' })),
  ...load.legs];
const recordingsOf = (calls, load) => [
  ...calls.map(({ callSid, recordingSid }) => ({ sid: recordingSid, callSid, hasAudio: true })),
  ...load.recordings];

function checkCalls(calls, load) {
  const legs = legsOf(calls, load);
  assertRows('call records', 'call_id text, status data.call_status, duration_s integer',
    legs.filter(({ parent }) => parent === null)
      .map(({ sid, status }) => [sid, status, durationOf(status)]),
    'select call_id, status, duration_s from data.call_record');
  assertRows('legs', 'sid text, parent text, call_id text, status data.call_status',
    legs.map(({ sid, parent, status }) => [sid, parent, parent ?? sid, status]),
    `select l.sid, l.parent_sid, c.call_id, l.status
       from data.call_leg l left join data.call_record c on c.id = l.call_record_id`);
}

function checkRecordings(calls, load) {
  const recordings = recordingsOf(calls, load);
  const state = 'data.recording_state';
  assertRows('recordings', `sid text, call_id text, segment ${state}, recording ${state}`,
    recordings.map(({ sid, callSid, hasAudio }) => [sid, callSid,
      ...Array(2).fill(hasAudio ? 'stored' : 'absent')]),
    `select s.recording_sid, c.call_id, s.state, r.state
       from data.recording r
       join data.call_record c on c.id = r.call_record_id
       left join data.recording_segment s on s.recording_id = r.id`);
  assertRows('recordings to be transcribed', 'call_id text',
    recordings.filter(({ hasAudio }) => hasAudio).map(({ callSid }) => [callSid]),
    `select c.call_id
       from data.transcription_job t
       join data.recording r on r.id = t.recording_id
       join data.call_record c on c.id = r.call_record_id`);
}

// --- Files --------------------------------------------------------------------

// Gives how many recordings there are.
function checkFiles() {
  const stored = rows(`select object_key, byte_size, sha256 from data.recording_segment
    where state = 'stored'`);
  const known = new Set(stored.flatMap(({ object_key: key }) => [key, `${key}.peaks.json`]));
  const kept = new Set(filesKept());
  assert.deepStrictEqual([...kept].filter((name) => !known.has(name)), [], 'files of no row');
  assert.deepStrictEqual([...known].filter((name) => !kept.has(name)), [], 'rows without a file');
  for (const { object_key: key, byte_size: size, sha256 } of stored) {
    const bytes = fs.readFileSync(fileOf(key));
    assert.strictEqual(bytes.length, size, key);
    assert.strictEqual(crypto.createHash('sha256').update(bytes).digest('hex'), sha256, key);
    JSON.parse(fs.readFileSync(fileOf(`${key}.peaks.json`), 'utf8'));
  }
  return stored.length;
}

const LEFT = `select (select count(*) from data.media_job) as jobs,
  (select count(*) from data.media_removal) as removals`;

function leftOver() {
  const [{ jobs, removals }] = rows(LEFT);
  return { jobs, removals, temporary: filesBeingWritten() };
}

// A job that failed often waits for long; whoever had it may die with it once more.
async function untilNothingIsLeft() {
  const waitS = Number(sql(`select coalesce(extract(epoch from max(run_at) - now()), 0)
    from data.media_job`));
  const isDone = () => {
    const { jobs, removals, temporary } = leftOver();
    return jobs === 0 && removals === 0 && temporary.length === 0;
  };
  await until('nothing is left to be done', isDone,
    Math.max(0, waitS * 1000) + 2 * LEASE_MS + 2 * CLEAN_UP_MS)
    .catch((error) => assert.fail(`${error.message}: ${JSON.stringify(leftOver())}`));
}

// --- Processes ----------------------------------------------------------------

// What these start comes and goes.
const ALONE = ['logrotate', 'postgres', 'simulator'];

// How many workers each supervisor has, by its name.
const stackNow = () => Object.fromEntries(fs.readdirSync(path.join(STATE, 'pids'))
  .filter((file) => /^[a-z].*\.pid$/.test(file)).map((file) => file.replace('.pid', ''))
  .map((name) => [name, !isAlive(pidOf(name)) ? 'dead'
    : ALONE.includes(name) ? 'alive' : childrenOf(pidOf(name)).length]));

async function untilStackIs(before) {
  const isSame = () => JSON.stringify(stackNow()) === JSON.stringify(before);
  await until('all processes are there', isSame, COME_BACK_MS)
    .catch(() => assert.deepStrictEqual(stackNow(), before, 'a process did not come back'));
}

// --- Reconciling --------------------------------------------------------------

// Gives what it says of itself, such as "852 seen: 13 created, 22 updated, 0 refused".
function reconcile() {
  const from = new Date(Date.now() - 3600 * 1000).toISOString();
  const { status, stdout, stderr } = recctl(['reconcile', '--from', from]);
  assert.strictEqual(status, 0, stderr);
  return stdout.trimEnd().split('\n').at(-1);
}

module.exports = {
  checkCalls, checkFiles, checkJournal, checkRecordings, reconcile, stackNow, untilNothingIsLeft,
  untilStackIs,
};
