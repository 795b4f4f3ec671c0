#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What REST shows of calls and recordings: its lists, their filters, and what was put there.

const assert = require('node:assert');
const { after, afterEach, before, test } = require('node:test');
const { ACCOUNT, startBed } = require('./bed');

const ROOT = `/2010-04-01/Accounts/${ACCOUNT}`;

let bed;
before(async () => {
  bed = await startBed();
});
afterEach(() => bed.control('DELETE', '/resources'));
after(() => bed.stop());

const sid = (kind, number) => kind + String(number).padStart(32, '0');
const get = async (path) => (await bed.rest(path)).json();
const sidsOf = async (path, name) => (await get(path))[name].map((one) => one.sid);
const put = (resources) => bed.control('PUT', '/resources', resources);

test('resources that were put are served as they are, and nothing is sent', async () => {
  await put({
    calls: [{ sid: sid('CA', 1), from: '+15005550001', status: 'busy', answered_by: 'human',
      start_time: '2001-01-01T10:00:00Z', duration: 7, price: '-0.01' }],
    recordings: [{ sid: sid('RE', 1), call_sid: sid('CA', 1), status: 'in-progress',
      source: 'Trunking', encryption_details: { type: 'rsa-aes' },
      date_created: 'Mon, 01 Jan 2001 11:00:00 +0100' }],
  });
  const call = await get(`/Calls/${sid('CA', 1)}.json`);
  assert.deepStrictEqual(
    [call.from, call.status, call.answered_by, call.start_time, call.end_time, call.duration,
      call.price, call.account_sid, call.parent_call_sid],
    ['+15005550001', 'busy', 'human', 'Mon, 01 Jan 2001 10:00:00 +0000',
      'Mon, 01 Jan 2001 10:00:07 +0000', '7', '-0.01', ACCOUNT, null]);
  const recording = await get(`/Recordings/${sid('RE', 1)}.json`);
  assert.deepStrictEqual(
    [recording.status, recording.source, recording.duration, recording.encryption_details,
      recording.date_created],
    ['in-progress', 'Trunking', null, { type: 'rsa-aes' }, 'Mon, 01 Jan 2001 10:00:00 +0000']);
  assert.deepStrictEqual(await sidsOf(`/Calls/${sid('CA', 1)}/Recordings.json`, 'recordings'),
    [sid('RE', 1)]);
  assert.strictEqual(bed.receiver.got.length, 0);
});

test('hundreds are put at once, and listed in pages', async () => {
  const many = (kind) => Array.from({ length: 900 }, (_, i) => ({ sid: sid(kind, i) }));
  const began = Date.now();
  const given = await put({ calls: many('CA'), recordings: many('RE') });
  assert.deepStrictEqual([given.calls.length, given.recordings.length], [900, 900]);
  const seen = new Set();
  let next = `${ROOT}/Recordings.json?PageSize=400`;
  while (next !== null) {
    const page = await get(next.slice(ROOT.length));
    page.recordings.forEach((one) => seen.add(one.sid));
    next = page.next_page_uri;
  }
  assert.strictEqual(seen.size, 900);
  assert.ok(Date.now() - began < 5000);
});

test('what was put is replaced and forgotten; what was played is not', async () => {
  const { callSid } = await bed.settle(await bed.control('POST', '/calls', { speed: 0 }));
  await put({ calls: [{ sid: sid('CA', 1) }, { sid: sid('CA', 2) }] });
  await put({ calls: [{ sid: sid('CA', 1), status: 'failed' }] });
  assert.strictEqual((await get(`/Calls/${sid('CA', 1)}.json`)).status, 'failed');
  await put({ calls: [{ sid: sid('CA', 3) }], replace: true });
  assert.deepStrictEqual(await sidsOf('/Calls.json', 'calls'), [sid('CA', 3), callSid].sort(
    (a, b) => (a === callSid) - (b === callSid)));
  await bed.control('DELETE', '/resources');
  assert.deepStrictEqual(await sidsOf('/Calls.json', 'calls'), [callSid]);
  assert.match((await put({ calls: [{ sid: callSid }] })).error, /was played/);
  assert.match((await put({ calls: [{ sid: 'CA1' }] })).error, /32 hexadecimal/);
  assert.match((await put({ recordings: [{ start_time: 'then' }] })).error, /no time/);
});

test('a recording that was put has media, and can be deleted', async () => {
  await put({ recordings: [{ sid: sid('RE', 1) }, { sid: sid('RE', 2), status: 'absent' }] });
  assert.strictEqual((await bed.rest(`/Recordings/${sid('RE', 1)}.wav`)).status, 200);
  assert.strictEqual((await bed.rest(`/Recordings/${sid('RE', 2)}.wav`)).status, 404);
  await bed.control('PUT', `/recordings/${sid('RE', 1)}/media`, [{ status: 503 }]);
  assert.strictEqual((await bed.rest(`/Recordings/${sid('RE', 1)}.wav`)).status, 503);
  const removed = await bed.rest(`/Recordings/${sid('RE', 1)}.json`, { method: 'DELETE' });
  assert.strictEqual(removed.status, 204);
  assert.strictEqual((await get(`/Recordings/${sid('RE', 1)}.json?IncludeSoftDeleted=true`)).status,
    'deleted');
});
