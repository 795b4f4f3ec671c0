'use strict';

// The kinds of trouble that the soak makes, and when.

const assert = require('node:assert');
const { setTimeout: sleep } = require('node:timers/promises');
const { sim } = require('../lib');
const { childrenOf, pidOf, signal } = require('../e2e/processes');
const disks = require('./disks');
const postgres = require('./postgres');

const PAUSE_MS = 700;
const BURST = 48;
const FIND_MS = 3000;
const MIRRORS = ['mirror-1', 'mirror-2', 'mirror-3', 'mirror-4'];
const EXECUTABLES = ['recording-callback', 'status-callback'];
const STOPPED = [EXECUTABLES, MIRRORS, ['postgres'], ['nginx']];

// --- Processes ----------------------------------------------------------------

const workersOf = (names) => names.flatMap((name) => childrenOf(pidOf(name)));

// One of the workers; false: there is none just now.
const signalOne = (random, names, name) => {
  const workers = workersOf(names);
  return workers.length > 0 && signal(random.pick(workers), name);
};

// However the soak ends, nobody stays stopped: who is could not be ended, either.
const stopped = new Set();
process.once('exit', () => stopped.forEach((pid) => signal(pid, 'SIGCONT')));
['SIGINT', 'SIGTERM'].forEach((name) => process.once(name, () => process.exit(1)));

// What goes on while there is more trouble.
const lasting = new Set();
function last(promise) {
  lasting.add(promise);
  promise.then(() => lasting.delete(promise), () => {});
}

async function goOnLater(pid, ms) {
  await sleep(ms);
  signal(pid, 'SIGCONT');
  stopped.delete(pid);
}

function stopForAWhile({ random }) {
  const workers = workersOf(random.pick(STOPPED));
  const pid = workers.length > 0 && random.pick(workers);
  if (!pid || stopped.has(pid) || !signal(pid, 'SIGSTOP')) return false;
  stopped.add(pid);
  last(goOnLater(pid, random.between(500, 8000)));
  return true;
}

// --- PostgreSQL ---------------------------------------------------------------

async function killBackend({ random }) {
  const done = signalOne(random, ['postgres'], 'SIGKILL');
  await postgres.bringUp();
  return done;
}

async function restart(name) {
  await postgres.endWith(name);
  await postgres.bringUp();
  return true;
}

async function shutDownInFlight({ random, load }) {
  const told = load.burst(BURST);
  await sleep(random.between(0, 50));
  await postgres.endWith('SIGINT');
  await sleep(random.between(1000, 4000));
  await postgres.bringUp();
  await told;
  return true;
}

// Each has a file in its place by then, if there is work, and has not been able to say so.
async function killWaitingMirrors({ random }) {
  await postgres.endWith('SIGINT');
  await sleep(random.between(1000, 3000));
  const killed = workersOf(MIRRORS).filter((pid) => signal(pid, 'SIGKILL'));
  await postgres.bringUp();
  return killed.length > 0;
}

const TERMINATE = `select count(pg_terminate_backend(pid)) from pg_stat_activity
  where usename like 'omnivox%' and state = 'active'`;

async function terminateBackends() {
  let ended = 0;
  for (const ends = Date.now() + 1000; Date.now() < ends;)
    ended += Number(await postgres.ask(TERMINATE));
  return ended > 0;
}

// --- Disks and the link -------------------------------------------------------

let isMediaFull = false;

async function fillMedia({ random }) {
  if (isMediaFull) return false;
  isMediaFull = true;
  const empty = await disks.fill(disks.MEDIA);
  last(sleep(random.between(2000, 6000)).then(empty).then(() => {
    isMediaFull = false;
  }));
  return true;
}

// Uses up the files that PostgreSQL has in store, of 16 MB each.
const WRITE_WAL = `select pg_logical_emit_message(false, 'soak', ''), pg_switch_wal()
  from generate_series(1, 100)`;

// PostgreSQL ends itself, as it cannot commit; while the disk is full it cannot start, either.
async function fillWal() {
  const empty = await disks.fill(disks.WAL);
  const failed = await postgres.ask(WRITE_WAL) === null;
  await sleep(2000);
  await empty();
  await postgres.bringUp();
  return failed;
}

async function cutLink() {
  for (const ends = Date.now() + FIND_MS; Date.now() < ends; await sleep(20))
    if ((await sim('DELETE', '/connections')).cut > 0) return true;
  return false;
}

// --- When ---------------------------------------------------------------------

const kill = (names) => ({ random }) => signalOne(random, names, 'SIGKILL');

// weight: how often, compared with others. do({random, load}) gives whether it was done.
const KINDS = [
  { name: 'mirror killed', weight: 6, do: kill(MIRRORS) },
  { name: 'executable killed', weight: 6, do: kill(EXECUTABLES) },
  { name: 'nginx worker killed', weight: 2, do: kill(['nginx']) },
  { name: 'reconciler killed', weight: 1, do: kill(['reconciler']) },
  { name: 'worker asked to end', weight: 3,
    do: ({ random }) => signalOne(random, [...MIRRORS, ...EXECUTABLES], 'SIGTERM') },
  { name: 'process stopped for a while', weight: 6, do: stopForAWhile },
  { name: 'link to Twilio cut', weight: 4, do: cutLink },
  { name: 'backend killed', weight: 1, do: killBackend },
  { name: 'backends terminated', weight: 3, do: terminateBackends },
  { name: 'postmaster killed', weight: 1, do: () => restart('SIGKILL') },
  { name: 'PostgreSQL restarted', weight: 1, do: () => restart('SIGINT') },
  { name: 'PostgreSQL shut down on callbacks', weight: 1, do: shutDownInFlight },
  { name: 'mirrors killed with PostgreSQL away', weight: 2, do: killWaitingMirrors },
  { name: 'media disk full', weight: 2, do: fillMedia, needs: disks.areSmall },
  { name: 'WAL disk full', weight: 1, do: fillWal, needs: disks.areSmall },
];

const isPossible = ({ needs }) => needs === undefined || needs();
const skipped = () => KINDS.filter((kind) => !isPossible(kind)).map(({ name }) => name);

// Each kind once, in any order, and then whatever comes, until isEnough(). Gives how often each
// was done; what could not be done just now, such as a cut of no connection, does not count.
async function makeTrouble({ random, load, isEnough, limitMs }) {
  const kinds = KINDS.filter(isPossible);
  const counts = Object.fromEntries(kinds.map(({ name }) => [name, 0]));
  const latest = Date.now() + limitMs;
  let first = random.shuffle(kinds);
  const chosen = random.shuffle(kinds.flatMap((kind) => Array(kind.weight).fill(kind)));
  while (first.length > 0 || !isEnough()) {
    assert.ok(Date.now() < latest, `it was not enough within ${limitMs} ms; done so far: ` +
      `${JSON.stringify(counts)}; ${load.acknowledged.length} events`);
    const kind = first.shift() ?? random.pick(chosen);
    if (await kind.do({ random, load })) counts[kind.name]++;
    else if (counts[kind.name] === 0) first = [...first, kind];
    await sleep(PAUSE_MS);
  }
  await Promise.all(lasting);
  await postgres.bringUp();
  return counts;
}

module.exports = { makeTrouble, skipped };
