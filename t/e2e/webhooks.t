#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// Twilio's callbacks: what is let in, what is kept of it, and what never is.

const assert = require('node:assert');
const { test } = require('node:test');
const {
  assertProblem, callback, encodeForm, env, makeCall, recordingParams, request, rows, settle, sid,
  sign, statusParams, untilState,
} = require('../lib');

const RECORDING = 'recording-callback';
const STATUS = 'status-callback';
const RECORDING_URL = `${env.WEBHOOK_BASE_URL}/api/calls/${RECORDING}`;

const journal = (name, value) => rows(`select * from data.webhook_event
  where params ->> '${name}' = '${value}' order by id`);

// How many rows of the call tables these identifiers have.
function rowsOf({ CallSid = '', ConferenceSid = '', RecordingSid = '' }) {
  const calls = `('${CallSid}', '${ConferenceSid}')`;
  return rows(`select
    (select count(*) from data.call_record where call_id in ${calls}) as records,
    (select count(*) from data.call_leg where sid in ${calls}) as legs,
    (select count(*) from data.recording r join data.call_record c on c.id = r.call_record_id
      where c.call_id in ${calls}) as recordings,
    (select count(*) from data.recording_segment
      where recording_sid = '${RecordingSid}') as segments`)[0];
}
const NONE = { records: 0, legs: 0, recordings: 0, segments: 0 };
const ONE = { records: 1, legs: 1, recordings: 1, segments: 1 };

// Refused, and no row of the call tables has anything of it.
async function assertRefused(params, options, status, code, endpoint = RECORDING) {
  const answer = await callback(endpoint, params, options);
  const problem = assertProblem(answer, status, code);
  assert.deepStrictEqual(rowsOf(params), NONE);
  return { answer, problem };
}

test('what is signed is accepted and kept', async () => {
  const params = recordingParams();
  const answer = await callback(RECORDING, params);
  assert.strictEqual(answer.status, 204, answer.text);
  assert.strictEqual(answer.body.length, 0);
  assert.deepStrictEqual(rowsOf(params), ONE);
});

test('a changed parameter is 403', async () => {
  const params = recordingParams();
  const signature = sign(RECORDING_URL, { ...params, RecordingDuration: 1 });
  await assertRefused(params, { signature }, 403, 'bad_signature');
});

test('no signature, an empty one, rubbish, and another token\'s are 403', async () => {
  for (const [options, code] of [
    [{ signature: null }, 'no_signature'], [{ signature: '' }, 'no_signature'],
    [{ signature: 'x'.repeat(5000) }, 'bad_signature'],
    [{ token: '0'.repeat(32) }, 'bad_signature'], [{ token: '' }, 'bad_signature'],
  ]) {
    await assertRefused(recordingParams(), options, 403, code);
    await assertRefused(statusParams(), options, 403, code, STATUS);
  }
});

test('the signature of another endpoint is 403', async () => {
  const signedUrl = `${env.WEBHOOK_BASE_URL}/api/calls/${STATUS}`;
  await assertRefused(recordingParams(), { signedUrl }, 403, 'bad_signature');
});

test('a foreign AccountSid, and none, are 403', async () => {
  await assertRefused(recordingParams({ AccountSid: sid('AC') }), {}, 403, 'unknown_account');
  await assertRefused(statusParams({ AccountSid: sid('AC') }), {}, 403, 'unknown_account', STATUS);
  const { AccountSid, ...others } = recordingParams();
  assert.ok(AccountSid);
  await assertRefused(others, {}, 403, 'unknown_account');
});

test('GET, PUT and DELETE are 405 and say what is allowed', async () => {
  for (const endpoint of [RECORDING, STATUS]) {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await request(`/api/calls/${endpoint}`, { method });
      assertProblem(answer, 405, 'method_not_allowed');
      assert.strictEqual(answer.headers.allow, 'POST');
    }
  }
});

test('1 MiB of body is 413, whether its length is announced or not', async () => {
  const params = recordingParams({ Padding: 'x'.repeat(1024 * 1024) });
  await assertRefused(params, {}, 413, 'body_too_large');
  await assertRefused(params, { headers: { 'transfer-encoding': 'chunked' } }, 413);
});

