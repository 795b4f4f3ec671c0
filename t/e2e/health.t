#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// /api/health says whether callbacks can be taken. That it is 503 while PostgreSQL is away,
// failures.t shows for every endpoint.

const assert = require('node:assert');
const { test } = require('node:test');
const { assertProblem, request, rows, sql, until } = require('../lib');

const health = (more) => request('/api/health', more);

// Every session of the program, so that the next ones have other settings.
const endSessions = () => rows(`select pg_terminate_backend(pid) from pg_stat_activity
  where usename = 'omnivox_health'`);

test('anybody may ask, and is told that all is well', async () => {
  const answer = await health();
  assert.strictEqual(answer.status, 200, answer.text);
  assert.deepStrictEqual(answer.json(), { status: 'ok' });
  assert.strictEqual((await health({ method: 'HEAD' })).status, 200);
});

test('other methods are refused', async () => {
  assertProblem(await health({ method: 'POST' }), 405, 'method_not_allowed');
});

test('a database that is read-only is not well, until it is written to again', async () => {
  sql('alter role omnivox_health set default_transaction_read_only = on');
  endSessions();
  assertProblem(await until('it is not well', async () => {
    const answer = await health();
    return answer.status === 503 && answer;
  }), 503, 'unavailable');
  sql('alter role omnivox_health reset default_transaction_read_only');
  endSessions();
  await until('it is well', async () => (await health()).status === 200);
});
