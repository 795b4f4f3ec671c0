#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// The audio, and all that may be asked of a recording: what is sent, and to whom.

const assert = require('node:assert');
const fs = require('node:fs');
const { after, before, test } = require('node:test');
const {
  COOKIE, assertProblem, audioOf, callback, env, fileOf, makeCall, mediaPath, recordingOf,
  recordingParams, request, requestsFor, settle, sha256, sid, sim, sql, until, untilState,
} = require('../lib');
const { whileMirrorsRest } = require('./processes');

const UNKNOWN = '01234567-89ab-7cde-8f01-23456789abcd';
const ROUTES = ['', '/stream', '/download', '/download?all=1', '/peaks'];
const AUDIO_ROUTES = ['/stream', '/download', '/peaks'];
const RUBBISH = [
  { cookie: `${COOKIE}=${'0'.repeat(64)}` }, { cookie: `${COOKIE}=` }, { cookie: 'x=y' },
  { cookie: `${COOKIE}=' or 1=1 --` }, { authorization: `Bearer ${'0'.repeat(64)}` },
  { authorization: 'Bearer ' }, { authorization: 'Bearer' },
  { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` },
];

let stored; // a recording that we hold
let bytes;

const ofRecording = (id, route = '/stream') => `/api/recordings/${id}${route}`;
const get = (where, headers = {}, more = {}) =>
  request(where, { as: 'supervisor', headers, ...more });
const stream = (headers, more) => get(ofRecording(stored.id), headers, more);

before(async () => {
  stored = (await makeCall({ to: '+15005550019' })).recording;
  bytes = fs.readFileSync(fileOf(stored.object_key));
});

// --- What we hold -------------------------------------------------------------

test('the metadata tell the file\'s length, hash and duration', async () => {
  const answer = await get(ofRecording(stored.id, ''));
  assert.strictEqual(answer.status, 200, answer.text);
  assert.strictEqual(answer.headers['content-type'], 'application/json');
  assert.strictEqual(answer.headers['cache-control'], 'private, no-store');
  const recording = answer.json();
  assert.strictEqual(recording.id, stored.id);
  assert.strictEqual(recording.state, 'stored');
  assert.strictEqual(recording.sha256, sha256(bytes));
  assert.strictEqual(recording.byteSize, bytes.length);
  assert.strictEqual(recording.channels, 2);
  assert.strictEqual(recording.durationMeasuredS, (bytes.length - 44) / 32000);
  assert.strictEqual(recording.durationReportedS, Math.round(recording.durationMeasuredS));
  assert.strictEqual(recording.call.id, recording.callRecordId);
  assert.strictEqual(recording.call.recording.id, recording.id);
  assert.deepStrictEqual(recording.segments.map(({ recordingSid, primary }) =>
    [recordingSid, primary]), [[stored.recording_sid, true]]);
  for (const [name, route] of [['streamUrl', '/stream'], ['downloadUrl', '/download'],
    ['peaksUrl', '/peaks']]) {
    assert.strictEqual(recording[name], ofRecording(stored.id, route));
  }
});

test('the stream is the file, for the session and for the token', async () => {
  for (const as of ['supervisor', 'token']) {
    const answer = await stream({}, { as });
    assert.strictEqual(answer.status, 200, answer.text);
    assert.ok(answer.body.equals(bytes));
    assert.strictEqual(answer.headers['content-length'], String(bytes.length));
    assert.strictEqual(answer.headers['content-type'], 'audio/wav');
    assert.strictEqual(answer.headers['accept-ranges'], 'bytes');
    assert.strictEqual(answer.headers['x-content-type-options'], 'nosniff');
    assert.match(answer.headers['cache-control'], /^private\b/);
    assert.match(answer.headers['content-disposition'], /^inline\b/);
    assert.match(answer.headers.etag, /^"[^"]+"$/);
    assert.strictEqual(answer.headers['set-cookie'], undefined);
    assert.strictEqual(answer.headers['x-accel-redirect'], undefined);
  }
});

test('a range is that part of the file', async () => {
  const size = bytes.length;
  for (const [range, first, last] of [
    ['bytes=0-99', 0, 99], ['bytes=-100', size - 100, size - 1], ['bytes=1000-', 1000, size - 1],
    [`bytes=${size - 1}-`, size - 1, size - 1], [`bytes=5-${size * 2}`, 5, size - 1],
  ]) {
    const answer = await stream({ range });
    assert.strictEqual(answer.status, 206, range);
    assert.strictEqual(answer.headers['content-range'], `bytes ${first}-${last}/${size}`);
    assert.strictEqual(answer.headers['content-length'], String(last - first + 1));
    assert.strictEqual(answer.headers['content-type'], 'audio/wav');
    assert.ok(answer.body.equals(bytes.subarray(first, last + 1)), range);
  }
});

// An error is no file: a browser must not save it under the name of the audio.
function assertNoFile(answer, status, code) {
  assertProblem(answer, status, code);
  assert.strictEqual(answer.headers['content-disposition'], undefined);
}

test('a range beyond the end is 416 and says how long the file is', async () => {
  for (const route of AUDIO_ROUTES) {
    const where = ofRecording(stored.id, route);
    const size = (await get(where)).body.length;
    for (const range of [`bytes=${size}-`, 'bytes=999999999-', 'bytes=-0']) {
      const answer = await get(where, { range });
      assertNoFile(answer, 416, 'range_not_satisfiable');
      assert.strictEqual(answer.headers['content-range'], `bytes */${size}`);
    }
  }
});

// nginx hangs up after a 412, without saying so.
test('what is only to be sent if it has changed or not is 412, not a page of nginx\'s', async () => {
  for (const route of AUDIO_ROUTES) {
    for (const [name, value] of [['if-match', '"another"'], ['if-unmodified-since', 'Mon, 01 Jan 2001 00:00:00 GMT']]) {
      const answer = await get(ofRecording(stored.id, route), { [name]: value, connection: 'close' });
      assertNoFile(answer, 412, 'precondition_failed');
    }
  }
});

test('a part is sent, of a segment that is named, too, and nothing that is known already', async () => {
  for (const route of AUDIO_ROUTES) {
    const where = `${ofRecording(stored.id, route)}?segment=${stored.recording_sid}`;
    const { etag, 'last-modified': modified } = (await get(where)).headers;
    const part = await get(where, { range: 'bytes=0-9', 'if-range': etag });
    assert.deepStrictEqual([part.status, part.body.length], [206, 10]);
    for (const headers of [{ 'if-none-match': etag }, { 'if-modified-since': modified }]) {
      assert.strictEqual((await get(where, headers)).status, 304, route);
    }
  }
});

test('what is no range of bytes is not obeyed', async () => {
  for (const range of ['seconds=0-9', 'bytes', 'bytes=']) {
    const answer = await stream({ range });
    assert.strictEqual(answer.status, 200, range);
    assert.ok(answer.body.equals(bytes), range);
  }
});

test('a range of bytes that cannot be read is 416', async () => {
  for (const range of ['bytes=x', 'bytes=9', 'bytes=x-9', 'bytes=9-0', 'bytes=0-9;']) {
    assertNoFile(await stream({ range }), 416, 'range_not_satisfiable');
  }
});

test('several ranges are each sent', async () => {
  const answer = await stream({ range: 'bytes=0-9,100-119' });
  assert.strictEqual(answer.status, 206);
  const [, boundary] = /^multipart\/byteranges; boundary=(\S+)$/
    .exec(answer.headers['content-type']);
  const parts = answer.body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  const contents = parts.map((part) => part.slice(part.indexOf('\r\n\r\n') + 4, -2));
  assert.deepStrictEqual(contents,
    [[0, 10], [100, 120]].map(([from, to]) => bytes.toString('latin1', from, to)));
});

test('ranges that together are longer than the file get the file', async () => {
  const range = `bytes=${Array.from({ length: 200 }, () => '0-').join(',')}`;
  const answer = await stream({ range });
  assert.strictEqual(answer.status, 200);
  assert.ok(answer.body.equals(bytes));
});

test('If-Range: the part while it is the same file, else all of it', async () => {
  const { etag, 'last-modified': modified } = (await stream({}, { method: 'HEAD' })).headers;
  for (const [ifRange, status] of [
    [etag, 206], ['"another"', 200], [modified, 206], ['Mon, 01 Jan 2001 00:00:00 GMT', 200],
  ]) {
    const answer = await stream({ range: 'bytes=0-99', 'if-range': ifRange });
    assert.strictEqual(answer.status, status, ifRange);
    assert.ok(answer.body.equals(status === 206 ? bytes.subarray(0, 100) : bytes));
  }
});

test('If-None-Match: 304 while it is the same file', async () => {
  const { etag } = (await stream({}, { method: 'HEAD' })).headers;
  const same = await stream({ 'if-none-match': etag });
  assert.strictEqual(same.status, 304);
  assert.strictEqual(same.body.length, 0);
  assert.strictEqual(same.headers.etag, etag);
  assert.strictEqual((await stream({ 'if-none-match': '"another"' })).status, 200);
});

test('HEAD is GET without its body', async () => {
  for (const route of ROUTES) {
    const where = ofRecording(stored.id, route);
    const [head, full] = [await get(where, {}, { method: 'HEAD' }), await get(where)];
    assert.strictEqual(head.status, 200, route);
    assert.strictEqual(head.body.length, 0);
    assert.strictEqual(head.headers['content-type'], full.headers['content-type']);
    assert.strictEqual(head.headers.etag, full.headers.etag);
  }
  const head = await stream({}, { method: 'HEAD' });
  assert.strictEqual(head.headers['content-length'], String(bytes.length));
});

test('the download is an attachment with a name for people', async () => {
  const answer = await get(ofRecording(stored.id, '/download'));
  assert.strictEqual(answer.status, 200);
  assert.ok(answer.body.equals(bytes));
  assert.strictEqual(answer.headers['content-type'], 'audio/wav');
  const match = /^attachment; filename="([^"]+)"; filename\*=UTF-8''(\S+)$/
    .exec(answer.headers['content-disposition']);
  assert.ok(match, answer.headers['content-disposition']);
  assert.match(match[1], /^call \d{4}-\d\d-\d\d \d\d\.\d\d \+15005550019\.wav$/);
  assert.strictEqual(decodeURIComponent(match[2]), match[1]);
  const part = await get(ofRecording(stored.id, '/download'), { range: 'bytes=0-99' });
  assert.strictEqual(part.status, 206);
  assert.ok(part.body.equals(bytes.subarray(0, 100)));
});

test('a name with quotes, semicolons and letters of any script is harmless', async () => {
  const name = 'Zoë "x"; a/b\\c 李';
  sql(`update data.call_record set contact_name = '${name}' where id = '${stored.call_record_id}'`);
  const answer = await get(ofRecording(stored.id, '/download'), { range: 'bytes=0-9' });
  assert.strictEqual(answer.status, 206);
  const match = /^attachment; filename="([^"\\;/]+)"; filename\*=UTF-8''([A-Za-z0-9._~%-]+)$/
    .exec(answer.headers['content-disposition']);
  assert.ok(match, answer.headers['content-disposition']);
  assert.ok(decodeURIComponent(match[2]).endsWith(` ${name}.wav`));
});

// The 16-bit samples of a WAV file with a head of 44 bytes.
const samplesOf = (wav) => wav.subarray(44);

test('R26: all segments of a call are one file, with silence for the gap', async () => {
  const { call } = await makeCall({ recordings: [{ startsAfterS: 100, dialogue: 'sales' }] });
  const [first, second] = call.recordingSids;
  await untilState(first, 'stored');
  const recording = await until('both are stored', async () => {
    const shown = (await get(ofRecording(recordingOf(first).id, ''))).json();
    return shown.segments.every(({ state }) => state === 'stored') && shown;
  });
  const { pieces } = recording.timeline;
  assert.deepStrictEqual(pieces.map(({ recordingSid }) => recordingSid), [first, second]);
  assert.strictEqual(recording.call.recording.segmentCount, 2);
  assert.strictEqual(recording.downloadAllUrl, ofRecording(recording.id, '/download?all=1'));

  const answer = await get(recording.downloadAllUrl);
  assert.strictEqual(answer.status, 200, answer.text);
  assert.strictEqual(answer.headers['content-type'], 'audio/wav');
  assert.match(answer.headers['content-disposition'], /^attachment; filename="call .*\.wav"/);
  const gap = Math.min(pieces[1].gapS, 60) * 32000;
  assert.ok(gap > 0);
  const parts = pieces.map(({ recordingSid }) =>
    samplesOf(fs.readFileSync(fileOf(recordingOf(recordingSid).object_key))));
  assert.strictEqual(Number(answer.headers['content-length']), answer.body.length);
  const whole = samplesOf(answer.body);
  assert.strictEqual(whole.length, parts[0].length + gap + parts[1].length);
  assert.ok(whole.subarray(0, parts[0].length).equals(parts[0]), 'the first is as it was');
  assert.ok(whole.subarray(parts[0].length, -parts[1].length).every((byte) => byte === 0), 'silence');
  assert.ok(whole.subarray(-parts[1].length).equals(parts[1]), 'the second is as it was');

  const head = await get(recording.downloadAllUrl, {}, { method: 'HEAD' });
  assert.strictEqual(head.headers['content-length'], answer.headers['content-length']);
  assert.strictEqual(head.body.length, 0);
  for (const query of ['all=2', 'all=', `all=1&segment=${first}`]) {
    assertProblem(await get(ofRecording(recording.id, `/download?${query}`)), 400, 'invalid_all');
  }
  for (const { streamUrl, recordingSid } of pieces) {
    assert.strictEqual((await get(streamUrl)).body.length, fs.statSync(fileOf(recordingOf(recordingSid).object_key)).size);
  }
});

test('the peaks are the waveform of both channels', async () => {
  const answer = await get(ofRecording(stored.id, '/peaks'));
  assert.strictEqual(answer.status, 200, answer.text);
  assert.strictEqual(answer.headers['content-type'], 'application/json');
  assert.match(answer.headers['cache-control'], /^private\b/);
  assert.ok(answer.headers.etag);
  const peaks = answer.json();
  assert.strictEqual(peaks.channels, 2);
  assert.strictEqual(peaks.durationS, (bytes.length - 44) / 32000);
  assert.ok(peaks.durationS >= 20);
  assert.strictEqual(peaks.peaks.length, 2);
  for (const channel of peaks.peaks) {
    assert.strictEqual(channel.length,
      2 * Math.ceil(peaks.durationS * peaks.sampleRate / peaks.samplesPerPeak));
    assert.ok(channel.every((n) => Number.isInteger(n) && n >= -128 && n <= 127));
    assert.ok(channel.every((n, i) => i % 2 === 0 || n >= channel[i - 1]), 'low, then high');
    assert.ok(Math.max(...channel) > 10, 'somebody speaks');
  }
});

test('the first peak is that of the first samples', async () => {
  const { samplesPerPeak, peaks } = (await get(ofRecording(stored.id, '/peaks'))).json();
  const samples = Array.from({ length: bytes.length / 4 - 11 }, (_, i) =>
    [0, 1].map((channel) => bytes.readInt16LE(44 + 4 * i + 2 * channel)));
  for (const at of [0, 100, 500]) {
    for (const channel of [0, 1]) {
      const part = samples.slice(at * samplesPerPeak, (at + 1) * samplesPerPeak)
        .map((frame) => frame[channel]);
      assert.deepStrictEqual(peaks[channel].slice(2 * at, 2 * at + 2),
        [Math.min(...part) >> 8, Math.max(...part) >> 8]);
    }
  }
});

// --- Who may ------------------------------------------------------------------

const everyRoute = (id, callRecordId) => [
  ...ROUTES.map((route) => ofRecording(id, route)), `/api/call-records/${callRecordId}`,
];

test('every route asks for a log-in', async () => {
  const all = [...everyRoute(stored.id, stored.call_record_id), ...everyRoute(UNKNOWN, UNKNOWN),
    '/api/call-records', '/api/session'];
  for (const where of all) {
    assertProblem(await request(where), 401, 'not_logged_in');
  }
});

test('a rubbish cookie or token is nobody\'s', async () => {
  for (const headers of RUBBISH) {
    for (const where of [...everyRoute(stored.id, stored.call_record_id), '/api/call-records']) {
      assertProblem(await request(where, { headers }), 401,
        /^Bearer ./.test(headers.authorization) ? 'invalid_token' : 'not_logged_in');
    }
  }
});

test('an unknown id is 404', async () => {
  for (const where of everyRoute(UNKNOWN, UNKNOWN)) {
    assertProblem(await get(where), 404);
  }
});

test('what is no id is 404', async () => {
  for (const id of ['1', stored.id.toUpperCase(), `${stored.id}0`, '..', '..%2f..%2fetc',
    `${stored.id}%0a`, `${stored.id}'`, `${stored.id}/`]) {
    assertProblem(await get(ofRecording(id)), 404);
  }
});

