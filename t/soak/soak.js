'use strict';

/*
 * ./dev soak: 200 recordings at once through four mirrors, and calls all the while, as mirrors,
 * executables and PostgreSQL are killed at random (SIGKILL) for two minutes. In the end every
 * callback that was acknowledged must be there, every stored file must be what its row says,
 * and nothing may be left over. Needs a stack of its own; ./dev makes one and takes it away.
 *
 *   SOAK_S     for how long things are killed (120)
 *   SEED       of the choices (the time); what is killed when also depends on the machine
 */

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const {
  env, fileOf, filesBeingWritten, filesKept, rows, sim, sql, until,
} = require('../lib');
const { childrenOf, end, isPostgresUp, pidOf } = require('../e2e/processes');

const SOAK_MS = Number(process.env.SOAK_S || 120) * 1000;
const SEED = Number(process.env.SEED || Date.now() % 1e6);
const FIRST = 200;
const CALL_EVERY_MS = 500;
const KILL_EVERY_MS = 700;
const POSTGRES_EVERY = 15; // of so many kills one is PostgreSQL's
const MIRRORS = ['mirror-1', 'mirror-2', 'mirror-3', 'mirror-4'];
const EXECUTABLES = ['recording-callback', 'status-callback'];
const LEASE_MS = 120000; // src/bin/mirrord.c: so long a dead mirror's job waits

const say = (text) => process.stdout.write(`${text}\n`);

// Park and Miller's generator: the same seed chooses the same.
function random(seed) {
  let state = seed % 2147483646 + 1;
  return (n) => {
    state = state * 48271 % 2147483647;
    return state % n;
  };
}

const calls = [];

// Twilio's own retries are asked for, as POST /api/calls does.
async function call() {
  const made = await sim('POST', '/calls', {
    direction: 'outbound-api', speed: 4, webhookBase: `${env.WEBHOOK_BASE_URL}#rc=5&rp=all`,
    media: [{ status: 404 }, { slowMs: 15, chunkBytes: 32768 }],
  });
  calls.push(made);
}

async function startPostgres(start) {
  // Its children notice by themselves that it is gone; until then a new one cannot start.
  await until('PostgreSQL is up', async () => {
    start();
    for (let i = 0; i < 20; i++) {
      if (isPostgresUp()) return true;
      await sleep(100);
    }
    return false;
  }, 60000);
}

const killed = { mirror: 0, executable: 0, backend: 0, postmaster: 0 };

async function killOne(choose, n) {
  if (n % (2 * POSTGRES_EVERY) === 0) {
    await startPostgres(await end('postgres', 'SIGKILL', 15000));
    killed.postmaster++;
  } else if (n % POSTGRES_EVERY === 0) {
    const backends = childrenOf(pidOf('postgres'));
    process.kill(backends[choose(backends.length)], 'SIGKILL');
    await until('PostgreSQL is up', isPostgresUp, 60000);
    killed.backend++;
  } else if (choose(2) === 0) {
    (await end(MIRRORS[choose(MIRRORS.length)], 'SIGKILL', 5000))();
    killed.mirror++;
  } else {
    const workers = childrenOf(pidOf(EXECUTABLES[choose(2)]));
    if (workers.length > 0) process.kill(workers[choose(workers.length)], 'SIGKILL');
    killed.executable++;
  }
}

async function killAll(choose) {
  const ends = Date.now() + SOAK_MS;
  for (let n = 1; Date.now() < ends; n++) {
    await killOne(choose, n);
    await sleep(KILL_EVERY_MS);
  }
}

async function callOn(ends) {
  while (Date.now() < ends) {
    await call();
    await sleep(CALL_EVERY_MS);
  }
}

// Every event of every call, with the status of its last answer.
async function eventsTold() {
  const told = [];
  for (const { callSid } of calls) {
    const { callbacks } = await until(`${callSid} has told everything`, async () => {
      const now = await sim('GET', `/calls/${callSid}`);
      return now.settled && now;
    }, 60000);
    told.push(...callbacks.map((one) => ({ callSid, ...one })));
  }
  return told;
}

