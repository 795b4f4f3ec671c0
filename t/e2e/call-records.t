#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// The list of calls, page by page, and one of them.

const assert = require('node:assert');
const { before, test } = require('node:test');
const {
  assertProblem, callback, env, makeCall, recordingParams, request, rows, sid, statusParams,
  until,
} = require('../lib');

const LIST = '/api/call-records';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UNKNOWN = '01234567-89ab-7cde-8f01-23456789abcd';

const CALL_KEYS = ['agent', 'answeredAt', 'callId', 'campaign', 'contact', 'customerNumber',
  'direction', 'disposition', 'durationS', 'endedAt', 'fromNumber', 'id', 'notes', 'recording',
  'startedAt', 'status', 'toNumber'];
const RECORDING_KEYS = ['channels', 'downloadUrl', 'durationS', 'id', 'peaksUrl', 'state',
  'stateReason', 'streamUrl', 'transcriptState'];

const get = (where, more = {}) => request(where, { as: 'supervisor', ...more });

async function page(query) {
  const answer = await get(`${LIST}?${new URLSearchParams(query)}`);
  assert.strictEqual(answer.status, 200, answer.text);
  return answer.json();
}

// All pages from the first to the last.
async function walk(limit, between = async () => {}) {
  const pages = [];
  let next = null;
  do {
    const one = await page(next === null ? { limit } : { limit, cursor: next });
    pages.push(one.items);
    await between(pages.length);
    next = one.next;
  } while (next !== null);
  return pages;
}

const own = []; // CallSids, the oldest first
let played; // a call whose recording is stored

// Calls of one and the same second, too: where they are cut in pages, none may be lost.
before(async () => {
  const second = new Date().toUTCString();
  for (let i = 0; i < 7; i++) {
    const params = statusParams({ Timestamp: second });
    assert.strictEqual((await callback('status-callback', params)).status, 204);
    own.push(params.CallSid);
  }
  played = await makeCall({ from: '+15005550006', to: '+15005550012' });
});

test('the newest call is first', async () => {
  const { items } = await page({ limit: 200 });
  const times = items.map(({ startedAt, createdAt }) => Date.parse(startedAt ?? createdAt));
  assert.deepStrictEqual(times, [...times].sort((a, b) => b - a));
  const listed = items.map(({ callId }) => callId).filter((callId) => own.includes(callId));
  assert.deepStrictEqual(listed, [...own].reverse());
});

test('page by page, each call comes once', async () => {
  for (const limit of [2, 3]) {
    const pages = await walk(limit);
    assert.ok(pages.slice(0, -1).every((items) => items.length === limit));
    assert.ok(pages.at(-1).length <= limit);
    const ids = pages.flat().map(({ callId }) => callId);
    assert.strictEqual(new Set(ids).size, ids.length, 'none comes twice');
    assert.deepStrictEqual(ids.filter((id) => own.includes(id)), [...own].reverse());
    const all = rows('select call_id from data.call_record').map((row) => row.call_id);
    assert.deepStrictEqual([...ids].sort(), all.sort(), 'none is missing');
  }
});

test('a call that comes while somebody pages moves nothing', async () => {
  const late = statusParams({ Timestamp: new Date().toUTCString() });
  const pages = await walk(3, async (n) => {
    if (n === 1) {
      assert.strictEqual((await callback('status-callback', late)).status, 204);
    }
  });
  const ids = pages.flat().map(({ callId }) => callId);
  assert.strictEqual(new Set(ids).size, ids.length);
  assert.deepStrictEqual(ids.filter((id) => own.includes(id)), [...own].reverse());
  assert.ok(!ids.includes(late.CallSid));
  assert.strictEqual((await page({ limit: 1 })).items[0].callId, late.CallSid);
});

test('a page has 50 calls, unless asked otherwise, and says how many there are', async () => {
  const list = await page({});
  assert.deepStrictEqual(Object.keys(list).sort(), ['items', 'next', 'total']);
  const there = Number(rows('select count(*) from data.call_record')[0].count);
  assert.strictEqual(list.items.length, Math.min(50, there));
  assert.deepStrictEqual(list.total, { value: Math.min(1000, there), exact: there <= 1000 });
  assert.strictEqual((await page({ limit: 1 })).items.length, 1);
});

test('a limit that is none is 400', async () => {
  for (const limit of ['0', '201', 'abc', '-1', '1.5', '', ' 5', '05', '99999999999999999999']) {
    const answer = await get(`${LIST}?limit=${encodeURIComponent(limit)}`);
    assertProblem(answer, 400, 'invalid_limit');
  }
  assert.strictEqual((await get(`${LIST}?limit=200`)).status, 200);
});

test('a parameter that there is not is 400, and named', async () => {
  for (const name of ['page', 'Limit', 'limit[]']) {
    const answer = await get(`${LIST}?limit=5&${encodeURIComponent(name)}=1`);
    assert.ok(assertProblem(answer, 400, 'unknown_parameter').detail.includes(name));
  }
});

test('a cursor that is none is 400', async () => {
  for (const cursor of ['', 'x', '1', `1.${UNKNOWN}x`, `-1.${UNKNOWN}`, `1.${'0'.repeat(36)}`,
    `${'9'.repeat(18)}.${UNKNOWN}`, `1.${UNKNOWN}' or 1=1 --`]) {
    assertProblem(await get(`${LIST}?cursor=${encodeURIComponent(cursor)}`), 400,
      'invalid_cursor');
  }
});

