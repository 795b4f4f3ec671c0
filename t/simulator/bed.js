'use strict';

// Helpers for the simulator's tests: a running simulator, and a receiver of its callbacks.

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const ACCOUNT = 'AC000000000000000000000000000000a1';
const TOKEN = '12345';
const BASIC = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`;
const PROGRAM = path.join(__dirname, 'simulator.js');
const START_LIMIT_MS = 15000;

const environment = (dir, more) => ({
  PATH: process.env.PATH, TWILIO_ACCOUNT_SID: ACCOUNT, TWILIO_AUTH_TOKEN: TOKEN,
  SIMULATOR_DIR: dir, ...more,
});

async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

// Keeps the requests that it gets in .got; .answer(request) returns the status to answer with.
async function startReceiver() {
  const receiver = { got: [], answer: () => 204 };
  receiver.server = http.createServer(async (request, response) => {
    const body = (await readAll(request)).toString();
    const got = { url: request.url, method: request.method, headers: request.headers, body };
    got.fields = [...new URLSearchParams(body)];
    got.params = Object.fromEntries(got.fields);
    receiver.got.push(got);
    const status = await receiver.answer(got);
    response.writeHead(status).end();
  });
  receiver.server.listen(0, '127.0.0.1');
  await once(receiver.server, 'listening');
  receiver.url = `http://127.0.0.1:${receiver.server.address().port}`;
  return receiver;
}

async function waitForPort(file) {
  const deadline = Date.now() + START_LIMIT_MS;
  while (!fs.existsSync(file)) {
    if (Date.now() > deadline) {
      throw new Error('the simulator did not start');
    }
    await sleep(20);
  }
  return Number(fs.readFileSync(file, 'utf8'));
}

// Runs the program until it ends by itself: {status, stderr}.
async function runToEnd(env) {
  const child = spawn(process.execPath, [PROGRAM], { env });
  const ended = once(child, 'exit');
  const stderr = (await readAll(child.stderr)).toString();
  const [status] = await ended;
  return { status, stderr };
}

// more: environment variables on top of the usual ones.
async function startBed(more = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'simulator-'));
  const receiver = await startReceiver();
  const child = spawn(process.execPath, [PROGRAM],
    { env: environment(dir, { WEBHOOK_BASE_URL: receiver.url, ...more }) });
  const log = readAll(child.stdout);
  child.stderr.pipe(process.stderr);
  const base = `http://127.0.0.1:${await waitForPort(path.join(dir, 'port'))}`;
  const control = async (method, what, value) => {
    const answer = await fetch(`${base}/simulator${what}`,
      { method, body: value === undefined ? undefined : JSON.stringify(value) });
    const text = await answer.text();
    return text === '' ? null : JSON.parse(text);
  };
  const rest = (what, options = {}) => fetch(`${base}/2010-04-01/Accounts/${ACCOUNT}${what}`,
    { ...options, headers: { authorization: BASIC, ...options.headers } });
  const settle = async ({ callSid }) => {
    for (;;) {
      const call = await control('GET', `/calls/${callSid}`);
      if (call.settled) {
        return call;
      }
      await sleep(10);
    }
  };
  const told = () => receiver.got.map(({ params }) =>
    (params.RecordingStatus ? `recording-${params.RecordingStatus}` : params.CallStatus));
  const stop = async () => {
    child.kill('SIGTERM');
    const [status] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
    receiver.server.closeAllConnections();
    receiver.server.close();
    const left = fs.readdirSync(dir);
    fs.rmSync(dir, { recursive: true, force: true });
    return { status, left, log: (await log).toString() };
  };
  return { base, control, dir, pid: child.pid, receiver, rest, settle, stop, told };
}

module.exports = { ACCOUNT, BASIC, TOKEN, environment, runToEnd, startBed };