const STATUS = { answered: 'in-progress' };
const inJournal = ({ callSid, event }) => (event.startsWith('recording-')
  ? `${callSid} recording ${event.replace('recording-', '')}`
  : `${callSid} call ${STATUS[event] ?? event}`);

function checkJournal(acknowledged) {
  const journal = new Set(rows(`select params ->> 'CallSid' as sid,
      case endpoint when 'recording-callback' then 'recording ' || (params ->> 'RecordingStatus')
                    else 'call ' || (params ->> 'CallStatus') end as what
    from data.webhook_event`).map(({ sid, what }) => `${sid} ${what}`));
  const missing = acknowledged.map(inJournal).filter((name) => !journal.has(name));
  assert.deepStrictEqual(missing, [], 'an acknowledged callback is not in the journal');
}

function checkRows() {
  const counts = rows(`select l.sid, count(distinct c.id) as calls, count(distinct r.id) as recordings,
      count(s.recording_sid) as segments, min(c.status::text) as status
    from data.call_leg l join data.call_record c on c.id = l.call_record_id
    left join data.recording r on r.call_record_id = c.id
    left join data.recording_segment s on s.recording_id = r.id group by l.sid`);
  const bySid = new Map(counts.map((row) => [row.sid, row]));
  for (const { callSid } of calls) {
    assert.deepStrictEqual(bySid.get(callSid), {
      sid: callSid, calls: 1, recordings: 1, segments: 1, status: 'completed' });
  }
  assert.strictEqual(Number(sql('select count(*) from data.call_record')), calls.length);
}

function checkFiles() {
  const stored = rows(`select object_key, byte_size, sha256 from data.recording_segment
    where state = 'stored'`);
  for (const { object_key: key, byte_size: size, sha256 } of stored) {
    const bytes = fs.readFileSync(fileOf(key));
    assert.strictEqual(bytes.length, size, key);
    assert.strictEqual(crypto.createHash('sha256').update(bytes).digest('hex'), sha256, key);
  }
  const known = new Set(stored.flatMap(({ object_key: key }) => [key, `${key}.peaks.json`]));
  assert.deepStrictEqual(filesKept().filter((name) => !known.has(name)), [], 'orphans');
  return stored.length;
}

async function main() {
  say(`SEED=${SEED}; things are killed for ${SOAK_MS / 1000} s`);
  await Promise.all(Array.from({ length: FIRST }, call));
  await Promise.all([killAll(random(SEED)), callOn(Date.now() + SOAK_MS)]);
  say(`killed: ${JSON.stringify(killed)}; ${calls.length} calls`);
  const told = await eventsTold();
  const acknowledged = told.filter(({ status }) => status >= 200 && status < 300);
  say(`${acknowledged.length} of ${told.length} callbacks were acknowledged`);
  checkJournal(acknowledged);
  const env_ = { ...process.env, PGUSER: 'omnivox_recctl',
    TWILIO_ACCOUNTS_FILE: env.CA_FILE.replace(/[^/]*$/, 'twilio-accounts') };
  const from = new Date(Date.now() - 3600 * 1000).toISOString();
  say(execFileSync(env.RECCTL, ['reconcile', '--from', from], { env: env_ }).toString()
    .trimEnd().split('\n').at(-1));
  await until('all recordings are stored', () =>
    Number(sql(`select count(*) from data.recording where state = 'stored'`)) === calls.length,
  2 * LEASE_MS);
  checkRows();
  await until('nothing is left over', () => filesBeingWritten().length === 0 &&
    Number(sql('select count(*) from data.media_removal')) === 0 &&
    Number(sql('select count(*) from data.media_job')) === 0, 2 * LEASE_MS);
  say(`${checkFiles()} files are what their rows say; no other is there. Well done.`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
