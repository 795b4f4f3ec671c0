#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

const assert = require('node:assert');
const http = require('node:http');
const { after, before, beforeEach, test } = require('node:test');
const { ACCOUNT, BASIC, startBed } = require('./bed');

let bed;
before(async () => {
  bed = await startBed();
});
beforeEach(() => {
  bed.receiver.got.length = 0;
});
after(() => bed.stop());

test('who may not ask is refused as Twilio refuses', async () => {
  const recordings = `/2010-04-01/Accounts/${ACCOUNT}/Recordings`;
  const anonymous = await fetch(`${bed.base}${recordings}.json`);
  assert.strictEqual(anonymous.status, 401);
  assert.strictEqual((await anonymous.json()).code, 20003);
  assert.match(anonymous.headers.get('twilio-request-id'), /^RQ/);
  const other = await fetch(`${bed.base}${recordings.replace(/a1/, 'a2')}.json`,
    { headers: { authorization: BASIC } });
  assert.deepStrictEqual([other.status, (await other.json()).code], [404, 20404]);
  const media = await bed.rest(`/Recordings/RE${'0'.repeat(32)}.wav`);
  assert.strictEqual(media.headers.get('content-type'), 'application/xml');
  assert.match(await media.text(), /<Code>20404<\/Code>/);
  const status = await new Promise((resolve) => http.request(`${bed.base}${recordings}.json`, {
    headers: { authorization: BASIC, 'content-length': 1 },
  }, (answer) => resolve(answer.resume().statusCode)).end('x'));
  assert.strictEqual(status, 403, 'a GET with a body');
});

test('an API key is as good as the token', async () => {
  const key = `SK${'0'.repeat(31)}1`;
  const keyed = await startBed({ SIMULATOR_API_KEYS: `${key}:secret  SK${'0'.repeat(32)}:x` });
  const ask = (credentials) => keyed.rest('/Recordings.json', {
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } });
  const given = [`${key}:secret`, `SK${'0'.repeat(32)}:x`, `${key}:x`, `${ACCOUNT}:secret`];
  const answers = await Promise.all(given.map(ask));
  const usual = await keyed.rest('/Recordings.json');
  await keyed.stop();
  assert.deepStrictEqual([...answers, usual].map(({ status }) => status),
    [200, 200, 401, 401, 200]);
});

test('lists have pages, filters and deleted recordings', async () => {
  const sids = [];
  for (const endedAt of ['2001-01-01T10:00:00Z', '2001-01-01T11:00:00Z', '2001-01-01T12:00:00Z']) {
    const call = await bed.control('POST', '/calls', { speed: 0, endedAt });
    await bed.settle(call);
    sids.unshift(call.recordingSid);
  }
  const list = async (query) => (await bed.rest(`/Recordings.json?${query}`)).json();
  const first = await list('DateCreated%3C=2001-01-01&PageSize=2');
  const root = `/2010-04-01/Accounts/${ACCOUNT}`;
  assert.ok(first.next_page_uri.startsWith(`${root}/Recordings.json?`));
  await bed.rest(`/Recordings/${sids[0]}.json`, { method: 'DELETE' });
  await bed.rest(`/Recordings/${sids[0]}.json`, { method: 'DELETE' })
    .then(({ status }) => assert.strictEqual(status, 404));
  const kept = await list('DateCreated%3C=2001-01-01&DateCreated%3E=2001-01-01T10:30:00Z');
  assert.deepStrictEqual(kept.recordings.map(({ sid }) => sid), [sids[1]]);
  const all = await list('DateCreated%3C=2001-01-01&IncludeSoftDeleted=true');
  assert.strictEqual(all.recordings[0].status, 'deleted');
  const second = await (await bed.rest(first.next_page_uri.slice(root.length))).json();
  assert.deepStrictEqual(second.recordings.map(({ sid }) => sid), [sids[2]]);
  assert.strictEqual(second.next_page_uri, null);
});

const placed = (params) => bed.rest('/Calls.json', { method: 'POST', body: new URLSearchParams([
  ['From', '+15005550006'], ['To', '+15005550010'], ['Twiml', '<Response/>'],
  ['StatusCallback', `${bed.receiver.url}/status`], ...params]) });

test('a call is placed by REST and plays itself', async () => {
  const answer = await placed([['Record', 'true'], ['RecordingChannels', 'dual'],
    ['StatusCallbackEvent', 'answered'], ['StatusCallbackEvent', 'completed'],
    ['RecordingStatusCallback', `${bed.receiver.url}/recording`],
    ['RecordingStatusCallbackEvent', 'in-progress completed']]);
  assert.strictEqual(answer.status, 201);
  const { sid, status } = await answer.json();
  assert.strictEqual(status, 'queued');
  await bed.settle({ callSid: sid });
  assert.deepStrictEqual(bed.told(), ['in-progress', 'recording-in-progress', 'completed',
    'recording-completed']);
  const { recordings } = await (await bed.rest(`/Calls/${sid}/Recordings.json`)).json();
  assert.deepStrictEqual([recordings.length, recordings[0].channels], [1, 2]);
  const call = await (await bed.rest(`/Calls/${sid}.json`)).json();
  assert.strictEqual(call.duration, recordings[0].duration);
});

test('placing a call fails and misleads as at Twilio', async () => {
  const invalid = await placed([['To', 'nobody']]);
  assert.deepStrictEqual([invalid.status, (await invalid.json()).code], [400, 21211]);
  await bed.control('PUT', '/next-calls', [{ speed: 0 }]);
  const { sid } = await (await placed([['StatusCallbackEvent', 'initiated completed']])).json();
  await bed.settle({ callSid: sid });
  assert.deepStrictEqual(bed.told(), [], 'a space-joined StatusCallbackEvent sends nothing');
});

test('a callback may come before the answer that names the call', async () => {
  await bed.control('PUT', '/next-calls', [{ callbackFirst: 'initiated', outcome: 'busy' }]);
  const { sid } = await (await placed([['StatusCallbackEvent', 'initiated']])).json();
  assert.strictEqual(bed.receiver.got[0].params.CallSid, sid);
  await bed.settle({ callSid: sid });
});

test('REST itself can be scripted to fail', async () => {
  await bed.control('PUT', '/rest', [{ status: 429, retryAfter: 2 }, { reset: true }, {}]);
  const answer = await bed.rest('/Recordings.json');
  assert.deepStrictEqual([answer.status, answer.headers.get('retry-after')], [429, '2']);
  await assert.rejects(bed.rest('/Recordings.json'));
  assert.strictEqual((await bed.rest('/Recordings.json')).status, 200);
});
