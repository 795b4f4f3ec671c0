#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// Twilio's official client as the judge of the simulator: it asks, and checks what is sent.

const assert = require('node:assert');
const { after, before, beforeEach, test } = require('node:test');

delete process.env.HTTP_PROXY; // the client would ask a proxy for 127.0.0.1, too
const twilio = require('twilio');
const { ACCOUNT, TOKEN, startBed } = require('./bed');

const KEY = `SK${'0'.repeat(31)}1`;
const [FROM, TO] = ['+15005550006', '+15005550010'];
const EVENTS = ['initiated', 'ringing', 'answered', 'completed'];

let bed;
let client;
before(async () => {
  bed = await startBed({ SIMULATOR_API_KEYS: `${KEY}:secret` });
  client = clientOf(ACCOUNT, TOKEN);
});
beforeEach(() => {
  bed.receiver.got.length = 0;
});
after(() => bed.stop());

function clientOf(user, secret, options) {
  const made = twilio(user, secret, options);
  made.api.baseUrl = bed.base;
  return made;
}

const isSignedWith = (token) => ({ url, headers, params }) => twilio.validateRequest(token,
  headers['x-twilio-signature'], bed.receiver.url + url, params);

// Of the right token, and of no other.
function assertAllSigned() {
  assert.ok(bed.receiver.got.length > 0);
  for (const got of bed.receiver.got) {
    const query = got.method === 'GET' ? { params: {} } : {};
    assert.ok(isSignedWith(TOKEN)({ ...got, ...query }), `${got.url} ${got.body}`);
    assert.ok(!isSignedWith(`${TOKEN}6`)({ ...got, ...query }), 'another token');
  }
}

const failsWith = (status, code) => (error) => {
  assert.deepStrictEqual([error.status, error.code], [status, code]);
  return true;
};

const twiml = () => '<Response><Dial><Number statusCallbackEvent="initiated ringing answered ' +
  `completed" statusCallback="${bed.receiver.url}/child">+15005550011</Number></Dial></Response>`;

const create = (options) => client.calls.create({
  from: FROM, to: TO, twiml: twiml(), statusCallback: `${bed.receiver.url}/status`,
  statusCallbackEvent: EVENTS, record: true, recordingChannels: 'dual',
  recordingStatusCallback: `${bed.receiver.url}/recording`,
  recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'], ...options,
});

test('a call is created, fetched and listed; its callbacks are valid', async () => {
  await bed.control('PUT', '/next-calls', [{ speed: 0 }]);
  const created = await create();
  assert.deepStrictEqual([created.status, created.direction], ['queued', 'outbound-api']);
  const { callSid, childCallSid, recordingSid } = await bed.settle({ callSid: created.sid });
  assert.deepStrictEqual(bed.told().sort(), ['completed', 'completed', 'in-progress',
    'in-progress', 'initiated', 'initiated', 'recording-completed', 'recording-in-progress',
    'ringing', 'ringing']);
  assertAllSigned();

  const fetched = await client.calls(callSid).fetch();
  assert.strictEqual(fetched.status, 'completed');
  assert.strictEqual((fetched.endTime - fetched.startTime) / 1000, Number(fetched.duration));
  const sids = async (filters) => (await client.calls.list(filters)).map(({ sid }) => sid);
  const hour = (hours) => new Date(fetched.startTime.getTime() + hours * 3600 * 1000);
  assert.deepStrictEqual(await sids({ parentCallSid: callSid }), [childCallSid]);
  assert.deepStrictEqual(await sids({ to: TO, from: FROM, status: 'completed' }), [callSid]);
  assert.deepStrictEqual(
    await sids({ to: TO, startTimeAfter: hour(-1), startTimeBefore: hour(1) }), [callSid]);
  assert.deepStrictEqual(await sids({ to: TO, startTimeAfter: hour(1) }), []);
  assert.deepStrictEqual(await sids({ to: TO, endTimeBefore: hour(-1) }), []);

  const [recording] = await client.calls(callSid).recordings.list();
  assert.deepStrictEqual([recording.sid, recording.channels, recording.source, recording.status],
    [recordingSid, 2, 'OutboundAPI', 'completed']);
  const same = await client.calls(callSid).recordings(recordingSid).fetch();
  assert.strictEqual(same.duration, recording.duration);
});

