'use strict';

// A running stack, ours or another commit's: its directory is what the benchmark knows of it.

const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const { run } = require('./run');

// {state, top, base, directory, env}: its directory, the checkout that it was started from, where
// its sockets are, where the benchmark has its own files, and DIR/env.
async function read(state, top) {
  const text = await run('bash', ['-c', '. "$1/env" && env -0', 'bash', state]);
  const env = Object.fromEntries(text.split('\0').filter(Boolean).map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)];
  }));
  if (new URL(env.TWILIO_API_URL).hostname !== '127.0.0.1') {
    throw new Error(`${state} is not a stack for the benchmark: it uses the real Twilio`);
  }
  const base = fs.readFileSync(path.join(state, 'base'), 'utf8').trim();
  return { state, top, base, directory: path.join(state, 'bench'), env };
}

// Asks as the cluster's superuser, to set up and to check. Lines, split at tabs.
async function sql({ env }, text, variables = {}) {
  const set = Object.entries(variables).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
  const out = await run('psql',
    ['-XAtq', '-F', '\t', '-v', 'ON_ERROR_STOP=1', ...set, '-f', '-'], { input: text, env });
  return out.split('\n').filter(Boolean).map((line) => line.split('\t'));
}

// One request by Node.js: {status, headers, body}.
function ask({ env }, { url, headers, method, body, agent = false }) {
  const options = { ca: fs.readFileSync(env.CA_FILE), headers, method, agent };
  return new Promise((resolve, reject) => {
    https.request(env.BASE_URL + url, options, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => resolve({
        status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts),
      }));
    }).on('error', reject).end(body);
  });
}

// The same, if the answer is what it should be. request: the status to expect, too, and what its
// body holds.
async function expect(stack, request) {
  const answer = await ask(stack, request);
  if (answer.status !== (request.status ?? 200) || !request.holds(answer.body)) {
    throw new Error(`${request.url}: ${answer.status} and ${answer.body.length} bytes were not expected: ` +
      answer.body.toString('latin1').slice(0, 300));
  }
  return answer;
}

module.exports = { ask, expect, read, sql };
