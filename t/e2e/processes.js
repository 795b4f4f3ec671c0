'use strict';

// The processes of the stack that ./dev has started: ending them, and starting them as it did.

const assert = require('node:assert');
const { execFile, execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { gunzipSync } = require('node:zlib');
const { env, until } = require('../lib');

const STATE = path.dirname(env.CA_FILE);
const PIDS = path.join(STATE, 'pids');
const MIRRORS = fs.readdirSync(PIDS).map((file) => path.basename(file, '.pid'))
  .filter((name) => /^mirror-\d+$/.test(name)).sort();

const proc = (pid, what) => fs.readFileSync(`/proc/${pid}/${what}`, 'utf8');
const strings = (text) => text.split('\0').slice(0, -1);

// The fields of /proc/PID/stat from the third on: proc(5). Null: there is no such process.
function statOf(pid) {
  try {
    return proc(pid, 'stat').replace(/^.*\) /s, '').split(' ');
  } catch {
    return null;
  }
}

// A zombie has ended; that nobody has asked for its status is no fault of its own.
const isAlive = (pid) => !['Z', 'X', undefined].includes(statOf(pid)?.[0]);

const pidOf = (name) => Number(fs.readFileSync(path.join(PIDS, `${name}.pid`), 'utf8'));

// [] also where the process has just ended.
function childrenOf(pid) {
  try {
    return proc(pid, `task/${pid}/children`).split(' ').filter(Boolean).map(Number).filter(isAlive);
  } catch {
    return [];
  }
}

// False: it has ended meanwhile.
function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch (error) {
    assert.strictEqual(error.code, 'ESRCH');
    return false;
  }
}

// A program of which there is one process, under the supervisor that starts it again.
const workerOf = (name) => childrenOf(pidOf(name))[0];

const untilGone = (pid, ms) => until(`process ${pid} has ended`, () => !isAlive(pid), ms);

// How a running process was started. It must be asked before it ends.
function startOf(pid) {
  const status = proc(pid, 'status');
  const id = (name) => Number(new RegExp(`^${name}:\\t(\\d+)`, 'm').exec(status)[1]);
  return {
    argv: strings(proc(pid, 'cmdline')),
    cwd: fs.readlinkSync(`/proc/${pid}/cwd`), uid: id('Uid'), gid: id('Gid'),
    env: Object.fromEntries(strings(proc(pid, 'environ')).map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1)];
    })),
  };
}

// As the start of ./dev: in a session of its own, with its log, and with its pid noted.
function startAgain(name, how) {
  const log = fs.openSync(path.join(STATE, 'log', `${name}.log`), 'a');
  const [program, ...args] = how.argv;
  const child = spawn(program, args, {
    cwd: how.cwd, env: how.env, uid: how.uid, gid: how.gid,
    detached: true, stdio: ['ignore', log, log],
  });
  fs.closeSync(log);
  child.unref();
  fs.writeFileSync(path.join(PIDS, `${name}.pid`), `${child.pid}\n`);
  fs.writeFileSync(path.join(PIDS, `.${name}.started`), `${statOf(child.pid)[19]}\n`);
  return child.pid;
}

// Ends a process of the stack, and gives what starts it again. ms: how long it may take.
async function end(name, signal, ms) {
  const pid = pidOf(name);
  const how = startOf(pid);
  process.kill(pid, signal);
  await untilGone(pid, ms);
  return () => startAgain(name, how);
}

// Ends the processes of a program as a restart does, and waits until there are others.
async function endWorkers(name) {
  const supervisor = pidOf(name);
  const workers = childrenOf(supervisor);
  workers.forEach((pid) => process.kill(pid, 'SIGTERM'));
  await Promise.all(workers.map((pid) => untilGone(pid)));
  await until(`${name} has others`, () => childrenOf(supervisor).length === workers.length);
}

