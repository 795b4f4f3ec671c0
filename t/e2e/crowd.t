#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What very many strangers at once can do: nothing to anybody else. t/testrules.yml has it run alone:
// it takes both processors to be so many.

const assert = require('node:assert');
const { once } = require('node:events');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { test } = require('node:test');
const {
  assertProblem, callback, encodeForm, env, recordingParams, request, requestFrom, sign, statusParams, until,
} = require('../lib');
const { refusalsOf } = require('../openapi');
const { ask, operations, prepare } = require('./operations');
const { STATE, childrenOf, holdLock, pidOf, signal } = require('./processes');

const RECORDING = 'recording-callback';
const BASE = new URL(env.BASE_URL);
const MANY = 10000; // more than closed the site once: nginx took 8192
// nginx gives up a handshake after 10 s: on a slow machine the first end before the last begin.
const FEW = 2000;

const half = Buffer.from([0x16, 3, 1, 2, 0]); // of a ClientHello: RFC 8446, section 5.1

async function openHalf(count) {
  const sockets = [];
  for (let i = 0; i < count; i++) {
    const socket = net.connect({ host: '127.0.0.1', port: BASE.port, localAddress: '127.0.0.1' },
      () => socket.write(half));
    socket.on('error', () => {});
    sockets.push(socket);
    if (i % 250 === 249) await once(socket, 'connect');
  }
  return sockets;
}

test('10,000 handshakes that never end, from one address, close the site to no other', async (t) => {
  const conf = fs.readFileSync(path.join(STATE, 'nginx', 'nginx.conf'), 'utf8');
  assert.ok(Number(/worker_connections (\d+);/.exec(conf)[1]) > MANY);
  const sockets = await openHalf(MANY);
  try {
    const open = () => sockets.filter((socket) => !socket.destroyed).length;
    t.diagnostic(`${open()} are open at once`);
    assert.ok(open() >= FEW, `${open()}`);
    for (let i = 0; i < 5; i++) {
      assert.strictEqual((await requestFrom('127.0.0.2', '/healthz')).statusCode, 200);
      const params = statusParams();
      const where = '/api/calls/status-callback';
      const { statusCode } = await requestFrom('127.0.0.2', where, {
        method: 'POST', body: encodeForm(params), headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': sign(env.WEBHOOK_BASE_URL + where, params),
        },
      });
      assert.strictEqual(statusCode, 204);
    }
    await until('nobody waits for the rest of them', () => open() === 0);
  } finally {
    sockets.forEach((socket) => socket.destroy());
  }
});

// How many callbacks nginx has refused long before it had waited for 12 s in vain, by its own clock.
const refusedAtOnce = () => fs.readFileSync(path.join(STATE, 'log', 'access.log'), 'utf8').split('\n')
  .map((line) => / POST \/api\/calls\/recording-callback 503 \d+ (\d+\.\d+) /.exec(line))
  .filter((found) => found && Number(found[1]) < 6).length;

const postCallback = (address, params, signature) => {
  const where = `/api/calls/${RECORDING}`;
  return requestFrom(address, where, {
    method: 'POST', body: encodeForm(params), headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature ?? sign(env.WEBHOOK_BASE_URL + where, params),
    },
  });
};

test('one address cannot fill the queue of webhooks', async () => {
  const workers = childrenOf(pidOf(RECORDING));
  workers.forEach((pid) => signal(pid, 'SIGSTOP'));
  const refused = refusedAtOnce();
  let many;
  let genuine;
  try {
    many = Promise.all(Array.from({ length: 1300 }, () =>
      postCallback('127.0.0.1', recordingParams(), 'none').catch((error) => error)));
    await until('all others of that address are refused', () => refusedAtOnce() - refused >= 800);
    genuine = Promise.all(Array.from({ length: 20 }, () => postCallback('127.0.0.2', recordingParams())));
  } finally {
    workers.forEach((pid) => signal(pid, 'SIGCONT'));
  }
  assert.deepStrictEqual([...new Set((await genuine).map(({ statusCode }) => statusCode))], [204]);
  await many;
});

test('of one client only so many requests are served at once, and of Twilio all', async () => {
  await prepare();
  const release = await holdLock('lock table data.api_token in access exclusive mode');
  let answers;
  let told;
  try {
    let refused = 0;
    answers = Promise.all(Array.from({ length: 260 }, () =>
      request('/api/call-records', { as: 'token', connections: 260 }).then((answer) => {
        refused += answer.status === 429;
        return answer;
      })));
    await until('some are refused', () => refused > 0, 5000);
    for (const operation of operations.filter((one) =>
      refusalsOf(one).some(({ code }) => code === 'too_many_requests'))) {
      assertProblem(await ask(operation, { as: null }), 429, 'too_many_requests');
    }
    assertProblem(await request('/api/docs'), 429, 'too_many_requests');
    told = await Promise.all(Array.from({ length: 40 }, () =>
      callback('status-callback', statusParams(), { connections: 40 })));
  } finally {
    await release();
  }
  assert.deepStrictEqual([...new Set(told.map(({ status }) => status))], [204]);
  const refused = (await answers).filter(({ status }) => status === 429);
  assert.ok(refused.length >= 40, `${refused.length}`);
});
