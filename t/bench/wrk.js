'use strict';

// One row over HTTPS: wrk with connections that are kept, as fast as answers come.

const path = require('node:path');
const { idle, meter } = require('./processes');
const { run } = require('./run');
const { expect } = require('./stack');

const CONNECTIONS = 32;

function check({ url, bytes = 0 }, result) {
  const faults = Object.entries(result.faults).filter(([, count]) => count > 0)
    .map(([name, count]) => `${name}: ${count}`);
  if (faults.length > 0) throw new Error(`${url}: wrk saw errors: ${faults.join(', ')}`);
  if (result.requests === 0) throw new Error(`${url}: wrk got no answer`);
  if (result.bytes < bytes * result.requests) throw new Error(`${url}: answers were too short`);
}

// 8 clients that send what nobody has signed, as fast as it is refused.
const flood = ({ env }, seconds, url) => run('wrk', ['-t1', '-c8', `-d${seconds}s`,
  '-s', path.join(__dirname, 'flood.lua'), env.BASE_URL + url]);

// request: url, headers, connections, and how many bytes an answer has at least; rest: what
// wrk.lua is told. Resolves with {requests, seconds, p50, p99, cpu}.
async function load(stack, seconds, request, rest = []) {
  const { url, headers = {}, connections = CONNECTIONS } = request;
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const spent = meter(stack);
  const out = await run('wrk', ['-t2', `-c${connections}`, `-d${seconds}s`, '--latency', '--timeout', '10s',
    ...given, '-s', path.join(__dirname, 'wrk.lua'), stack.env.BASE_URL + url, '--', ...rest]);
  const cpu = spent();
  await idle(stack);
  const result = JSON.parse(out.trim().split('\n').pop());
  check(request, result);
  return {
    requests: result.requests, seconds: result.us / 1e6,
    p50: result.p50 / 1000, p99: result.p99 / 1000, cpu,
  };
}

// wrk calls only 4xx and 5xx an error: so look at one answer first.
async function measure(stack, request, { seconds, warmUp }) {
  await expect(stack, request);
  await load(stack, warmUp, request);
  return load(stack, seconds, request);
}

module.exports = { CONNECTIONS, flood, load, measure };
