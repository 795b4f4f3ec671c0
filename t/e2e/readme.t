#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// README's five calls, as they are printed there, and docs/dialer.js: the whole way of an integrator.

const assert = require('node:assert');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { promisify } = require('node:util');
const { env, request } = require('../lib');

const run = promisify(execFile);
const TOP = path.join(__dirname, '..', '..');
const SECTION = /\n## A dialer in five calls\n([^]*?)\n## /;
const NEXT = '\u0000';
// Each time another call: the same name is the same call.
const CALL = `order-${Date.now()}`;

// The shell's lines, each with the answer that README says they print, if it does.
function stepsOf(section) {
  return [...section.matchAll(/```sh\n([^]*?)```(?:\n```json\n([^]*?)```)?/g)]
    .map(([, shell, answer]) => ({ shell, answer: answer && JSON.parse(answer) }));
}

// README shows a part of each answer; '…' is what differs each time.
function assertShown(found, shown, where) {
  if (shown === '…') {
    assert.strictEqual(typeof found, 'string', where);
  } else if (shown === null || typeof shown !== 'object') {
    assert.strictEqual(found, shown, where);
  } else {
    for (const [name, value] of Object.entries(shown)) assertShown(found[name], value, `${where}.${name}`);
  }
}

let dir;

before(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'readme-'));
  fs.mkdirSync(path.join(dir, 'var'));
  fs.copyFileSync(path.join(path.dirname(env.CA_FILE), 'env'), path.join(dir, 'var', 'env'));
});

after(async () => {
  fs.rmSync(dir, { recursive: true });
});

test('each line does what it says', async () => {
  const readme = fs.readFileSync(path.join(TOP, 'README.md'), 'utf8');
  const steps = stepsOf(SECTION.exec(readme)[1].replaceAll('order-4711', CALL));
  assert.strictEqual(steps.filter(({ answer }) => answer).length, 5);
  const script = steps.map(({ shell }) => `${shell}\nprintf '\\0'\n`).join('');
  const { stdout } = await run('bash', ['-euc', script], { cwd: dir, timeout: 60000 });
  const printed = stdout.split(NEXT);
  steps.forEach(({ shell, answer }, i) => {
    if (answer) assertShown(JSON.parse(printed[i]), answer, shell.split('\n')[0]);
  });
  const wav = fs.readFileSync(path.join(dir, 'call.wav'));
  const { recording } = (await request(`/api/calls/${CALL}`, { as: 'token' })).json();
  const { byteSize } = (await request(`/api/recordings/${recording.id}`, { as: 'token' })).json();
  assert.strictEqual(wav.length, byteSize);
});

test('docs/dialer.js does so in Node, in less than 60 lines', async () => {
  const file = path.join(TOP, 'docs', 'dialer.js');
  assert.ok(fs.readFileSync(file, 'utf8').split('\n').length <= 60);
  const { stdout } = await run('node', [file, '+15550100200', '+15550100100'], { timeout: 60000 });
  assert.match(stdout, /^order-\S+ 42 spring 7 \d{5,} bytes, whole\n$/);
});
