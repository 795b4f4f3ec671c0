#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

/*
 * LESSONS invariant 1, at large: random calls with legs, transfers, conferences, several
 * recordings; their events lost, repeated, in any order and many at once; then a reconcile. The
 * rows must be what the model says, and one call must be one record at every step.
 *
 *   SEEDS=2000   how many worlds, from 1 on
 *   SEED=123     this one alone, with all that is said of it; a seed that fails says so
 */

const assert = require('node:assert');
const { execFile } = require('node:child_process');
const crypto = require('node:crypto');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { callback, env, request, rows, sim, sql } = require('../lib');
const { makeEvents } = require('../generator/events');
const { components, expectedRows } = require('../generator/model');
const { makeWorld } = require('../generator/world');
const { whileMirrorsRest } = require('./processes');

const run = promisify(execFile);
const ONE = process.env.SEED && Number(process.env.SEED);
const SEEDS = ONE ? [ONE] : Array.from({ length: Number(process.env.SEEDS || 2000) },
  (_, i) => i + 1);
const BATCH = 100;
const CONNECTIONS = 16;
const DAY_MS = 24 * 60 * 60 * 1000;
const LONG_AGO_MS = Date.parse('2025-01-01T00:00:00Z');
const RUN = crypto.randomBytes(4).toString('hex');

const again = (seed) =>
  `to run it alone: SEED=${seed} node --test-reporter=./t/reporter.js t/e2e/generator.t`;

async function send(event) {
  const answer = event.put
    ? await request(`/api/calls/${event.put}`, {
      method: 'PUT', as: 'token', connections: CONNECTIONS,
      headers: { 'content-type': 'application/json' }, body: JSON.stringify(event.body) })
    : await callback(event.endpoint, { AccountSid: env.TWILIO_ACCOUNT_SID, ...event.params },
      { connections: CONNECTIONS });
  assert.ok([200, 201, 204].includes(answer.status), `${answer.status} ${answer.text}`);
}