test('one byte more than 64 KiB is 413, 64 KiB is not', async () => {
  const params = recordingParams({ Padding: '' });
  const room = 64 * 1024 - encodeForm(params).length;
  await assertRefused({ ...params, Padding: 'x'.repeat(room + 1) }, {}, 413);
  const answer = await callback(RECORDING, { ...params, Padding: 'x'.repeat(room) });
  assert.strictEqual(answer.status, 204, answer.text);
});

test('a form of 1,000 fields is 413', async () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`F${i}`, i]));
  await assertRefused(recordingParams(many), {}, 413);
});

test('a body in chunks is read', async () => {
  const params = recordingParams();
  const answer = await callback(RECORDING, params, { headers: { 'transfer-encoding': 'chunked' } });
  assert.strictEqual(answer.status, 204, answer.text);
  assert.deepStrictEqual(rowsOf(params), ONE);
});

test('JSON, a body of no type, and a type that only begins like a form are 415', async () => {
  for (const contentType of [
    'application/json', '', 'application/x-www-form-urlencodedly', 'multipart/form-data',
  ]) {
    const params = recordingParams();
    const body = contentType === 'application/json' ? JSON.stringify(params) : undefined;
    await assertRefused(params, { contentType, ...(body && { body }) }, 415,
      'unsupported_media_type');
  }
});

test('malformed escapes are 400', async () => {
  for (const tail of ['&Caller=%zz', '&Caller=%', '&Caller=%2', '&%G0=1']) {
    const params = recordingParams();
    await assertRefused(params, { body: encodeForm(params) + tail }, 400, 'malformed_request');
  }
});

test('NUL in a value or a name is 400', async () => {
  for (const tail of ['&Caller=a%00b', '&a%00b=c', '&Caller=a\0b']) {
    const params = recordingParams();
    await assertRefused(params, { body: encodeForm(params) + tail }, 400, 'malformed_request');
  }
});

test('RecordingSid=../../etc/passwd, properly signed, is 400', async () => {
  for (const RecordingSid of [
    '../../etc/passwd', '', sid('RE').slice(1), `${sid('RE')}0`, sid('CA'),
    `RE${'g'.repeat(32)}`, `${sid('RE').slice(0, 33)}\n`,
  ]) {
    const params = recordingParams({ RecordingSid });
    await assertRefused(params, {}, 400, 'malformed_sid');
  }
});

test('other malformed SIDs are 400, too', async () => {
  await assertRefused(recordingParams({ CallSid: 'CA1' }), {}, 400, 'malformed_sid');
  await assertRefused(recordingParams({ ConferenceSid: '../x' }), {}, 400, 'malformed_sid');
  await assertRefused(statusParams({ CallSid: '' }), {}, 400, 'call_missing', STATUS);
  await assertRefused(statusParams({ ParentCallSid: sid('RE') }), {}, 400, 'malformed_sid', STATUS);
  await assertRefused(statusParams({ ConferenceSid: 'd-1' }), {}, 400, 'malformed_sid', STATUS);
});

test('a recording that names neither a call nor a conference is 400', async () => {
  const { CallSid, ...params } = recordingParams({ RecordingStatus: 'completed' });
  assert.ok(CallSid);
  await assertRefused(params, {}, 400);
  await assertRefused({ ...params, CallSid: '', ConferenceSid: '' }, {}, 400);
});

test('a signed value that is not of its form loses nothing else', async () => {
  for (const [field, value] of Object.entries({
    RecordingDuration: '12.5', RecordingChannels: 'dual', RecordingStartTime: 'yesterday week',
  })) {
    const params = recordingParams({ [field]: value });
    assert.strictEqual((await callback(RECORDING, params)).status, 204, field);
    assert.deepStrictEqual(rowsOf(params), ONE);
    const [event] = journal('RecordingSid', params.RecordingSid);
    assert.deepStrictEqual(event.unusable, [field]);
  }
  for (const [field, value] of Object.entries({
    CallDuration: '-1', Timestamp: 'never', SequenceNumber: 'last',
  })) {
    const params = statusParams({ CallStatus: 'busy', [field]: value });
    assert.strictEqual((await callback(STATUS, params)).status, 204, field);
    const [event] = journal('CallSid', params.CallSid);
    assert.deepStrictEqual([event.outcome, event.unusable], ['created', [field]]);
  }
});

test('a RecordingChannels of 3 is no reason to lose the audio', async () => {
  const { call } = await makeCall({ extraParams: { RecordingChannels: 3 } });
  await settle(call.callSid);
  await untilState(call.recordingSid, 'stored');
});

