#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What every URL has in common: each answer that www/openapi.json names, of those that a request
// alone can bring about.

const assert = require('node:assert');
const { before, test } = require('node:test');
const { assertProblem, encodeForm, request, sid } = require('../lib');
const { refusalsOf } = require('../openapi');
const { UNKNOWN, ask, bodyOf, bodyTypeOf, isCallback, operations, prepare } = require('./operations');

// Twice: so that each list has more than one.
before(async () => {
  await prepare();
  await prepare();
});

const RE = `RE${'0'.repeat(32)}`;
const withBody = (change) => (operation) => ({ body: { ...bodyOf(operation), ...change } });
const without = (name) => (operation) => {
  const { [name]: gone, ...body } = bodyOf(operation);
  assert.ok(gone);
  return { body };
};
const withQuery = (query) => () => ({ query });
const withName = (name) => () =>
  ({ values: { id: name, key: name, callId: name, outgoingCallId: name } });
const unknown = withName(UNKNOWN);

// A request that nothing can be made of: its body, or else its query.
function malformed(operation) {
  const type = bodyTypeOf(operation);
  if (type === undefined) return { query: 'limit=%zz' };
  return { body: type === 'application/json' ? '{"name": "\\u0000"}' : `${encodeForm(bodyOf(operation))}&x=%zz` };
}

const maxOf = ({ value }) => Number(/^At most (\d+) bytes\.$/.exec(value.requestBody.description)[1]);

// What is asked for to be refused with each code.
const REFUSED = {
  not_logged_in: () => ({ as: null }),
  invalid_token: () => ({ as: null, headers: { authorization: 'Bearer nobody' } }),
  invalid_credentials: withBody({ email: 'nobody@omnivox.example' }),
  foreign_origin: () => ({ headers: { origin: 'https://evil.example' } }),
  not_allowed: (operation) => (operation.id === 'placeCall' ? { as: 'agent' } : { as: 'supervisor' }),
  malformed_json: () => ({ body: '{' }),
  malformed_request: malformed,
  field_missing: without('password'),
  invalid_body: withBody({ nothing: 1 }),
  invalid_call_id: (operation) =>
    (operation.id === 'placeCall' ? withBody({ callId: 'a b' }) : withName('a b'))(operation),
  invalid_key: withName('a b'),
  agent_number_missing: without('agentNumber'),
  unknown_from_number: withBody({ fromNumber: '+15005559998' }),
  unknown_agent: withBody({ agentId: UNKNOWN }),
  unknown_campaign: withBody({ campaignId: UNKNOWN }),
  unknown_contact: withBody({ contactId: UNKNOWN }),
  unknown_disposition: withBody({ dispositionId: UNKNOWN }),
  body_too_large: (operation) => ({ body: ' '.repeat(maxOf(operation) + 1) }),
  unsupported_media_type: () => ({ headers: { 'content-type': 'text/plain' } }),
  unknown_parameter: withQuery('nothing=1'),
  invalid_limit: withQuery('limit=0'),
  invalid_cursor: withQuery('cursor=x'),
  invalid_date: withQuery('from=yesterday'),
  invalid_range: withQuery('from=2026-03-02&until=2026-03-02'),
  invalid_by: withQuery('by=week'),
  invalid_zone: withQuery('zone=Nowhere'),
  invalid_all: withQuery('all=2'),
  call_not_found: unknown,
  call_record_not_found: unknown,
  recording_not_found: unknown,
  agent_not_found: unknown,
  campaign_not_found: unknown,
  contact_not_found: unknown,
  disposition_not_found: unknown,
  segment_not_found: withQuery(`segment=${RE}`),
  conference_not_found: withQuery(`conference=CF${'0'.repeat(32)}`),
  recording_not_failed: () => ({}),
  malformed_sid: withBody({ CallSid: 'CAx' }),
  call_missing: without('CallSid'),
  unknown_account: withBody({ AccountSid: sid('AC') }),
  no_signature: () => ({ headers: { 'x-twilio-signature': '' } }),
  bad_signature: () => ({ token: 'another' }),
};

for (const operation of operations) {
  const refusals = refusalsOf(operation).filter(({ code }) => REFUSED[code]);
  if (refusals.length > 0) {
    test(`${operation.id} refuses what it says it does`, async () => {
      for (const { status, code } of refusals) {
        assertProblem(await ask(operation, REFUSED[code](operation)), status, code);
      }
    });
  }
}

test('each of these is tried', () => {
  const codes = operations.flatMap(refusalsOf).map(({ code }) => code);
  assert.deepStrictEqual(Object.keys(REFUSED).filter((code) => !codes.includes(code)), []);
});

test('a body may be as large as is said', async () => {
  for (const operation of operations.filter((one) => bodyTypeOf(one))) {
    const body = ' '.repeat(maxOf(operation));
    assert.notStrictEqual((await ask(operation, { body })).status, 413, operation.id);
  }
});

test('other methods are 405, and the answer names those that there are', async () => {
  for (const { path } of operations.filter(({ value }) => !value.tags.includes('Service'))) {
    const where = path.replace(/\{\w+\}/, UNKNOWN);
    const answer = await request(where, { method: 'PATCH', as: 'token' });
    assertProblem(answer, 405, 'method_not_allowed');
    assert.ok(answer.headers.allow.length > 0, path);
  }
});

test('a callback takes whatever Twilio adds', async () => {
  for (const operation of operations.filter(isCallback)) {
    const headers = { 'i-twilio-idempotency-token': 'one-token' };
    const body = { ...bodyOf(operation), NewThing: ['a', 'b'] };
    const answer = await ask(operation, { query: 'a=1&b=%2F', headers, body });
    assert.strictEqual(answer.status, 204, answer.text);
  }
});

test('lists of all kinds have pages', async () => {
  for (const operation of operations.filter(({ parameters }) =>
    parameters.some(({ value }) => value.name === 'cursor'))) {
    const { items, next } = (await ask(operation, { query: 'limit=1' })).json();
    assert.strictEqual(items.length, 1);
    const after = await ask(operation, { query: `limit=1&cursor=${encodeURIComponent(next)}` });
    assert.strictEqual(after.json().items.length, 1);
    assert.notDeepStrictEqual(after.json().items, items, operation.id);
  }
});

test('what is no URL is 404, what is none at all 400, and too long a one 414', async () => {
  assertProblem(await request('/api/nothing'), 404, 'not_found');
  assertProblem(await request('/api/%zz'), 400, 'malformed_request');
  assertProblem(await request(`/api/${'x'.repeat(10000)}`), 414, 'uri_too_long');
  assertProblem(await request('/api/nothing', { method: 'POST', body: 'x'.repeat(70000) }), 413, 'body_too_large');
});

test('the document and its page are sent once, until they change', async () => {
  for (const [where, type] of [['/api/openapi.json', /^application\/json/], ['/api/docs', /^text\/html/]]) {
    const first = await request(where);
    assert.strictEqual(first.status, 200);
    assert.match(first.headers['content-type'], type);
    const again = await request(where, { headers: { 'if-none-match': first.headers.etag } });
    assert.strictEqual(again.status, 304);
  }
  assert.strictEqual((await request('/healthz')).text, 'ok\n');
});
