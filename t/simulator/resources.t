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

const at = (hour) => `2001-01-01T${String(hour).padStart(2, '0')}:00:00Z`;
const filtered = (path, name, filters) =>
  sidsOf(`${path}?${new URLSearchParams(filters)}`, name);

test('calls are filtered by what REST shows of them', async () => {
  const CA = (number) => sid('CA', number);
  await put({ calls: [
    { sid: CA(1), to: '+15005550001', from: '+15005550009', start_time: at(10), duration: 3600 },
    { sid: CA(2), to: '+15005550002', parent_call_sid: CA(1), start_time: at(12), duration: 60 },
    { sid: CA(3), to: '+15005550001', status: 'queued', date_created: at(13) },
    { sid: CA(4), to: '+15005550002', status: 'in-progress', start_time: at(14) },
  ] });
  const cases = [
    [{}, [4, 3, 2, 1]],
    [{ To: '+15005550001' }, [3, 1]],
    [{ From: '+15005550009' }, [1]],
    [{ ParentCallSid: CA(1) }, [2]],
    [{ Status: 'queued' }, [3]],
    [{ StartTime: '2001-01-01' }, [4, 2, 1]],
    [{ 'StartTime>': at(12) }, [4, 2]],
    [{ 'StartTime<': at(12) }, [2, 1]],
    [{ 'StartTime>': at(11), 'StartTime<': at(13), To: '+15005550002' }, [2]],
    [{ 'EndTime>': at(12) }, [2]],
    [{ 'EndTime<': at(11) }, [1]],
    [{ EndTime: '2001-01-02' }, []],
  ];
  for (const [filters, expected] of cases) {
    assert.deepStrictEqual((await filtered('/Calls.json', 'calls', filters))
      .filter((one) => one < CA(9)), expected.map(CA), JSON.stringify(filters));
  }
  assert.strictEqual((await bed.rest('/Calls.json?StartTime=soon')).status, 400);
});

test('recordings are filtered, and found below their call and conference', async () => {
  const [RE, CA, CF] = ['RE', 'CA', 'CF'].map((kind) => (number) => sid(kind, number));
  await put({ calls: [{ sid: CA(1) }, { sid: CA(2) }], recordings: [
    { sid: RE(1), call_sid: CA(1), date_created: at(10), status: 'processing' },
    { sid: RE(2), call_sid: CA(1), date_created: at(12) },
    { sid: RE(3), conference_sid: CF(1), date_created: at(14),
      media_url: 'https://bucket.example/a' },
  ] });
  const cases = [
    [{ CallSid: CA(1) }, [2, 1]],
    [{ ConferenceSid: CF(1) }, [3]],
    [{ 'DateCreated>': at(12), 'DateCreated<': '2001-01-01' }, [3, 2]],
    [{ 'DateCreated<': at(11) }, [1]],
    [{ DateCreated: '2001-01-01' }, [3, 2, 1]],
  ];
  for (const [filters, expected] of cases) {
    assert.deepStrictEqual(await filtered('/Recordings.json', 'recordings', filters),
      expected.map(RE), JSON.stringify(filters));
  }
  const below = `/Conferences/${CF(1)}/Recordings`;
  assert.deepStrictEqual(await sidsOf(`${below}.json`, 'recordings'), [RE(3)]);
  const one = await get(`${below}/${RE(3)}.json`);
  assert.deepStrictEqual([one.uri, one.media_url], [`${ROOT}${below}/${RE(3)}.json`, undefined]);
  const status = async (path) => (await bed.rest(path)).status;
  assert.strictEqual(await status(`/Calls/${CA(1)}/Recordings/${RE(2)}.json`), 200);
  assert.strictEqual(await status(`/Calls/${CA(2)}/Recordings/${RE(2)}.json`), 404);
  assert.strictEqual(await status(`/Conferences/${CF(2)}/Recordings.json`), 404);
  assert.strictEqual(await status(`/Recordings/${RE(3)}.wav`), 404, 'stored elsewhere');
});

test('a deleted recording is only shown to who asks for it', async () => {
  const [call, recording] = [sid('CA', 1), sid('RE', 1)];
  await put({ calls: [{ sid: call }], recordings: [
    { sid: recording, call_sid: call }, { sid: sid('RE', 2), status: 'processing' },
  ] });
  const below = `/Calls/${call}/Recordings`;
  const remove = async (path) => (await bed.rest(path, { method: 'DELETE' })).status;
  assert.strictEqual(await remove(`/Recordings/${sid('RE', 2)}.json`), 400);
  assert.strictEqual(await remove(`${below}/${recording}.json`), 204);
  assert.strictEqual(await remove(`/Recordings/${recording}.json`), 404);
  for (const path of ['/Recordings', below]) {
    assert.strictEqual((await bed.rest(`${path}/${recording}.json`)).status, 404);
    const listed = async (query) => (await get(`${path}.json${query}`)).recordings
      .filter((one) => one.sid === recording).map((one) => one.status);
    assert.deepStrictEqual(await listed(''), []);
    assert.deepStrictEqual(await listed('?IncludeSoftDeleted=true'), ['deleted']);
    const { status } = await get(`${path}/${recording}.json?IncludeSoftDeleted=true`);
    assert.strictEqual(status, 'deleted');
  }
});

test('a list may be refused, and asked for again', async () => {
  await bed.control('PUT', '/rest', [{ status: 429 }, { status: 429, retryAfter: 1 }, {}]);
  const answers = [];
  for (const what of ['Calls', 'Recordings', 'Calls']) {
    const answer = await bed.rest(`/${what}.json`);
    answers.push([answer.status, answer.headers.get('retry-after'), (await answer.json()).code]);
  }
  assert.deepStrictEqual(answers, [[429, null, 20429], [429, '1', 20429], [200, null, undefined]]);
});