test('nobody reaches the internal locations', async () => {
  for (const where of [
    `/internal/media/${stored.object_key}`, `/internal/media/${stored.object_key}.peaks.json`,
    `/internal/twilio/${env.TWILIO_ACCOUNT_SID}/${stored.recording_sid}`, '/internal/',
  ]) {
    for (const as of [null, 'supervisor', 'token']) {
      assertProblem(await request(where, { as }), 404);
    }
  }
});

test('POST, PUT and DELETE are 405 and say what is allowed', async () => {
  for (const where of everyRoute(stored.id, stored.call_record_id)) {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const answer = await get(where, {}, { method });
      assertProblem(answer, 405, 'method_not_allowed');
      assert.strictEqual(answer.headers.allow, 'GET, HEAD');
    }
  }
});

// --- Another organization -----------------------------------------------------

const OTHER_TOKEN = sid('').padEnd(64, '0');
let other;

before(() => {
  other = sql(`insert into data.organization (name) values ('Other ${sid('')}') returning id`);
  sql(`insert into data.api_token (organization_id, name, scopes, token_hash)
       values ('${other}', 'other', '{supervisor}', '\\x${sha256(OTHER_TOKEN)}')`);
});
// Only while there is one organization, recctl need not be told which.
after(() => {
  sql(`delete from data.api_token where organization_id = '${other}'`);
  sql(`delete from data.organization where id = '${other}'`);
});