test('all that the simulator sends is validly signed', async () => {
  const { callSid } = await bed.control('POST', '/calls', { speed: 0, direction: 'outbound-api',
    extraParams: { City: 'São Paulo', Odd: '100% + "a" & \'b\' = *(c)!', Emoji: '☎️', None: '' },
    recordings: [{ source: 'RecordVerb', status: 'failed' }, { status: 'absent' }],
    child: { to: '+15005550011', outcome: 'no-answer' } });
  await bed.settle({ callSid });
  const conference = await bed.control('POST', '/calls', { speed: 0, conference: true,
    webhookBase: `${bed.receiver.url}#rc=5&rp=all` });
  await bed.settle(conference);
  const byGet = await bed.control('POST', '/calls', { speed: 0, method: 'GET',
    extraParams: { City: 'São Paulo' } });
  await bed.settle(byGet);
  assert.ok(bed.receiver.got.some(({ params }) => params.ConferenceSid));
  assert.ok(bed.receiver.got.some(({ method }) => method === 'GET'));
  assertAllSigned();
});

test('recordings are listed over several pages', async () => {
  const number = (i) => String(i).padStart(32, '0');
  const start = Date.parse('2001-01-01T00:00:00Z');
  await bed.control('PUT', '/resources', { recordings: Array.from({ length: 120 }, (_, i) => ({
    sid: `RE${number(i)}`, call_sid: `CA${number(i % 2)}`,
    date_created: new Date(start + i * 60000).toISOString(),
  })) });
  const filters = { dateCreatedBefore: new Date(start + 119 * 60000) };
  await bed.control('DELETE', '/requests');
  const all = await client.recordings.list({ ...filters, pageSize: 50 });
  assert.strictEqual(new Set(all.map(({ sid }) => sid)).size, 120);
  assert.strictEqual((await bed.control('GET', '/requests')).length, 3);
  assert.strictEqual(all[0].sid, `RE${number(119)}`);
  assert.ok(all.every((one, i) => i === 0 || one.dateCreated < all[i - 1].dateCreated));
  const some = await client.recordings.list({ ...filters, pageSize: 20, limit: 50 });
  assert.deepStrictEqual(some.map(({ sid }) => sid), all.slice(0, 50).map(({ sid }) => sid));
  const ofOne = await client.recordings.list({ ...filters, callSid: `CA${number(1)}`, limit: 7 });
  assert.deepStrictEqual(ofOne.map(({ callSid }) => callSid), Array(7).fill(`CA${number(1)}`));
  const late = await client.recordings.list({ ...filters,
    dateCreatedAfter: new Date(start + 110 * 60000) });
  assert.strictEqual(late.length, 10);
  let seen = 0;
  await client.recordings.each({ ...filters, pageSize: 100, callback: () => (seen += 1) });
  assert.strictEqual(seen, 120);
  await bed.control('DELETE', '/resources');
});

test('a conference\'s recording is found below it', async () => {
  const { conferenceSid, recordingSid, callSid } = await bed.control('POST', '/calls',
    { speed: 0, conference: true });
  await bed.settle({ callSid });
  const [recording] = await client.conferences(conferenceSid).recordings.list();
  assert.deepStrictEqual([recording.sid, recording.callSid, recording.conferenceSid],
    [recordingSid, null, conferenceSid]);
  const { source } = await client.conferences(conferenceSid).recordings(recordingSid).fetch();
  assert.strictEqual(source, 'Conference');
});

test('a recording is fetched, removed, and then gone', async () => {
  const { recordingSid, callSid } = await bed.control('POST', '/calls', { speed: 0 });
  await bed.settle({ callSid });
  const recording = client.recordings(recordingSid);
  const fetched = await recording.fetch();
  assert.deepStrictEqual([fetched.callSid, fetched.status, fetched.price, fetched.errorCode],
    [callSid, 'completed', null, null]);
  assert.strictEqual(await recording.remove(), true);
  await assert.rejects(recording.remove(), failsWith(404, 20404));
  await assert.rejects(recording.fetch(), failsWith(404, 20404));
  assert.strictEqual((await recording.fetch({ includeSoftDeleted: true })).status, 'deleted');
});

test('who may not ask is told so in the way that the client knows', async () => {
  await assert.rejects(clientOf(ACCOUNT, 'wrong').recordings.list(), failsWith(401, 20003));
  await assert.rejects(client.calls(`CA${'0'.repeat(32)}`).fetch(), failsWith(404, 20404));
  await assert.rejects(create({ to: 'nobody' }), failsWith(400, 21211));
  await assert.rejects(clientOf(KEY, 'wrong', { accountSid: ACCOUNT }).calls.list(),
    failsWith(401, 20003));
  await clientOf(KEY, 'secret', { accountSid: ACCOUNT }).calls.list({ limit: 1 });
});

test('the client tries again after 429', async () => {
  const patient = clientOf(ACCOUNT, TOKEN, { autoRetry: true, maxRetries: 3 });
  await bed.control('PUT', '/rest', [{ status: 429, times: 2 }, {}]);
  await patient.recordings.list({ limit: 1 });
  await bed.control('PUT', '/rest', [{ status: 429 }, {}]);
  await assert.rejects(client.recordings.list({ limit: 1 }), failsWith(429, 20429));
});
