#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// Threads that share a connection commit together; each is told what became of its own call, and of
// nobody else's.

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const path = require('node:path');
const { before, test } = require('node:test');
const { env, rows, sql } = require('../lib');
const { holdLock } = require('./processes');

const CALLERS = path.join(path.dirname(env.RECCTL), '../../../t/e2e/callers');
const ROLE = 'omnivox_recording_callback';
const THREADS = 16;
const BUSY = 503;

// What is told, and how it ends; the row of public.hot is everybody's.
before(() => sql(`
  create table public.told (id text primary key, how text not null);
  create table public.hot (n int not null);
  insert into public.hot values (0);
  create function public.refuse_commit() returns trigger language plpgsql
  as $$ begin raise 'no commit'; end $$;
  create constraint trigger refuse_commit after insert on public.told
  deferrable initially deferred for each row when (new.how = 'commit')
  execute function public.refuse_commit();
  create function api.told(id text, how text) returns text language plpgsql security definer
  as $$
  begin
    insert into public.told values (told.id, told.how);
    if how = 'refuse' then
      raise sqlstate 'PT404' using message = 'not_found';
    elsif how = 'hot' then
      update public.hot set n = n + 1;
    elsif how = 'collide' and random() < 0.3 then
      raise sqlstate '40001';
    elsif how = 'slow' then
      perform pg_sleep(0.02);
    end if;
    return id;
  end $$;
  grant execute on function api.told to ${ROLE}`));

// Makes the calls [{id, how}, ...]; what was told: {id: status}.
async function make(calls) {
  const child = spawn(CALLERS, [THREADS], {
    env: { ...process.env, PGUSER: ROLE, PGAPPNAME: 'callers' }, stdio: ['pipe', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (data) => { said += data; });
  child.stdin.end(calls.map(({ id, how }) => `${id} ${how}\n`).join(''));
  const status = await new Promise((resolve) => { child.on('close', resolve); });
  assert.strictEqual(status, 0);
  return Object.fromEntries(said.trim().split('\n').map((line) => line.split(' '))
    .map(([id, code]) => [id, Number(code)]));
}

// The calls of a test: these kinds in turn.
const callsOf = (name, count, kinds) => Array.from({ length: count }, (_, i) => (
  { id: `${name}-${i}`, how: kinds[i % kinds.length] }));

// What was told OK is there, what was refused is not. Returns how often each status was told of each
// kind: {ok: {0: 12}}.
function check(calls, told) {
  const there = new Set(rows('select id from public.told').map(({ id }) => id));
  const counts = {};
  for (const { id, how } of calls) {
    const status = told[id];
    assert.notStrictEqual(status, undefined, `${id} was told nothing`);
    if (status !== BUSY) {
      assert.strictEqual(there.has(id), status === 0, `${id} (${how}) was told ${status}`);
    }
    counts[how] ??= {};
    counts[how][status] = (counts[how][status] ?? 0) + 1;
  }
  return counts;
}

const transactions = (name) => rows(`select count(*) as calls, count(distinct xmin::text) as commits
  from public.told where id like '${name}-%'`)[0];

test('what waits at the same time is committed together', async () => {
  const calls = callsOf('together', 2000, ['ok']);
  assert.deepStrictEqual(check(calls, await make(calls)), { ok: { 0: 2000 } });
  const { commits } = transactions('together');
  assert.ok(commits < 1000, `${commits} commits`);
});

test('a call that fails, or whose commit does, fails alone', async () => {
  const calls = callsOf('alone', 2400, [...Array(60).fill('ok'), 'refuse', ...Array(57).fill('ok'), 'commit', 'slow']);
  const counts = check(calls, await make(calls));
  assert.deepStrictEqual(counts,
    { ok: { 0: 2340 }, refuse: { 404: 20 }, commit: { 500: 20 }, slow: { 0: 20 } });
  const { calls: done, commits } = transactions('alone');
  assert.ok(commits < done, 'there were groups');
});

test('those that collide are tried again, and nothing is done twice', async () => {
  sql('update public.hot set n = 0');
  const parts = ['one', 'two'].map((name) => callsOf(name, 1000, ['ok', 'hot', 'ok', 'collide', 'hot']));
  const all = (await Promise.all(parts.map(make))).map((told, i) => check(parts[i], told));
  for (const { ok, hot, collide } of all) {
    assert.deepStrictEqual([ok, hot], [{ 0: 400 }, { 0: 400 }]);
    assert.ok(collide[0] > 190, JSON.stringify(collide)); // 0.3 to the power of 5 is 0.2 %
  }
  assert.strictEqual(rows('select n from public.hot')[0].n, 800);
});

test('what waits for a lock for long does not hold up the others, or fail', async () => {
  const release = await holdLock('select from public.hot for update');
  const calls = [...callsOf('ahead', 5, ['hot']), ...callsOf('behind', 100, ['ok'])];
  const making = make(calls);
  const deadline = Date.now() + 2500;
  try {
    let done = 0;
    while (done < 100 && Date.now() < deadline) {
      done = rows('select count(*) as n from public.told where id like \'behind-%\'')[0].n;
    }
    assert.strictEqual(done, 100, 'the others are done');
    await new Promise((resolve) => { setTimeout(resolve, deadline - Date.now()); });
  } finally {
    await release();
  }
  assert.deepStrictEqual(check(calls, await making), { hot: { 0: 5 }, ok: { 0: 100 } });
});

test('connections that end take nothing with them that was told OK', async () => {
  const calls = callsOf('ended', 2200, [...Array(40).fill('ok'), 'slow', 'refuse', 'commit', 'hot']);
  let ended = 0;
  let isOver = false;
  const making = make(calls).finally(() => { isOver = true; });
  while (!isOver) {
    ended += rows(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'callers'`).length;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  const counts = check(calls, await making);
  assert.ok(ended > 2, `${ended} connections were ended`);
  assert.ok((counts.ok[BUSY] ?? 0) <= THREADS * ended, 'those in flight fail');
  assert.deepStrictEqual(Object.keys(counts.commit).filter((status) => !['500', '503'].includes(status)), []);
});
