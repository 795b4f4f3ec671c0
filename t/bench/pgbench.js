'use strict';

// One row without HTTP: what PostgreSQL alone can do of one function, asked by 8 clients.

const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { run } = require('./run');

const PREFIX = 'pgbench-log';

// Each line of a log is one transaction: client, number, µs, script, and when it ended.
async function read(file, transactions) {
  for await (const line of readline.createInterface({ input: fs.createReadStream(file) })) {
    const [, , us, , s, rest] = line.split(' ');
    transactions.push({ us: Number(us), at: Number(s) + Number(rest) / 1e6 });
  }
}

// The warm-up is the beginning of the same run: its connections matter.
function summary(transactions, { seconds, warmUp }) {
  const first = transactions.reduce((min, { at }) => Math.min(min, at), Infinity);
  const from = first + warmUp;
  const us = transactions.filter(({ at }) => at >= from && at < from + seconds)
    .map((transaction) => transaction.us).sort((a, b) => a - b);
  if (us.length === 0) throw new Error('pgbench: its log says nothing of the time after warm-up');
  const share = (p) => us[Math.floor((us.length - 1) * p)] / 1000;
  return { requests: us.length, rate: us.length / seconds, p50: share(0.5), p99: share(0.99) };
}

// query: role, text, and the variables (strings) that it names.
async function measure({ role, text, variables }, times, directory) {
  const names = () => fs.readdirSync(directory).filter((name) => name.startsWith(PREFIX))
    .map((name) => path.join(directory, name));
  const given = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const out = await run('pgbench', ['-n', '-M', 'prepared', '-c', '8', '-j', '2',
    '-T', String(times.warmUp + times.seconds + 1), '-l', '--log-prefix', PREFIX,
    ...given, '-f', '-'], { input: text, cwd: directory, env: { PGUSER: role } });
  if (!/^number of failed transactions: 0 /m.test(out)) throw new Error(`pgbench: ${out}`);
  const transactions = [];
  for (const name of names()) {
    await read(name, transactions);
    fs.unlinkSync(name);
  }
  return summary(transactions, times);
}

module.exports = { measure };
