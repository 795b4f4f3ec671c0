'use strict';

// Other programs, and how the benchmark waits for things.

const { spawn } = require('node:child_process');

const running = new Set();
let stopping = false;

// Resolves with what it wrote to stdout; options: env, input, and those of spawn().
function run(command, args, { env, input, ...options } = {}) {
  return new Promise((resolve, reject) => {
    if (stopping) throw new Error('stopped');
    const child = spawn(command, args, {
      env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'], ...options,
    });
    const out = [];
    const err = [];
    running.add(child);
    child.stdout.on('data', (part) => out.push(part));
    child.stderr.on('data', (part) => err.push(part));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      running.delete(child);
      const text = Buffer.concat(out).toString();
      if (code === 0) resolve(text);
      else reject(new Error(`${command} ended with ${signal || code}: ${text.slice(-500)}\n` +
        Buffer.concat(err).toString().slice(-2000)));
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

// What is being waited for then fails, and what would come next; bench.js cleans up.
function stopAll() {
  stopping = true;
  for (const child of running) child.kill('SIGTERM');
}

const pause = (seconds) => new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });

async function until(seconds, what, isSo) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await isSo();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await pause(0.05);
  }
}

module.exports = { pause, run, stopAll, until };
