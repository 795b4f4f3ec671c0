'use strict';

/*
 * ./dev bench: how much each endpoint does, beside what limits it; and, with --against, beside what
 * another commit does. Needs a stack of its own, or one of each commit, and leaves it full of calls;
 * ./dev makes and takes away what it needs.
 *
 *   STATE, TOP      where our stack lives, and the checkout that it was started from
 *   BUILD           what t/bench/empty was built in
 *   AGAINST, OTHER_STATE, OTHER_TOP
 *                   the other commit, its stack and its checkout, if there is one
 *   BENCH_SECONDS   how long each row is measured (10)
 *   BENCH_ROWS      only the rows whose name matches this regular expression
 *   BENCH_CALLS     how many call records there are (1,000,000)
 *
 *   bench.js      the run                            fixture.js    what must be there first
 *   tables.js     what is printed                    million.sql   a million calls
 *   rows.js       what is measured                   stack.js      one of the two stacks
 *   wrk.js        over HTTPS, by wrk and wrk.lua     callbacks.js  signed requests, and the journal
 *   serial.js     over HTTPS, one after the other    forms.js      what is in them
 *   flood.lua     what strangers send meanwhile      requests.js   files of them
 *   pgbench.js    PostgreSQL alone                   nginx.js      locations for the limits
 *   functions.js  calls of a commit's functions      empty.c       answers 204
 *   processes.js  processor time and memory          run.js        other programs
 */

const os = require('node:os');
const { MANY, prepare } = require('./fixture');
const nginx = require('./nginx');
const { memory } = require('./processes');
const { rows } = require('./rows');
const { stopAll } = require('./run');
const { read, sql } = require('./stack');
const tables = require('./tables');

const { env } = process;
const SECONDS = Number(env.BENCH_SECONDS || 10);
const WARM_UP_S = 3;
const SLOW_WARM_UP_S = 10;

const say = (text) => process.stdout.write(`${text}\n`);

// Of two stacks each is measured twice, by turns, for half of the time (wrk takes whole seconds).
async function measureRow({ name, slow, measure }, stacks) {
  const parts = stacks.length;
  const warmUp = Math.ceil((slow ? SLOW_WARM_UP_S : WARM_UP_S) / parts);
  const times = { seconds: Math.ceil(SECONDS / parts), warmUp };
  const results = stacks.map(() => []);
  for (let part = 0; part < parts; part += 1) {
    for (const [i, stack] of stacks.entries()) results[i].push(await measure(stack, times));
  }
  const [ours] = results;
  if (ours.includes(null)) throw new Error(`${name}: the function has other parameters now`);
  return results.map((some) => (some.includes(null) ? null : tables.together(some)));
}

// A row that is left out has no results, and limits nothing.
async function measureAll(stacks) {
  const wanted = new RegExp(env.BENCH_ROWS || '');
  const measured = [];
  for (const row of rows) {
    const { name } = row;
    let results;
    if (wanted.test(name)) {
      process.stderr.write(`${name}\n`);
      results = await measureRow(row, stacks);
    }
    measured.push({ name, results, limit: row.limit && measured.at(row.limit).results?.[0] });
  }
  return measured.filter(({ results }) => results);
}

async function holds(stack) {
  const [[connections]] = await sql(stack, `
    select count(*) from pg_stat_activity
     where backend_type = 'client backend' and pid <> pg_backend_pid()`);
  return { name: stack.name, memory: memory(stack), connections };
}

async function machine(stack) {
  const [[version]] = await sql(stack, 'show server_version');
  const [[calls, events]] = await sql(stack,
    'select (select count(*) from data.call_record), (select count(*) from data.webhook_event)');
  const gib = (os.totalmem() / 2 ** 30).toFixed(0);
  return `${os.cpus().length} processors (${os.cpus()[0].model}), ${gib} GiB, ` +
    `Linux ${os.release()},\n${(await nginx.version()).trim().replace('nginx version: ', '')}, ` +
    `PostgreSQL ${version.split(' ')[0]}; load and everything else on this one machine.\n` +
    `At the end the tables held ${calls} call records and ${events} webhook events.`;
}

const notes = () => `
${SECONDS} s for each row, after ${WARM_UP_S} s that are not counted (${SLOW_WARM_UP_S} s for \
callbacks and pgbench).
HTTP: wrk, 32 connections over TLS with keep-alive, each with one request at a time; any error
or unexpected answer ends the run. Log-in: 4 connections. Coverage: one client, which looks at
each answer. pgbench: 8 clients over a Unix socket, prepared. Callbacks: every request is a call
of its own (of status callbacks: the next of the four events of a call) with its own signature,
committed to disk before its 204 and found in the journal afterwards. The mirrors and the
reconciler were stopped: nothing copied audio meanwhile.
CPU: of all that the programs, PostgreSQL and nginx did, for each request that was answered.
Memory: what processes share counts once (PSS).`;

const noteAlone = `
"of its limit": the requests/s, compared with the last nginx: or pgbench: row above. Compare
within this table only; the same programs differ by a third between runs and machines.`;

const noteCompared = (commit) => `
Each commit had half of the times, in two parts, by turns with the other, which was idle then;
p99 is the mean of the two. "-": ${commit} has no such function of these parameters.`;

async function report(stacks, measured) {
  const [ours, other] = stacks;
  say(other ? tables.compared(measured, other.name) : tables.alone(measured));
  const sides = [];
  for (const stack of stacks) sides.push(await holds(stack));
  say(`\n${tables.held(sides)}\n`);
  say(`${await machine(ours)}${notes()}${other ? noteCompared(other.name) : noteAlone}`);
}

async function readStacks() {
  const stacks = [{ ...await read(env.STATE, env.TOP), name: 'now' }];
  if (env.AGAINST) stacks.push({ ...await read(env.OTHER_STATE, env.OTHER_TOP), name: env.AGAINST });
  return stacks;
}

async function bench() {
  const stacks = await readStacks();
  const ends = [];
  try {
    for (const stack of stacks) {
      process.stderr.write(`Preparing ${stack.name}: a recording, and ` +
        `${MANY.toLocaleString('en')} call records\n`);
      stack.fixture = await prepare(stack);
      ends.push(await nginx.serve(stack));
    }
    await report(stacks, await measureAll(stacks));
  } finally {
    for (const end of ends) await end();
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stopAll);

bench().catch((error) => {
  process.stderr.write(`./dev bench: ${error.message}\n`);
  process.exitCode = 1;
});
