'use strict';

// Whole calls, with audio, that the simulator of Twilio plays, and whose callbacks it sends.

const { setTimeout: sleep } = require('node:timers/promises');
const { env, sim, until } = require('../lib');
const { TALK_S } = require('./load');

const FIRST = 200;
const MOST = 450;
const EVERY_MS = 500;
const SETTLED_MS = 60000;

const calls = [];

// Twilio's own retries are asked for, as POST /api/calls does.
async function call() {
  calls.push(await sim('POST', '/calls', {
    direction: 'outbound-api', speed: 4, webhookBase: `${env.WEBHOOK_BASE_URL}#rc=5&rp=all`,
    recording: { channels: 1 + calls.length % 2, duration: TALK_S },
    media: [{ status: 404 }, { slowMs: 15, chunkBytes: 32768 }],
  }));
}

async function callOn(isOn) {
  await Promise.all(Array.from({ length: FIRST }, call));
  while (isOn() && calls.length < MOST) {
    await call();
    await sleep(EVERY_MS);
  }
}

// Every callback of every call: [{callSid, event, status: of its last answer}].
async function callbacksTold() {
  const told = [];
  for (const { callSid } of calls) {
    const { callbacks } = await until(`${callSid} has told everything`, async () => {
      const now = await sim('GET', `/calls/${callSid}`);
      return now.settled && now;
    }, SETTLED_MS);
    told.push(...callbacks.map((one) => ({ callSid, ...one })));
  }
  return told;
}

module.exports = { callOn, callbacksTold, calls };
