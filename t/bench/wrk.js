'use strict';

// One row over HTTPS: wrk with 32 connections that are kept, as fast as answers come.

const fs = require('node:fs');
const https = require('node:https');
const path = require('node:path');
const { run } = require('./run');

const { env } = process;

// One request by another client: {status, body}.
function get(url, headers = {}) {
  return new Promise((resolve, reject) => {
    https.get(env.BASE_URL + url, { ca: fs.readFileSync(env.CA_FILE), headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({
        status: answer.statusCode, body: Buffer.concat(parts),
      }));
    }).on('error', reject);
  });
}

// wrk calls only 4xx and 5xx an error: so look at one answer first.
async function expect({ url, headers, status, holds }) {
  const answer = await get(url, headers);
  if (answer.status !== status || !holds(answer.body)) {
    throw new Error(`${url}: ${answer.status} and ${answer.body.length} bytes were not expected: ` +
      answer.body.toString('latin1').slice(0, 300));
  }
}

function check(url, result) {
  const faults = Object.entries(result.faults).filter(([, count]) => count > 0)
    .map(([name, count]) => `${name}: ${count}`);
  if (faults.length > 0) throw new Error(`${url}: wrk saw errors: ${faults.join(', ')}`);
  if (result.requests === 0) throw new Error(`${url}: wrk got no answer`);
}

// 8 clients that send what nobody has signed, as fast as it is refused.
const flood = (seconds, url) => run('wrk', ['-t1', '-c8', `-d${seconds}s`,
  '-s', path.join(__dirname, 'flood.lua'), env.BASE_URL + url]);

// rest: what wrk.lua is told.
async function load(seconds, { url, headers = {}, connections = 32 }, rest = []) {
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const out = await run('wrk', ['-t2', `-c${connections}`, `-d${seconds}s`, '--latency', '--timeout', '10s',
    ...given, '-s', path.join(__dirname, 'wrk.lua'), env.BASE_URL + url, '--', ...rest]);
  const result = JSON.parse(out.trim().split('\n').pop());
  check(url, result);
  return {
    requests: result.requests,
    rate: result.requests / result.us * 1e6,
    p50: result.p50 / 1000,
    p99: result.p99 / 1000,
  };
}

// request: url, headers, the status to expect, and what its body holds.
async function measure(request, { seconds, warmUp }) {
  await expect(request);
  await load(warmUp, request);
  return load(seconds, request);
}

module.exports = { flood, load, measure };