test('another organization\'s recording is 404 on every route', async () => {
  const headers = { authorization: `Bearer ${OTHER_TOKEN}` };
  for (const where of everyRoute(stored.id, stored.call_record_id)) {
    for (const method of ['GET', 'HEAD']) {
      const answer = await request(where, { headers, method });
      assert.strictEqual(answer.status, 404, where);
      assert.strictEqual(answer.headers['content-disposition'], undefined);
    }
    assertProblem(await request(where, { headers }), 404);
  }
  const list = await request('/api/call-records', { headers });
  assert.strictEqual(list.status, 200);
  assert.deepStrictEqual(list.json().items, []);
});

test('a token that was revoked is nobody\'s', async () => {
  const token = sid('').padEnd(64, '1');
  sql(`insert into data.api_token (organization_id, name, scopes, token_hash, revoked_at)
       values ('${other}', 'old', '{supervisor}', '\\x${sha256(token)}', now())`);
  const answer = await request('/api/call-records', {
    headers: { authorization: `Bearer ${token}` },
  });
  assertProblem(answer, 401, 'invalid_token');
});

// --- While only Twilio has the audio ------------------------------------------

const postpone = (recordingSid, when) => sql(`update data.media_job
  set run_at = ${when} where recording_sid = '${recordingSid}'`);

