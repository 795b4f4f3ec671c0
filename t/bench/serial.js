'use strict';

// One row of what takes long: one client that asks again and again, and looks at each answer.

const https = require('node:https');
const { performance } = require('node:perf_hooks');
const { meter } = require('./processes');
const { expect } = require('./stack');

const now = () => performance.now() / 1000;

// How long each request took, in ms.
async function repeat(stack, request, seconds) {
  const took = [];
  for (const end = now() + seconds; took.length === 0 || now() < end;) {
    const begun = now();
    await expect(stack, request);
    took.push((now() - begun) * 1000);
  }
  return took.sort((a, b) => a - b);
}

async function measure(stack, request, { seconds, warmUp }) {
  const agent = new https.Agent({ keepAlive: true });
  await repeat(stack, { ...request, agent }, warmUp);
  const spent = meter(stack);
  const begun = now();
  const took = await repeat(stack, { ...request, agent }, seconds);
  const measured = now() - begun;
  agent.destroy();
  const share = (p) => took[Math.floor((took.length - 1) * p)];
  return { requests: took.length, seconds: measured, p50: share(0.5), p99: share(0.99), cpu: spent() };
}

module.exports = { measure };
