'use strict';

// One row without HTTP: what PostgreSQL alone can do of one function, asked by 8 clients.

const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { meter } = require('./processes');
const { pause, run } = require('./run');

const PREFIX = 'pgbench-log';

// Each line of a log is one transaction: client, number, µs, script, and when it ended.
async function read(file, transactions) {
  for await (const line of readline.createInterface({ input: fs.createReadStream(file) })) {
    const [, , us, , s, rest] = line.split(' ');
    transactions.push({ us: Number(us), at: Number(s) + Number(rest) / 1e6 });
  }
}

async function readAll(directory) {
  const transactions = [];
  for (const name of fs.readdirSync(directory).filter((one) => one.startsWith(PREFIX))) {
    await read(path.join(directory, name), transactions);
    fs.unlinkSync(path.join(directory, name));
  }
  return transactions;
}

// The warm-up is the beginning of the same run: its connections matter.
async function watch(stack, { seconds, warmUp }) {
  await pause(warmUp);
  const from = Date.now() / 1000;
  const spent = meter(stack);
  await pause(seconds);
  return { from, to: Date.now() / 1000, cpu: spent() };
}

function summary(transactions, { from, to, cpu }) {
  const us = transactions.filter(({ at }) => at >= from && at < to)
    .map((transaction) => transaction.us).sort((a, b) => a - b);
  if (us.length === 0) throw new Error('pgbench: its log says nothing of the time after warm-up');
  const share = (p) => us[Math.floor((us.length - 1) * p)] / 1000;
  return { requests: us.length, seconds: to - from, p50: share(0.5), p99: share(0.99), cpu };
}

// query: role, text, and the variables (strings) that it names.
async function measure(stack, { role, text, variables }, times) {
  const given = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const [out, watched] = await Promise.all([
    run('pgbench', ['-n', '-M', 'prepared', '-c', '8', '-j', '2',
      '-T', String(Math.ceil(times.warmUp + times.seconds) + 1), '-l', '--log-prefix', PREFIX,
      ...given, '-f', '-'], { input: text, cwd: stack.directory, env: { ...stack.env, PGUSER: role } }),
    watch(stack, times),
  ]);
  if (!/^number of failed transactions: 0 /m.test(out)) throw new Error(`pgbench: ${out}`);
  return summary(await readAll(stack.directory), watched);
}

module.exports = { measure };