// Runs fn while there are more mirrors, up to this many.
async function withMirrors(count, fn) {
  const how = startOf(pidOf(MIRRORS[0]));
  const more = Array.from({ length: count - MIRRORS.length }, (_, i) =>
    `mirror-${MIRRORS.length + i + 1}`);
  more.forEach((name) => startAgain(name, how));
  try {
    return await fn();
  } finally {
    for (const name of more) {
      await end(name, 'SIGTERM');
      fs.rmSync(path.join(PIDS, `${name}.pid`));
      fs.rmSync(path.join(PIDS, `.${name}.started`));
    }
  }
}

function isPostgresUp() {
  try {
    execFileSync('psql', ['-XAtqc', 'select 1'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// SIGINT is PostgreSQL's fast shutdown. Gives what starts it again, and waits until it is up.
async function endPostgres() {
  const start = await end('postgres', 'SIGINT', 30000);
  return async () => {
    start();
    await until('PostgreSQL is up', isPostgresUp, 60000);
  };
}

// What is in a log, and in what was turned over.
function wholeLog(name) {
  const dir = path.join(STATE, 'log');
  return fs.readdirSync(dir).filter((file) => file.startsWith(`${name}.log`)).map((file) => {
    const bytes = fs.readFileSync(path.join(dir, file));
    return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  }).join('');
}

// How many there have been. PostgreSQL's own count of them comes late.
const countDeadlocks = () => wholeLog('postgres').split('deadlock detected').length - 1;

// Kills the mirrors, and keeps their supervisors from starting them until the function that it
// gives is called.
async function killMirrors() {
  const supervisors = MIRRORS.map(pidOf);
  const workers = MIRRORS.map(workerOf);
  supervisors.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  workers.forEach((pid) => process.kill(pid, 'SIGKILL'));
  await Promise.all(workers.map((pid) => untilGone(pid)));
  return () => supervisors.forEach((pid) => process.kill(pid, 'SIGCONT'));
}

// Runs fn while no mirror does anything. Who is told to end lets them go on first: a process that
// is stopped cannot be ended.
async function whileMirrorsRest(fn) {
  const pids = MIRRORS.map(workerOf);
  const tell = (name) => pids.forEach((pid) => process.kill(pid, name));
  const end = () => {
    tell('SIGCONT');
    process.exit(1);
  };
  ['SIGINT', 'SIGTERM'].forEach((name) => process.on(name, end));
  tell('SIGSTOP');
  try {
    return await fn();
  } finally {
    tell('SIGCONT');
    ['SIGINT', 'SIGTERM'].forEach((name) => process.off(name, end));
  }
}

// A transaction of another session that has done this, until the function that it gives is called:
// then it is as if nothing had been done, or, by 'commit', it is done.
async function holdLock(statement) {
  const psql = spawn('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1'],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  psql.stdout.on('data', (data) => {
    out += data;
  });
  const ended = new Promise((resolve) => psql.once('exit', resolve));
  psql.stdin.write(`begin;\n${statement};\nselect 'held';\n`);
  await until(statement, () => out.includes('held') || psql.exitCode !== null);
  assert.ok(out.includes('held'), `${statement} was refused`);
  return async (how = 'rollback') => {
    psql.stdin.end(`${how};\n`);
    assert.strictEqual(await ended, 0);
  };
}

// A statement of another session, that may have to wait; the promise is of its output.
function runSql(statement) {
  return new Promise((resolve, reject) => {
    execFile('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', statement], { encoding: 'utf8' },
      (error, stdout) => (error ? reject(error) : resolve(stdout.trimEnd())));
  });
}

// Until so many sessions of a user wait for a lock.
const untilWaiting = (user, count = 1) => until(`${user} waits for a lock`, () =>
  Number(execFileSync('psql', ['-XAtqc', `select count(*) from pg_stat_activity
    where usename = '${user}' and wait_event_type = 'Lock'`])) >= count);

module.exports = {
  MIRRORS, STATE, childrenOf, countDeadlocks, end, endPostgres, endWorkers, holdLock, isAlive,
  isPostgresUp, killMirrors, pidOf, runSql, signal, startAgain, startOf, untilGone, untilWaiting,
  whileMirrorsRest, withMirrors, workerOf,
};