// A recording that no mirror will copy while fn runs; then one does.
async function whileOnlyTwilioHasIt(fn) {
  const { call, recording } = await whileMirrorsRest(async () => {
    const made = await makeCall({ state: 'available' });
    await settle(made.call.callSid);
    postpone(made.call.recordingSid, 'now() + interval \'1 hour\'');
    return made;
  });
  try {
    await fn(recording);
    assert.strictEqual(recordingOf(call.recordingSid).state, 'available');
  } finally {
    await sim('PUT', `/recordings/${call.recordingSid}/media`, [{}]);
    postpone(call.recordingSid, 'now()');
  }
  await untilState(call.recordingSid, 'stored');
}

// nginx hands on the WWW-Authenticate of a 401 whatever it is told; after a 409 it means nothing.
function assertNothingOfTwilio(answer) {
  const pair = `${env.TWILIO_ACCOUNT_SID}:${env.TWILIO_AUTH_TOKEN}`;
  const secret = Buffer.from(pair).toString('base64');
  const head = JSON.stringify(answer.headers);
  for (const [what, text] of Object.entries({ secret, token: env.TWILIO_AUTH_TOKEN })) {
    assert.ok(!head.includes(text), what);
    assert.ok(!answer.text.includes(text), what);
  }
  const names = Object.keys(answer.headers);
  assert.deepStrictEqual(names.filter((name) =>
    /^twilio-|^set-cookie$|^x-accel|^location$|^www-authenticate$/.test(name)), []);
}

