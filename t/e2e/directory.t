#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// Agents, campaigns, contacts and dispositions, by keys of a dialer's own.

const assert = require('node:assert');
const { test } = require('node:test');
const { assertProblem, env, request, sid } = require('../lib');

const KINDS = ['agent', 'campaign', 'contact', 'disposition'];
const get = (where, as = 'supervisor') => request(where, { as });
const put = (where, body, more) => request(where, {
  method: 'PUT', as: 'token', body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'content-type': 'application/json' }, ...more,
});

test('each kind is made, renamed, read and listed', async () => {
  for (const kind of KINDS) {
    const [list, key] = [`/api/${kind}s`, sid('k-')];
    assertProblem(await get(`${list}/${key}`), 404, `${kind}_not_found`);
    const made = await put(`${list}/${key}`, { name: ' First' });
    assert.strictEqual(made.status, 201, made.text);
    const known = await put(`${list}/${key}`, { name: ` ${key}` });
    assert.strictEqual(known.status, 200);
    assert.deepStrictEqual((await get(`${list}/${key}`)).json(), known.json());
    const { items, next } = (await get(`${list}?limit=200`, 'token')).json();
    assert.ok(next === null || typeof next === 'string');
    assert.deepStrictEqual(items.find((one) => one.key === key), known.json());
  }
});

test('pages follow each other', async () => {
  const [first, second] = [sid('k-'), sid('k-')];
  for (const key of [first, second]) await put(`/api/agents/${key}`, { name: 'É "x"' });
  const names = [];
  for (let next = ''; next !== null;) {
    const page = (await get(`/api/agents?limit=1${next && `&cursor=${next}`}`)).json();
    names.push(...page.items.map(({ key }) => key));
    ({ next } = page);
  }
  assert.strictEqual(names.filter((key) => [first, second].includes(key)).length, 2);
});

test('what is wrong is refused', async () => {
  for (const key of ['a%2Fb', 'a%20b', '%FF', 'x'.repeat(129)]) {
    assertProblem(await put(`/api/agents/${key}`, { name: 'A' }), 400, 'invalid_key');
    assertProblem(await get(`/api/agents/${key}`), 400, 'invalid_key');
  }
  assertProblem(await put('/api/agents/1', {}), 400, 'invalid_body');
  assertProblem(await put('/api/agents/1', { name: 'A' }, { as: null }), 401);
  assertProblem(await put('/api/agents/1', { name: 'A' }, { as: 'supervisor' }), 403, 'not_allowed');
  assertProblem(await put('/api/agents/1', { name: 'A' }, { as: 'admin', headers: {
    'content-type': 'application/json', origin: 'https://evil.example' } }), 403, 'foreign_origin');
  assert.ok((await put(`/api/agents/${sid('k-')}`, { name: 'A' }, { as: 'admin', headers: {
    'content-type': 'application/json', origin: env.BASE_URL } })).status === 201);
  assertProblem(await put('/api/agents', { name: 'A' }), 405);
  assertProblem(await get('/api/agents?limit=0'), 400, 'invalid_limit');
  assertProblem(await get('/api/agents?cursor=x'), 400, 'invalid_cursor');
  assertProblem(await get('/api/agents?page=2'), 400, 'unknown_parameter');
  assertProblem(await get('/api/agents', null), 401, 'not_logged_in');
  assertProblem(await put('/api/agents/1', { name: 'x'.repeat(5000) }), 413);
  assertProblem(await put('/api/agents/1', '{}', { headers: { 'content-type': 'text/plain' } }), 415);
});