// All worlds' events of a wave, some of each in turn, over all connections at once.
async function sendWave(worlds, wave) {
  const queues = worlds.map(({ waves }) => [...waves[wave]]);
  const all = [];
  while (queues.some((queue) => queue.length > 0))
    for (const queue of queues) if (queue.length > 0) all.push(queue.shift());
  let next = 0;
  const sender = async () => {
    while (next < all.length) await send(all[next++]);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  return all.filter(({ put }) => !put).length;
}

const mine = (column, batch) => `(${column} like '__${RUN}${batch}%')`;

// Which names are of one record, now.
function groupsNow(batch) {
  const legs = rows(`select sid, call_record_id as id from data.call_leg
    where ${mine('sid', batch)}`);
  const byId = new Map();
  for (const { sid, id } of legs) byId.set(id, [...(byId.get(id) ?? []), sid].sort());
  return { byId, idOf: new Map(legs.map(({ sid, id }) => [sid, id])) };
}

const seedOf = (name) => parseInt(name.slice(14, 22), 16);

// One record for the names that are known to be one call, and no record for anything else.
function checkStep(worlds, batch, wave) {
  const { byId, idOf } = groupsNow(batch);
  const now = new Map(worlds.map(({ seed }) => [seed, []]));
  for (const group of byId.values()) now.get(seedOf(group[0])).push(group);
  for (const { seed, waves } of worlds) {
    const delivered = waves.slice(0, wave + 1).flat();
    assert.deepStrictEqual(now.get(seed).sort((a, b) => (a[0] < b[0] ? -1 : 1)),
      components(delivered), `seed ${seed}, after wave ${wave + 1}; ${again(seed)}`);
  }
  assert.strictEqual(sql(`select count(*) from (
    select recording_id from data.recording_segment where ${mine('recording_sid', batch)}
    group by 1 having count(*) filter (where is_primary) <> 1) x`), '0', 'one primary segment');
  return idOf;
}

const FINAL = (batch) => `
  select c.id, c.call_id as "callId", c.direction, c.status, c.customer_number as customer,
    c.from_number as "from", c.to_number as "to", c.started_at as "startedAt",
    c.answered_at as "answeredAt", c.ended_at as "endedAt", c.duration_s as "durationS", c.notes,
    (select json_agg(case when l.sid like 'CA%' then json_build_object('sid', l.sid,
        'parent', l.parent_sid, 'status', l.status, 'from', l.from_number, 'to', l.to_number,
        'startedAt', l.started_at, 'endedAt', l.ended_at, 'durationS', l.duration_s,
        'answeredAt', l.answered_at, 'sip', l.sip_response_code, 'answeredBy', l.answered_by)
      else json_build_object('sid', l.sid) end order by l.sid collate "C")
      from data.call_leg l where l.call_record_id = c.id) as legs,
    (select json_build_object('state', r.state, 'reason', r.state_reason,
        'primary', max(s.recording_sid) filter (where s.is_primary),
        'segments', json_agg(json_build_object('sid', s.recording_sid, 'state', s.state,
          'reason', s.state_reason, 'source', s.source, 'channels', s.channels,
          'startedAt', s.started_at, 'durationS', s.duration_reported_s, 'track', s.track,
          'encrypted', s.encryption is not null) order by s.recording_sid collate "C"))
      from data.recording r join data.recording_segment s on s.recording_id = r.id
     where r.call_record_id = c.id group by r.id) as recording
    from data.call_record c where exists (select from data.call_leg l
      where l.call_record_id = c.id and ${mine('l.sid', batch)})`;

// Times as the model has them.
const plain = (row) => JSON.parse(JSON.stringify(row), (key, value) =>
  (key.endsWith('At') && value !== null ? new Date(value).toISOString() : value));

function checkFinal(worlds, batch) {
  const bySeed = new Map(worlds.map(({ seed }) => [seed, []]));
  for (const { id, ...row } of rows(FINAL(batch))) {
    assert.ok(id);
    bySeed.get(seedOf(row.legs[0].sid)).push(plain(row));
  }
  for (const world of worlds) {
    const found = bySeed.get(world.seed).sort((a, b) => (a.callId < b.callId ? -1 : 1));
    assert.deepStrictEqual(found, expectedRows(world, world.waves.flat()),
      `seed ${world.seed}; ${again(world.seed)}`);
  }
  assert.strictEqual(sql(`select count(*) from data.recording_segment s
      left join data.media_job j using (recording_sid)
     where ${mine('s.recording_sid', batch)}
       and (s.state = 'available') <> (j.recording_sid is not null)`), '0',
  'what Twilio has is to be copied, and nothing else');
}

// Ids that were given out, and are another's now: their URLs still lead to their call.
async function checkFormer(given, batch) {
  const { idOf } = groupsNow(batch);
  const former = [...given].filter(([, id]) => ![...idOf.values()].includes(id)).slice(0, 5);
  for (const [sid, id] of former) {
    const answer = await request(`/api/call-records/${id}`, { as: 'supervisor' });
    assert.strictEqual(answer.json().id, idOf.get(sid), `the URL of ${id}, once of ${sid}`);
  }
  return former.length;
}

async function reconcile(worlds, at) {
  const all = (what) => worlds.flatMap(({ resources }) => resources[what]);
  await sim('PUT', '/resources',
    { calls: all('calls'), recordings: all('recordings'), replace: true });
  const span = [at - DAY_MS / 2, at + DAY_MS / 2].map((ms) => new Date(ms).toISOString());
  const { stdout } = await run(env.RECCTL, ['reconcile', '--from', span[0], '--to', span[1]],
    { env: { ...process.env, PGUSER: 'omnivox_recctl' }, maxBuffer: 1 << 26 });
  assert.match(stdout, / 0 refused$/m);
}

function show(world) {
  const lines = world.waves.flatMap((wave, i) => wave.map((event) =>
    `# wave ${i + 1}: ${JSON.stringify(event.put ? event : event.params)}`));
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function runBatch(seeds, index) {
  const batch = index.toString(16).padStart(4, '0');
  const at = LONG_AGO_MS + index * DAY_MS;
  const worlds = seeds.map((seed) => makeWorld(seed, RUN, batch, at));
  for (const world of worlds) world.waves = makeEvents(world);
  if (ONE) show(worlds[0]);
  const given = new Map();
  let sent = 0;
  for (let wave = 0; wave < 3; wave++) {
    sent += await sendWave(worlds, wave);
    for (const [sid, id] of checkStep(worlds, batch, wave)) given.set(sid, given.get(sid) ?? id);
  }
  await reconcile(worlds, at);
  checkFinal(worlds, batch);
  const former = await checkFormer(given, batch);
  assert.strictEqual(Number(sql(`select count(*) from data.webhook_event
    where ${mine("coalesce(params ->> 'CallSid', params ->> 'ConferenceSid')", batch)}`)), sent,
  'the journal has each request that was acknowledged');
  // The simulator has no audio of them that is worth to be copied.
  sql(`delete from data.media_job where ${mine('recording_sid', batch)}`);
  return { sent, former };
}

test(`${SEEDS.length} seeds end in the rows of the model`, async (t) => {
  const totals = { sent: 0, former: 0 };
  await whileMirrorsRest(async () => {
    for (let i = 0; i < SEEDS.length; i += BATCH) {
      const { sent, former } = await runBatch(SEEDS.slice(i, i + BATCH), i / BATCH);
      totals.sent += sent;
      totals.former += former;
    }
  });
  await sim('DELETE', '/resources');
  t.diagnostic(`${totals.sent} callbacks, ${totals.former} former ids asked for`);
  assert.ok(ONE || totals.former > 0);
});