test('the URL is signed with its port, or without', async () => {
  const url = new URL(RECORDING_URL);
  assert.ok(url.port, 'the test needs a port in WEBHOOK_BASE_URL');
  for (const signedUrl of [
    `https://${url.hostname}:${url.port}${url.pathname}`,
    `https://${url.hostname}${url.pathname}`,
  ]) {
    const answer = await callback(RECORDING, recordingParams(), { signedUrl });
    assert.strictEqual(answer.status, 204, signedUrl);
  }
  const wrong = `https://${url.hostname}:1${url.port}${url.pathname}`;
  await assertRefused(recordingParams(), { signedUrl: wrong }, 403, 'bad_signature');
});

test('the query is part of what is signed', async () => {
  const query = '?a=1&b=%2F';
  const good = await callback(RECORDING, recordingParams(),
    { query, signedUrl: RECORDING_URL + query });
  assert.strictEqual(good.status, 204, good.text);
  await assertRefused(recordingParams(), { query }, 403, 'bad_signature');
});

test('spaces may be %20 or +, values empty, names repeated', async () => {
  for (const space of ['%20', '+']) {
    const params = recordingParams({
      Note: 'two words + a plus', FromCity: '', Digits: ['5678', '1234', '1234'], Ünï: 'ñáéíóú ☎',
    });
    const answer = await callback(RECORDING, params, { body: encodeForm(params, space) });
    assert.strictEqual(answer.status, 204, answer.text);
    const [event] = journal('RecordingSid', params.RecordingSid);
    assert.strictEqual(event.params.Note, params.Note);
    assert.strictEqual(event.params.FromCity, '');
    assert.strictEqual(event.params.Ünï, params.Ünï);
  }
});

test('bytes that are no UTF-8 in a field that matters to nobody are accepted', async () => {
  const params = recordingParams({ CallerName: Buffer.from('José', 'latin1') });
  const answer = await callback(RECORDING, params);
  assert.strictEqual(answer.status, 204, answer.text);
  assert.deepStrictEqual(rowsOf(params), ONE);
  const [event] = journal('RecordingSid', params.RecordingSid);
  assert.strictEqual(event.params.CallerName, 'Jos\ufffd');
});

test('an unknown RecordingStatus is 204, in the journal, and changes nothing', async () => {
  const params = recordingParams({ RecordingStatus: 'pondering' });
  const answer = await callback(RECORDING, params);
  assert.strictEqual(answer.status, 204, answer.text);
  assert.deepStrictEqual(journal('RecordingSid', params.RecordingSid)
    .map(({ endpoint, outcome }) => [endpoint, outcome]), [[RECORDING, 'ignored']]);
  assert.deepStrictEqual(rowsOf(params), NONE);
});

test('fields that nobody knows, and the idempotency token, are in the journal', async () => {
  const params = recordingParams({ NewThing: 'a "quoted" \\ value', Empty: '' });
  await callback(RECORDING, params, { headers: { 'i-twilio-idempotency-token': 'one-token' } });
  const [event] = journal('RecordingSid', params.RecordingSid);
  assert.deepStrictEqual(event.params,
    Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])));
  assert.strictEqual(event.idempotency_token, 'one-token');
  assert.strictEqual(event.outcome, 'created');
});

test('a conference\'s recording needs no CallSid', async () => {
  const { CallSid, ...params } = recordingParams({ ConferenceSid: sid('CF') });
  assert.ok(CallSid);
  const answer = await callback(RECORDING, params);
  assert.strictEqual(answer.status, 204, answer.text);
  assert.deepStrictEqual(rowsOf(params), ONE);
});

test('a child leg joins its parent\'s call, whichever comes first', async () => {
  for (const childFirst of [true, false]) {
    const parent = statusParams();
    const child = statusParams({ ParentCallSid: parent.CallSid, Direction: 'outbound-dial' });
    for (const params of childFirst ? [child, parent] : [parent, child]) {
      assert.strictEqual((await callback(STATUS, params)).status, 204);
    }
    assert.strictEqual(rowsOf(parent).records, 1);
    assert.strictEqual(rowsOf(child).records, 0);
    assert.strictEqual(rowsOf(child).legs, 1);
  }
});

