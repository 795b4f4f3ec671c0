#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

/*
 * docs/requirements.md R5, at large: random calls with legs, transfers, conferences, several
 * recordings, audio that can be had or cannot, dialers; what is said of them lost, repeated, in
 * any order and some of it at the very same time; then a reconcile. After each step, the rows must
 * be what the model says.
 *
 *   SEEDS=2000   how many worlds
 *   FIRST=1      the first one's seed
 *   SEED=123     this one alone, with all that is said of it; a seed that fails says so
 */

const assert = require('node:assert');
const crypto = require('node:crypto');
const { test } = require('node:test');
const stack = require('../stack');

stack.start({ processes: 2 }); // what is said at the same time is done at the same time
const { recctl, request, sim, sql } = require('../lib');
const { sendWave } = require('../generator/delivery');
const { difference } = require('../generator/difference');
const { WAVES, makeEvents, restEvents } = require('../generator/events');
const { countJournal, coverageFault, dropMedia, faultOf, lostIds, recordsOf } = require('../generator/found');
const { tellMedia } = require('../generator/media');
const { components, joinedByDialers, rowsAfter } = require('../generator/model');
const { makeWorld } = require('../generator/world');
const { countDeadlocks, runSql, whileMirrorsRest } = require('./processes');

const ONE = process.env.SEED && Number(process.env.SEED);
const FIRST = Number(process.env.FIRST || 1);
const SEEDS = ONE ? [ONE] : Array.from({ length: Number(process.env.SEEDS || 2000) },
  (_, i) => FIRST + i);
const BATCH = 100;
const DAY_MS = 24 * 60 * 60 * 1000;
const LONG_AGO_MS = Date.parse('2025-01-01T00:00:00Z');
const RUN = crypto.randomBytes(4).toString('hex');
const DEADLOCKS = countDeadlocks();

const again = (seed) =>
  `to run it alone: SEED=${seed} node --test-reporter=./t/reporter.js t/e2e/generator.t`;

// An id is refused only if it is that of another call, as far as anybody could know.
function checkRefused({ seed, refused, arrived, groups }, step) {
  for (const { put, body: { callSid } } of refused) {
    const isOther = arrived.some((event) => event.put === put && event.body.callSid &&
      event.body.callSid !== callSid);
    const isKnown = groups.some((names) => names.includes(put) && names.includes(callSid));
    assert.ok(isOther && !isKnown, `seed ${seed}, ${step}: ${put} of ${callSid} was refused`);
  }
}

// Of several notes, which is kept depends on what came when.
const chosen = (row, found) =>
  ({ ...row, notes: row.notes.includes(found?.notes) ? found.notes : row.notes[0] ?? null });

function checkWorld(world, found, step) {
  const { seed, arrived } = world;
  checkRefused(world, step);
  const joined = joinedByDialers(arrived);
  assert.ok(joined.length === 0, `seed ${seed}, ${step}: only a dialer's id joins ${joined}`);
  const rows = found.map(({ row }) => row);
  const expected = rowsAfter(world, arrived).map((row, i) => chosen(row, rows[i]));
  const text = difference(rows, expected, 'calls');
  assert.ok(text === null, `seed ${seed}, ${step}: ${text}; ${again(seed)}`);
  world.groups = components(arrived);
  world.refused = [];
}

// Every id that a name has led to is kept in given.
function keepIds(given, { id, recordingId, row: { legs, recording } }) {
  const keep = (sid, one) => given.set(sid, (given.get(sid) ?? new Set()).add(one));
  legs.forEach(({ sid }) => keep(sid, id));
  recording?.segments.forEach(({ sid }) => keep(sid, recordingId));
}

function checkStep({ worlds, prefix, given, at }, step) {
  const fault = faultOf(prefix) || coverageFault(new Date(at).toISOString());
  assert.ok(fault === '', `${step}: ${fault}`);
  assert.strictEqual(countDeadlocks(), DEADLOCKS, `${step}: there was a deadlock`);
  const bySeed = recordsOf(prefix);
  for (const world of worlds) {
    const found = bySeed.get(world.seed) ?? [];
    checkWorld(world, found, step);
    found.forEach((record) => keepIds(given, record));
  }
  return [...bySeed.values()].flat();
}

// Ids that were given out, and are another's now: their URLs still lead to their call.
async function checkFormer({ given }, records) {
  const ids = [...given].flatMap(([name, all]) => [...all].map((id) => [name, id]));
  const [lost] = lostIds(ids);
  assert.ok(!lost, `${lost?.id}, once of ${lost?.name}, does not lead there any more`);
  const former = records.flatMap(({ id, row }) =>
    [...given.get(row.legs[0].sid)].filter((one) => one !== id).map((one) => [one, id]));
  for (const [one, id] of former.slice(0, 5)) {
    const answer = await request(`/api/call-records/${one}`, { as: 'supervisor' });
    assert.strictEqual(answer.json().id, id, `the URL of ${one}`);
  }
  return former.length;
}

