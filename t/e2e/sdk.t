#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What Twilio's official library signs is let in, whatever its shape; nothing else is.

const assert = require('node:assert');
const { after, test } = require('node:test');
const { getExpectedTwilioSignature } = require('twilio');
const {
  assertProblem, callback, env, recordingParams, rows, sid, sim, statusParams, until,
  untilState,
} = require('../lib');

const RECORDING = 'recording-callback';
const STATUS = 'status-callback';
const urlOf = (endpoint) => `${env.WEBHOOK_BASE_URL}/api/calls/${endpoint}`;

const send = (endpoint, params, token = env.TWILIO_AUTH_TOKEN, url = urlOf(endpoint)) =>
  callback(endpoint, params, { signature: getExpectedTwilioSignature(token, url, params) });

async function assertTaken(endpoint, params) {
  const answer = await send(endpoint, params);
  const sentence = `${JSON.stringify(params)}: ${answer.text}`;
  assert.strictEqual(answer.status, 204, sentence);
  assert.strictEqual(answer.body.length, 0, sentence);
}

// docs/twilio.md "Recording callbacks"; the last one is nobody's.
const MONO = new Set(['Conference', 'StartConferenceRecordingAPI', 'RecordVerb']);
const SOURCES = [
  'OutboundAPI', 'StartCallRecordingAPI', 'StartConferenceRecordingAPI', 'DialVerb', 'Conference',
  'RecordVerb', 'Trunking', 'StartCallRecordingTwiML', 'SomethingNew',
];
const NOT_FINAL = ['started', 'paused', 'resumed', 'stopped', 'processing'];

const without = (params, ...names) =>
  Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name)));

function recordingOf(source, status, more = {}) {
  const params = recordingParams({
    RecordingSource: source, RecordingStatus: status, RecordingChannels: MONO.has(source) ? 1 : 2,
    ...(status === 'completed' && { RecordingDuration: 24 }), ...more,
  });
  if (/Conference/.test(source)) {
    return without({ ...params, ConferenceSid: sid('CF') }, 'CallSid', 'RecordingTrack');
  }
  return MONO.has(source) ? without(params, 'RecordingTrack') : params;
}

// Recordings that are complete have audio at Twilio, so that the mirror has an end with them.
const giveAudio = (all) => sim('PUT', '/resources', { recordings: all.map((params) => ({
  sid: params.RecordingSid, call_sid: params.CallSid, conference_sid: params.ConferenceSid,
  channels: params.RecordingChannels, source: params.RecordingSource,
})) });

async function assertStored(all) {
  await giveAudio(all);
  for (const params of all) {
    await assertTaken(RECORDING, params);
  }
  for (const { RecordingSid } of all) {
    await untilState(RecordingSid, 'stored');
  }
}
after(() => sim('DELETE', '/resources'));

test('recordings of every source may begin', async () => {
  for (const source of SOURCES) {
    for (const status of ['in-progress', ...NOT_FINAL]) {
      await assertTaken(RECORDING, recordingOf(source, status));
    }
  }
});

test('recordings of every source may be complete', async () => {
  const begun = SOURCES.map((source) => recordingOf(source, 'in-progress'));
  for (const params of begun) {
    await assertTaken(RECORDING, params);
  }
  await assertStored(begun.map((params) =>
    ({ ...params, RecordingStatus: 'completed', RecordingDuration: 24 })));
});

test('recordings of every source may be absent or fail', async () => {
  for (const source of SOURCES) {
    await assertTaken(RECORDING, recordingOf(source, 'absent', { ErrorCode: 16101 }));
    await assertTaken(RECORDING,
      recordingOf(source, 'absent', { ErrorCode: 16102, RecordingDuration: 0 }));
    await assertTaken(RECORDING, recordingOf(source, 'failed', { ErrorCode: 16105 }));
  }
});

test('a recording may tell of its encryption', async () => {
  const EncryptionDetails = JSON.stringify({
    type: 'rsa-aes', public_key_sid: sid('CR'), encrypted_cek: 'kN+/a==', iv: 'aB+/8g==',
  });
  const complete = recordingOf('DialVerb', 'completed', { EncryptionDetails });
  await giveAudio([complete]);
  await assertTaken(RECORDING, complete);
  await until('its key is found to be missing', () => rows(`select from data.media_job
    where recording_sid = '${complete.RecordingSid}' and last_error like '%private key%'`).length);
  await assertTaken(RECORDING, recordingOf('DialVerb', 'in-progress', { EncryptionDetails }));
  await assertTaken(RECORDING,
    recordingOf('DialVerb', 'failed', { EncryptionDetails, ErrorCode: 16107 }));
});

test('a recording may be told of late, twice and backwards', async () => {
  const params = recordingOf('OutboundAPI', 'completed');
  await giveAudio([params]);
  for (const status of ['completed', 'completed', 'in-progress', 'absent', 'failed', 'paused']) {
    await assertTaken(RECORDING, { ...params, RecordingStatus: status });
  }
  await untilState(params.RecordingSid, 'stored');
});