test('the greatest and the least cursor are no error', async () => {
  for (const time of ['0', '9'.repeat(17)]) {
    const answer = await get(`${LIST}?limit=1&cursor=${time}.${UNKNOWN}`);
    assert.strictEqual(answer.status, 200, answer.text);
  }
});

test('a malformed escape in the query is 400', async () => {
  assertProblem(await get(`${LIST}?limit=%zz`), 400);
  assertProblem(await get(`${LIST}?limit=%00`), 400);
});

test('HEAD is GET without its body', async () => {
  const { items } = await page({ limit: 1 });
  for (const where of [LIST, `${LIST}/${items[0].id}`]) {
    const answer = await get(where, { method: 'HEAD' });
    assert.strictEqual(answer.status, 200);
    assert.strictEqual(answer.headers['content-type'], 'application/json');
    assert.strictEqual(answer.body.length, 0);
  }
});

function assertShape(call) {
  assert.deepStrictEqual(CALL_KEYS.filter((key) => !(key in call)), []);
  assert.match(call.id, UUID);
  for (const key of ['startedAt', 'answeredAt', 'endedAt']) {
    assert.ok(call[key] === null || TIME.test(call[key]), `${key}: ${call[key]}`);
  }
  for (const key of ['agent', 'campaign', 'contact', 'disposition']) {
    assert.ok(call[key] === null || (call[key].id !== undefined && call[key].name));
  }
  if (call.recording !== null) {
    assert.deepStrictEqual(RECORDING_KEYS.filter((key) => !(key in call.recording)), []);
  }
}

test('one call has all that there is to know of it', async () => {
  const answer = await get(`${LIST}/${played.recording.call_record_id}`);
  assert.strictEqual(answer.status, 200, answer.text);
  assert.strictEqual(answer.headers['content-type'], 'application/json');
  assert.strictEqual(answer.headers['cache-control'], 'private, no-store');
  const call = answer.json();
  assertShape(call);
  assert.strictEqual(call.callId, played.call.callSid);
  assert.strictEqual(call.direction, 'outbound');
  assert.strictEqual(call.status, 'completed');
  assert.strictEqual(call.fromNumber, '+15005550006');
  assert.strictEqual(call.toNumber, '+15005550012');
  assert.strictEqual(call.customerNumber, '+15005550012');
  assert.ok(call.startedAt && call.answeredAt && call.endedAt);
  assert.strictEqual(call.durationS, Math.round(call.recording.durationS));
  assert.strictEqual(call.recording.id, played.recording.id);
  assert.strictEqual(call.recording.state, 'stored');
  assert.strictEqual(call.recording.channels, 2);
  const listed = (await page({ limit: 200 })).items.find(({ id }) => id === call.id);
  assert.deepStrictEqual(listed, call);
});

test('what is not known is null', async () => {
  const params = statusParams({ To: '', From: '' });
  await callback('status-callback', params);
  const [{ id }] = rows(`select id from data.call_record where call_id = '${params.CallSid}'`);
  const call = (await get(`${LIST}/${id}`)).json();
  assertShape(call);
  for (const key of ['fromNumber', 'toNumber', 'customerNumber', 'answeredAt', 'endedAt',
    'durationS', 'agent', 'campaign', 'contact', 'disposition', 'notes', 'recording']) {
    assert.strictEqual(call[key], null, key);
  }
});

test('a call without an answer is closed, and has no recording', async () => {
  for (const outcome of ['busy', 'no-answer', 'canceled', 'failed']) {
    const { call } = await makeCall({ outcome, state: null });
    const find = async () => (await page({ limit: 200 })).items
      .find(({ callId, status }) => callId === call.callSid && status === outcome);
    const record = await until(`the call is ${outcome}`, find);
    assert.strictEqual(record.recording, null);
    assert.strictEqual(record.answeredAt, null);
    assert.ok(record.endedAt);
  }
});

test('an inbound call\'s customer is its caller', async () => {
  const { recording } = await makeCall({ direction: 'inbound', from: '+15005550099' });
  const call = (await get(`${LIST}/${recording.call_record_id}`)).json();
  assert.strictEqual(call.direction, 'inbound');
  assert.strictEqual(call.customerNumber, '+15005550099');
});

test('numbers of whatever kind are text to us', async () => {
  const From = 'sip:o\'brien"<b>@example.com';
  const params = statusParams({ From, Timestamp: new Date().toUTCString() });
  await callback('status-callback', params);
  const call = (await page({ limit: 200 })).items.find(({ callId }) => callId === params.CallSid);
  assert.strictEqual(call.fromNumber, From);
});

test('an unknown call is 404, and so is what is no id', async () => {
  assertProblem(await get(`${LIST}/${UNKNOWN}`), 404, 'call_record_not_found');
  for (const id of ['1', UNKNOWN.toUpperCase(), sid('CA'), `${UNKNOWN}/`]) {
    assertProblem(await get(`${LIST}/${id}`), 404);
  }
});

test('POST is 405 and says what is allowed', async () => {
  const answer = await get(LIST, { method: 'POST', body: '{}' });
  assertProblem(answer, 405, 'method_not_allowed');
  assert.strictEqual(answer.headers.allow, 'GET, HEAD');
});

test('nobody is shown a call without a log-in', async () => {
  assertProblem(await request(LIST), 401, 'not_logged_in');
  const params = recordingParams();
  assert.strictEqual((await callback('recording-callback', params)).status, 204);
  const as = { headers: { 'x-twilio-signature': 'x', authorization: env.TWILIO_AUTH_TOKEN } };
  assertProblem(await request(LIST, as), 401, 'not_logged_in');
});