// Some of the audio that can be copied is, and some of it cannot be had after all.
function copyAudio(worlds) {
  const { random } = worlds[0];
  const worldOf = new Map();
  const available = worlds.flatMap((world) => rowsAfter(world, world.arrived)
    .flatMap(({ recording }) => recording?.segments ?? [])
    .filter(({ state }) => state === 'available')
    .map((segment) => {
      worldOf.set(segment.sid, world);
      return segment;
    }));
  for (const event of tellMedia(random, available)) {
    const world = worldOf.get(event.segment);
    world.arrived.push(event);
    world.counts.audio++;
  }
}

// What is said comes while days are counted, again and again.
async function whileCounting(fn) {
  let isOn = true;
  const counting = (async () => {
    while (isOn || await runSql('select api.coverage_keep()') === 't') await runSql('select api.coverage_keep()');
  })();
  try {
    await fn();
  } finally {
    isOn = false;
    await counting;
  }
}

async function reconcile(worlds, at) {
  const all = (what) => worlds.flatMap(({ resources }) => resources[what]);
  await sim('PUT', '/resources',
    { calls: all('calls'), recordings: all('recordings'), participants: all('participants'),
      replace: true });
  const span = [at - DAY_MS / 2, at + DAY_MS / 2].map((ms) => new Date(ms).toISOString());
  const { status, stdout, stderr } = recctl(['reconcile', '--from', span[0], '--to', span[1]]);
  assert.strictEqual(status, 0, stderr);
  assert.match(stdout, / 0 refused$/m);
  for (const world of worlds) world.arrived.push(...restEvents(world));
}

function show({ waves }) {
  const text = (events) => events.map((event) => JSON.stringify(event.put ? event : event.params));
  waves.forEach((wave, i) => wave.forEach((events) =>
    process.stdout.write(`# wave ${i + 1}: ${text(events).join(' at once with ')}\n`)));
}

function makeWorlds(seeds, number, at) {
  const worlds = seeds.map((seed) => makeWorld(seed, RUN, number, at));
  for (const world of worlds) {
    Object.assign(world, { waves: makeEvents(world), arrived: [], refused: [], groups: [],
      counts: { callbacks: 0, refused: 0, cameAgain: 0, audio: 0 } });
  }
  return worlds;
}

const sumOf = (worlds, what) => worlds.reduce((sum, { counts }) => sum + counts[what], 0);

// Gives how much there was of what the worlds are made for.
async function runBatch(seeds, index) {
  const number = index.toString(16).padStart(4, '0');
  const at = LONG_AGO_MS + index * DAY_MS;
  const worlds = makeWorlds(seeds, number, at);
  const batch = { worlds, prefix: RUN + number, given: new Map(), at };
  if (ONE) show(worlds[0]);
  try {
    for (let wave = 0; wave < WAVES; wave++) {
      await whileCounting(() => sendWave(worlds, wave));
      copyAudio(worlds);
      checkStep(batch, `after wave ${wave + 1}`);
    }
    await reconcile(worlds, at);
    const records = checkStep(batch, 'after the reconcile');
    const counts = Object.fromEntries(['callbacks', 'refused', 'cameAgain', 'audio'].map((what) =>
      [what, sumOf(worlds, what)]));
    assert.strictEqual(countJournal(batch.prefix), counts.callbacks,
      'the journal has each request that was acknowledged');
    return { ...counts, former: await checkFormer(batch, records) };
  } finally {
    dropMedia(batch.prefix);
  }
}

// first: the number of the first batch, which no other run of seeds may have.
async function runSeeds(t, seeds, first) {
  const totals = { callbacks: 0, refused: 0, cameAgain: 0, audio: 0, former: 0 };
  await whileMirrorsRest(async () => {
    for (let i = 0; i < seeds.length; i += BATCH) {
      const counts = await runBatch(seeds.slice(i, i + BATCH), first + i / BATCH);
      for (const what of Object.keys(totals)) totals[what] += counts[what];
    }
  });
  await sim('DELETE', '/resources');
  t.diagnostic(`${totals.callbacks} callbacks, ${totals.refused} ids refused, ${
    totals.cameAgain} came again after a 503, ${totals.audio} times audio, ${
    totals.former} former ids`);
  return totals;
}

test(`${SEEDS.length} seeds end in the rows of the model`, async (t) => {
  const { refused, audio, former } = await runSeeds(t, SEEDS, 0);
  assert.ok(ONE || (refused > 0 && audio > 0 && former > 0));
});

// Most events take a short way, for which less is looked up.
const SHORT_WAYS = ['call_is_of_one_leg', 'call_event_is_plain', 'recording_event_is_plain'];

test('the first of them end in the same rows where no event takes a short way', async (t) => {
  const ways = SHORT_WAYS.map((name) => sql(`select pg_get_functiondef('rules.${name}'::regproc)`));
  ways.forEach((way) => sql(way.replace(/AS \$function\$[^]*\$function\$/, () => "AS 'select false'")));
  try {
    assert.strictEqual(sql("select count(*) from pg_proc where prosrc = 'select false'"), '3');
    await runSeeds(t, SEEDS.slice(0, 300), Math.ceil(SEEDS.length / BATCH));
  } finally {
    ways.forEach((way) => sql(way));
  }
});