test('a recording may name its call and its conference', async () => {
  await assertTaken(RECORDING,
    recordingOf('OutboundAPI', 'in-progress', { ConferenceSid: sid('CF') }));
});

const STATUSES = [
  'queued', 'initiated', 'ringing', 'in-progress', 'completed', 'busy', 'failed', 'no-answer',
  'canceled', 'something-new',
];
const NO_PLACE = Object.fromEntries(['Called', 'Caller', 'From', 'To'].flatMap((party) =>
  ['City', 'State', 'Zip', 'Country'].map((part) => [party + part, ''])));

function legOf(status, more) {
  const ended = STATUSES.indexOf(status) > 3;
  return statusParams({
    ...NO_PLACE, CallStatus: status, ApiVersion: '2010-04-01',
    ...(ended && { Duration: 1, CallDuration: 49, SipResponseCode: 486 }), ...more,
  });
}

test('a parent and its child may be of every status', async () => {
  for (const status of STATUSES) {
    const parent = legOf(status);
    await assertTaken(STATUS, parent);
    await assertTaken(STATUS, legOf(status, {
      ParentCallSid: parent.CallSid, Direction: 'outbound-dial', SequenceNumber: 3,
    }));
  }
});

test('an inbound number tells less, a recorded call more', async () => {
  await assertTaken(STATUS,
    without(legOf('completed', { Direction: 'inbound' }), 'SequenceNumber', 'Timestamp'));
  await assertTaken(STATUS, legOf('completed', {
    RecordingSid: sid('RE'), RecordingDuration: 49, AnsweredBy: 'machine_end_beep',
    RecordingUrl: 'https://api.twilio.com/2010-04-01/Accounts/AC/Recordings/RE',
    StirVerstat: 'TN-Validation-Passed-A', QueueTime: 0, CallerName: 'ACME  ', ForwardedFrom: '',
  }));
});

// Each is kept as it was sent.
const ODD = {
  Accents: 'São Paulo', Plus: '+1 (415) 867-5309', Percent: '100% %41 %zz', Pairs: 'a=b&c=d;e',
  Quotes: '"double" \'single\' `back`', Emoji: '☎️ 👩‍💻 \u{1f600}',
  Blanks: '  kept \t ', Lines: 'a\r\nb\nc',
  Slashes: '\\ / // \\u0041', Signs: '!*()~-._,:@?#[]{}<>|^', Arabic: 'مرحبا', Empty: '',
  NoBreak: 'a\u00a0b\u2028c', 'Odd name & more=': 'x', Ünï: 'ñ', 名前: '値',
};

test('odd characters are signed, taken and kept', async () => {
  const [recording, status] = [recordingParams(ODD), statusParams(ODD)];
  await assertTaken(RECORDING, recording);
  await assertTaken(STATUS, status);
  for (const [name, value] of [['RecordingSid', recording.RecordingSid],
    ['CallSid', status.CallSid]]) {
    const [{ params }] = rows(`select params from data.webhook_event
      where params ->> '${name}' = '${value}'`);
    assert.deepStrictEqual(
      Object.fromEntries(Object.keys(ODD).map((key) => [key, params[key]])), ODD);
  }
  for (const [name, value] of Object.entries(ODD)) {
    await assertTaken(STATUS, statusParams({ [name]: value }));
  }
});

test('names may be repeated, in any order, with any values', async () => {
  for (const Digits of [
    ['5678', '1234', '1234'], ['', ''], ['é', 'e', 'E', '+'], ['a b', 'a', ''],
  ]) {
    await assertTaken(RECORDING, recordingParams({ Digits }));
    await assertTaken(STATUS, statusParams({ Digits, digits: [...Digits].reverse() }));
  }
});

test('the port of the URL may be signed or not', async () => {
  const url = new URL(urlOf(RECORDING));
  assert.ok(url.port, 'the test needs a port in WEBHOOK_BASE_URL');
  for (const where of [url.href, `https://${url.hostname}${url.pathname}`]) {
    const answer = await send(RECORDING, recordingParams(), env.TWILIO_AUTH_TOKEN, where);
    assert.strictEqual(answer.status, 204, where);
  }
});

test('what another token or for another URL was signed is 403', async () => {
  const shapes = [
    [RECORDING, recordingOf('OutboundAPI', 'completed')],
    [RECORDING, recordingOf('Conference', 'failed')], [RECORDING, recordingParams(ODD)],
    [STATUS, legOf('completed')], [STATUS, statusParams(ODD)],
  ];
  const token = env.TWILIO_AUTH_TOKEN;
  for (const [endpoint, params] of shapes) {
    for (const wrong of [`${token}0`, token.slice(1), '0'.repeat(32)]) {
      assertProblem(await send(endpoint, params, wrong), 403, 'bad_signature');
    }
    const elsewhere = `https://elsewhere.example/api/calls/${endpoint}`;
    assertProblem(await send(endpoint, params, token, elsewhere), 403, 'bad_signature');
  }
});
