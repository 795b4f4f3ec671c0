'use strict';

// PostgreSQL, for whoever ends it and starts it again: it is not supervised under ./dev. Nothing
// here stops the soak's own requests meanwhile, and nothing minds that PostgreSQL is away.

const { execFile } = require('node:child_process');
const { setTimeout: sleep } = require('node:timers/promises');
const { promisify } = require('node:util');
const { until } = require('../lib');
const { isAlive, pidOf, signal, startAgain, startOf, untilGone } = require('../e2e/processes');

const run = promisify(execFile);
const how = startOf(pidOf('postgres'));
const ASK_MS = 20000;
const END_MS = 60000;
const START_MS = 120000;

// A query's answer; null: there is none.
async function ask(query) {
  try {
    const { stdout } = await run('psql', ['-XAtqc', query], { timeout: ASK_MS });
    return stdout.trimEnd();
  } catch {
    return null;
  }
}

const isUp = async () => await ask('select 1') === '1';

// Children of one that was killed notice by themselves that it is gone; until then a new one
// cannot start.
const bringUp = () => until('PostgreSQL is up', async () => {
  if (await isUp()) return true;
  if (!isAlive(pidOf('postgres'))) startAgain('postgres', how);
  await sleep(200);
  return false;
}, START_MS);

// SIGINT is the fast shutdown. It may have ended by itself.
async function endWith(name) {
  const pid = pidOf('postgres');
  signal(pid, name);
  await untilGone(pid, END_MS);
}

module.exports = { ask, bringUp, endWith };