test('it is passed on from Twilio, with ranges', () => whileOnlyTwilioHasIt(async (recording) => {
  const audio = await audioOf(recording.recording_sid);
  const where = ofRecording(recording.id);
  const full = await get(where);
  assert.strictEqual(full.status, 200, full.text);
  assert.ok(full.body.equals(audio));
  assert.match(full.headers['content-type'], /^audio\//);
  assert.match(full.headers['cache-control'], /^private\b/);
  assert.strictEqual(full.headers['x-content-type-options'], 'nosniff');
  const size = audio.length;
  for (const [range, first, last] of [['bytes=0-99', 0, 99], ['bytes=-100', size - 100, size - 1],
    ['bytes=70000-140000', 70000, 140000]]) {
    const part = await get(where, { range });
    assert.strictEqual(part.status, 206, range);
    assert.strictEqual(part.headers['content-range'], `bytes ${first}-${last}/${size}`);
    assert.ok(part.body.equals(audio.subarray(first, last + 1)));
  }
  const beyond = await get(where, { range: `bytes=${size}-` });
  assertNoFile(beyond, 416, 'range_not_satisfiable');
  assert.strictEqual(beyond.headers['content-range'], `bytes */${size}`);
  const head = await get(where, {}, { method: 'HEAD' });
  assert.strictEqual(head.status, 200);
  assert.strictEqual(head.body.length, 0);
  assert.strictEqual(head.headers['content-length'], String(size));
  const download = await get(ofRecording(recording.id, '/download'));
  assert.ok(download.body.equals(audio));
  assert.match(download.headers['content-disposition'], /^attachment; filename="call /);
  [full, beyond, head, download].forEach(assertNothingOfTwilio);
}));

test('neither the person\'s headers nor our secrets go the wrong way', () =>
  whileOnlyTwilioHasIt(async (recording) => {
    for (const as of ['supervisor', 'token']) {
      const answer = await get(ofRecording(recording.id),
        { 'x-private': 'mine', 'user-agent': 'mine', range: 'bytes=0-9' }, { as });
      assert.strictEqual(answer.status, 206);
    }
    const arrived = await requestsFor(recording.recording_sid);
    assert.strictEqual(arrived.length, 2);
    for (const { method, path, headers, authorization } of arrived) {
      assert.strictEqual(method, 'GET');
      assert.strictEqual(path, mediaPath(recording.recording_sid));
      assert.strictEqual(authorization, true);
      assert.deepStrictEqual(Object.keys(headers).filter((name) =>
        !['host', 'connection'].includes(name)), []);
      assert.ok(!JSON.stringify(headers).includes('mine'));
    }
  }));

const REFUSALS = [
  { status: 404 }, { status: 401 }, { status: 403 }, { status: 429, retryAfter: 1 },
  { status: 500 }, { status: 503 }, { redirect: true }, { redirect: true, status: 307 },
  { redirect: 'http://127.0.0.1:1/' },
];

test('while Twilio does not hand it out, it is 409', () =>
  whileOnlyTwilioHasIt(async (recording) => {
    for (const script of REFUSALS) {
      await sim('PUT', `/recordings/${recording.recording_sid}/media`, [script]);
      for (const [route, headers] of [['/stream', {}], ['/stream', { range: 'bytes=0-99' }], ['/download', {}]]) {
        const answer = await get(ofRecording(recording.id, route), headers);
        assertNoFile(answer, 409, 'recording_not_ready');
        const { detail } = answer.json();
        assert.strictEqual(/refuses our credentials/.test(detail), [401, 403].includes(script.status), detail);
        assert.ok(Number(answer.headers['retry-after']) > 0);
        assertNothingOfTwilio(answer);
      }
    }
  }));

test('an error that Twilio sends with 200 is not played', () =>
  whileOnlyTwilioHasIt(async (recording) => {
    await sim('PUT', `/recordings/${recording.recording_sid}/media`, [{ xmlError: true }]);
    const answer = await get(ofRecording(recording.id));
    assert.ok(!/^audio\//.test(answer.headers['content-type']), answer.headers['content-type']);
    assertNothingOfTwilio(answer);
  }));

test('audio that Twilio cuts short does not look whole', () =>
  whileOnlyTwilioHasIt(async (recording) => {
    for (const script of [{ truncate: 100000 }, { reset: true }]) {
      await sim('PUT', `/recordings/${recording.recording_sid}/media`, [script]);
      const got = await get(ofRecording(recording.id)).catch((error) => error);
      assert.ok(got instanceof Error || got.status !== 200, JSON.stringify(script));
    }
  }));

test('the waveform of audio that is not copied yet is 409', () =>
  whileOnlyTwilioHasIt(async (recording) => {
    assertProblem(await get(ofRecording(recording.id, '/peaks')), 409, 'recording_not_stored');
    const metadata = (await get(ofRecording(recording.id, ''))).json();
    assert.strictEqual(metadata.state, 'available');
    assert.strictEqual(metadata.peaksUrl, null);
    assert.strictEqual(metadata.sha256, null);
  }));

test('audio that cannot be had now, or is encrypted, is 409', () =>
  whileOnlyTwilioHasIt(async (recording) => {
    const set = (what) => sql(`update data.recording_segment set ${what}
      where recording_sid = '${recording.recording_sid}'`);
    assertNoFile(await get(ofRecording(recording.id, '/download?all=1')), 409, 'recording_not_stored');
    set(`encryption = '{}'`);
    for (const route of AUDIO_ROUTES) {
      assertNoFile(await get(ofRecording(recording.id, route)), 409, 'recording_encrypted');
    }
    set(`encryption = null, problem = 'unreachable', state_reason = 'it did not come'`);
    for (const route of AUDIO_ROUTES) {
      assertNoFile(await get(ofRecording(recording.id, route)), 409, 'recording_not_fetchable');
    }
  }));

test('more than a WAV file can hold is 413', async () => {
  const long = (seconds) => sql(`update data.recording_segment set duration_measured_s = ${seconds}
    where recording_sid = '${stored.recording_sid}'`);
  const { duration_measured_s: seconds } = recordingOf(stored.recording_sid);
  long(2 ** 32 / 32000);
  const answer = await get(ofRecording(stored.id, '/download?all=1'));
  long(seconds);
  assertNoFile(answer, 413, 'recording_too_long');
});

// --- Where there is no audio --------------------------------------------------

async function assertNoAudio(recording, status, code) {
  for (const route of AUDIO_ROUTES) {
    for (const as of ['supervisor', 'token']) {
      const answer = await get(ofRecording(recording.id, route), { range: 'bytes=0-9' }, { as });
      assertNoFile(answer, status, code);
    }
  }
  assert.strictEqual((await get(ofRecording(recording.id, ''))).status, 200);
}

test('in progress is 409', async () => {
  const params = recordingParams();
  assert.strictEqual((await callback('recording-callback', params)).status, 204);
  await assertNoAudio(recordingOf(params.RecordingSid), 409, 'recording_in_progress');
});

test('absent is 410, and says Twilio\'s ErrorCode', async () => {
  const { recording } = await makeCall({ recording: { status: 'absent' }, state: 'absent' });
  await assertNoAudio(recording, 410, 'recording_absent');
  const answer = await get(ofRecording(recording.id));
  assert.match(answer.json().detail, /16101/);
  assert.strictEqual((await get(ofRecording(recording.id, ''))).json().stateReason, '16101');
});

test('failed is 409', async () => {
  const { recording } = await makeCall({ recording: { status: 'failed' }, state: 'failed' });
  await assertNoAudio(recording, 409, 'recording_failed');
});

test('deleted is 410', async () => {
  const { recording } = await makeCall({ recording: { status: 'absent' }, state: 'absent' });
  sql(`update data.recording_segment set state = 'deleted'
        where recording_sid = '${recording.recording_sid}';
       update data.recording set state = 'deleted' where id = '${recording.id}'`);
  await assertNoAudio(recording, 410, 'recording_deleted');
});

test('a file that is not there is an error, and no audio', async () => {
  const file = fileOf(stored.object_key);
  const files = [file, `${file}.peaks.json`];
  files.forEach((name) => fs.renameSync(name, `${name}.away`));
  try {
    for (const route of AUDIO_ROUTES) {
      assertNoFile(await get(ofRecording(stored.id, route)), 500, 'media_missing');
      assertNoFile(await get(ofRecording(stored.id, route), { range: 'bytes=0-99' }), 500, 'media_missing');
    }
    assertNoFile(await get(ofRecording(stored.id, '/download?all=1')), 500, 'media_missing');
  } finally {
    files.forEach((name) => fs.renameSync(`${name}.away`, name));
  }
  assert.strictEqual((await stream()).status, 200);
});