// The tests above leave recordings of audio that Twilio does not have: only in progress.
test('the same callback 1,000 times over 50 connections is one recording', async () => {
  const params = recordingParams();
  const answers = await Promise.all(Array.from({ length: 1000 }, () =>
    callback(RECORDING, params, { connections: 50 })));
  assert.deepStrictEqual([...new Set(answers.map(({ status }) => status))], [204]);
  assert.deepStrictEqual(rowsOf(params), ONE);
  const outcomes = journal('RecordingSid', params.RecordingSid).map(({ outcome }) => outcome);
  assert.strictEqual(outcomes.length, 1000);
  assert.deepStrictEqual(outcomes.filter((outcome) => outcome !== 'repeated'), ['created']);
});

test('the same completed callback 1,000 times over 50 connections is stored once', async () => {
  const { call } = await makeCall({ state: null, events: { lose: ['recording-completed'] } });
  await settle(call.callSid);
  const params = recordingParams({
    RecordingSid: call.recordingSid, CallSid: call.callSid, RecordingStatus: 'completed',
    RecordingDuration: 24,
  });
  const before = journal('RecordingSid', call.recordingSid).length;
  const answers = await Promise.all(Array.from({ length: 1000 }, () =>
    callback(RECORDING, params, { connections: 50 })));
  assert.deepStrictEqual([...new Set(answers.map(({ status }) => status))], [204]);
  assert.deepStrictEqual(rowsOf(params), ONE);
  assert.strictEqual(journal('RecordingSid', call.recordingSid).length, before + 1000);
  await untilState(call.recordingSid, 'stored');
});

test('Twilio is never told to slow down', async () => {
  const answers = await Promise.all(Array.from({ length: 500 }, () =>
    callback(STATUS, statusParams({ CallSid: sid('CA') }), { connections: 50 })));
  assert.deepStrictEqual([...new Set(answers.map(({ status }) => status))], [204]);
});

const without = (row, ...names) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

// What is kept of a call, without what differs from call to call.
function finalRows(recordingSid) {
  const [segment] = rows(`select * from data.recording_segment
    where recording_sid = '${recordingSid}'`);
  const [recording] = rows(`select * from data.recording where id = '${segment.recording_id}'`);
  const [record] = rows(`select * from data.call_record where id = '${recording.call_record_id}'`);
  return {
    record: without(record, 'id', 'call_id', 'created_at', 'listed_at'),
    recording: without(recording, 'id', 'call_record_id', 'made_for', 'created_at'),
    segment: without(segment, 'recording_sid', 'recording_id', 'object_key', 'stored_at',
      'created_at'),
    ...rows(`select
      (select count(*) from data.call_leg where call_record_id = '${record.id}') as legs,
      (select count(*) from data.recording
        where call_record_id = '${record.id}') as recordings`)[0],
  };
}

const EVENTS = ['initiated', 'ringing', 'answered', 'recording-in-progress', 'completed',
  'recording-completed'];
const ORDERS = {
  'before every status': ['recording-in-progress', 'recording-completed', 'initiated', 'ringing',
    'answered', 'completed'],
  'before every status, and alone': ['recording-completed', 'completed', 'answered', 'ringing',
    'initiated', 'recording-in-progress'],
  'in the middle': ['initiated', 'ringing', 'recording-completed', 'answered', 'completed',
    'recording-in-progress'],
  'with the status backwards': ['completed', 'answered', 'ringing', 'initiated',
    'recording-completed', 'recording-in-progress'],
};

test('a recording callback before the status callbacks ends in the rows of one after', async () => {
  const endedAt = new Date().toISOString();
  const play = async (order, duplicate = 0) => {
    const { call } = await makeCall({ state: null, endedAt, events: { order, duplicate } });
    const told = await settle(call.callSid);
    assert.deepStrictEqual([...new Set(told.callbacks.map(({ status }) => status))], [204]);
    await untilState(call.recordingSid, 'stored');
    return finalRows(call.recordingSid);
  };
  const usual = await play(EVENTS);
  assert.strictEqual(usual.record.status, 'completed');
  assert.ok(usual.record.started_at && usual.record.answered_at && usual.record.ended_at);
  assert.strictEqual(usual.recording.state, 'stored');
  assert.strictEqual(usual.legs, 1);
  for (const [when, order] of Object.entries(ORDERS)) {
    assert.deepStrictEqual(await play(order), usual, when);
    assert.deepStrictEqual(await play(order, 2), usual, `${when}, each three times`);
  }
});
