'use strict';

/*
 * ./dev bench: how much each endpoint does, beside what limits it. Needs a stack of its own
 * and leaves it full of calls; ./dev makes one and takes it away.
 *
 *   STATE, BUILD    where the stack lives and what it was built in; and all of STATE/env
 *   BENCH_SECONDS   how long each row is measured (10)
 *   BENCH_ROWS      only the rows whose name matches this regular expression
 *   BENCH_CALLS     how many call records there are (1,000,000)
 *
 *   bench.js      the run and its table              fixture.js    what must be there first
 *   rows.js       what is measured                   million.sql   a million calls
 *   wrk.js        over HTTPS, by wrk and wrk.lua     callbacks.js  signed requests
 *   flood.lua     what strangers send meanwhile
 *   pgbench.js    PostgreSQL alone                   nginx.js      locations for the limits
 *   run.js        other programs                     empty.c       answers 204
 */

const os = require('node:os');
const { MANY, prepare } = require('./fixture');
const nginx = require('./nginx');
const { rows } = require('./rows');
const { sql, stopAll } = require('./run');

const { env } = process;
const SECONDS = Number(env.BENCH_SECONDS || 10);
const WARM_UP_S = 3;
const SLOW_WARM_UP_S = 10;

const COLUMNS = ['what', 'requests/s', 'p50, ms', 'p99, ms', 'of its limit'];

const say = (text) => process.stdout.write(`${text}\n`);

function cells({ name, result, limit }) {
  const share = limit ? `${Math.round(100 * result.rate / limit.rate)} %` : '';
  return [name, Math.round(result.rate).toLocaleString('en'), result.p50.toFixed(2),
    result.p99.toFixed(2), share];
}

function table(measured) {
  const lines = [COLUMNS, ...measured.map(cells)];
  const widths = COLUMNS.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const pad = (cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]));
  const rule = widths.map((width, i) => '-'.repeat(width - (i > 0)) + (i > 0 ? ':' : ''));
  return [lines[0].map(pad), rule, ...lines.slice(1).map((line) => line.map(pad))]
    .map((line) => `| ${line.join(' | ')} |`).join('\n');
}

// A row that is left out has no result, and limits nothing.
async function measure(list) {
  const wanted = new RegExp(env.BENCH_ROWS || '');
  const results = [];
  for (const row of list) {
    const limit = row.limit ? results[results.length + row.limit] : undefined;
    let result;
    if (wanted.test(row.name)) {
      process.stderr.write(`${row.name}\n`);
      const warmUp = row.slow ? SLOW_WARM_UP_S : WARM_UP_S;
      result = await row.measure({ seconds: SECONDS, warmUp }, limit);
    }
    results.push(result);
  }
  return list.map((row, i) => ({
    name: row.name, result: results[i], limit: row.limit && results[i + row.limit],
  })).filter(({ result }) => result);
}

async function machine() {
  const [[version]] = await sql('show server_version');
  const [[calls, events]] = await sql(
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
or unexpected answer ends the run. pgbench: 8 clients over a Unix socket, prepared. Callbacks:
every request is a call of its own with its own signature, committed to disk before its 204 and
found in the journal afterwards. The mirrors were stopped: nothing copied audio meanwhile.
"of its limit": the requests/s, compared with the last nginx: or pgbench: row above. Compare
within this table only; the same programs differ by a third between runs and machines.`;

async function bench() {
  process.stderr.write(`Preparing: a recording, and ${MANY.toLocaleString('en')} call records\n`);
  const fixture = await prepare();
  const end = await nginx.serve();
  try {
    const measured = await measure(rows(fixture));
    say(table(measured));
    say(`\n${await machine()}${notes()}`);
  } finally {
    await end();
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stopAll);

bench().catch((error) => {
  process.stderr.write(`./dev bench: ${error.message}\n`);
  process.exitCode = 1;
});

