'use strict';

// The stack of a test file. Whoever has sourced DIR/env of one that runs tests that one. Otherwise it is
// a copy of what ./dev prepare makes, which this process has for itself, and takes down at its end,
// however it ends. If then a sanitizer has reported something, or a process did not stop, the file fails.

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const TOP = path.join(__dirname, '..');

// What it says is for people; stdout is for TAP.
const dev = (args, { stdout = 2, more = {} } = {}) => execFileSync(path.join(TOP, 'dev'), args,
  { encoding: 'utf8', env: { ...process.env, ...more }, stdio: ['ignore', stdout, 'inherit'] });

function environmentOf(state) {
  const text = execFileSync('bash', ['-c', '. "$0" && env -0', path.join(state, 'env')],
    { encoding: 'utf8' });
  return Object.fromEntries(text.split('\0').filter(Boolean).map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)];
  }));
}

// Who is killed cannot take anything down: ./dev discard ends the process that is noted here.
function note(state) {
  const stat = fs.readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /s, '').split(' ');
  fs.writeFileSync(path.join(state, 'pids', 'test.pid'), `${process.pid}\n`);
  fs.writeFileSync(path.join(state, 'pids', '.test.started'), `${stat[19]}\n`);
  fs.writeFileSync(path.join(state, 'test'), `${path.basename(process.argv[1])}\n`);
}

function takeDown(state, code) {
  fs.rmSync(path.join(state, 'pids', 'test.pid'));
  if (code !== 0) {
    fs.writeFileSync(path.join(state, 'failed'), '');
  }
  try {
    dev(['discard', '--state', state]);
  } catch {
    process.exitCode = 1;
  }
}

/**
 * Starts it, unless there is one. mirrors: how many; processes: how many each endpoint has. A file that
 * needs more than the least asks for it before it requires t/lib.js, which asks for the least.
 */
function start({ mirrors = 1, processes = 1 } = {}) {
  if (process.env.BASE_URL) {
    return;
  }
  if (!process.env.OMNIVOX_PREPARED) {
    dev(['prepare']);
  }
  const began = Date.now();
  const state = dev(['copy'],
    { stdout: 'pipe', more: { OMNIVOX_MIRRORS: mirrors, OMNIVOX_PROCESSES: processes } }).trim();
  Object.assign(process.env, environmentOf(state),
    { ASAN_OPTIONS: `log_path=${path.join(state, 'log', 'asan')}`,
      TSAN_OPTIONS: `log_path=${path.join(state, 'log', 'tsan')}` });
  note(state);
  process.on('exit', (code) => takeDown(state, code));
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((name) => process.on(name, () => process.exit(1)));
  process.stdout.write(`# a stack of its own after ${Date.now() - began} ms\n`);
}

module.exports = { start };
