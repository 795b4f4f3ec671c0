#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const crypto = require('node:crypto');
const { once } = require('node:events');
const fs = require('node:fs');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const { after, before, beforeEach, test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { ACCOUNT, TOKEN, environment, runToEnd, startBed } = require('./bed');
const { toFields } = require('./form');
const { sign, signedUrl } = require('./signature');

let bed;
before(async () => {
  bed = await startBed();
});
beforeEach(() => {
  bed.receiver.got.length = 0;
  bed.receiver.answer = () => 204;
});
after(async () => {
  const { status, left, log } = await bed.stop();
  assert.strictEqual(status, 0, 'SIGTERM ends it with 0');
  assert.deepStrictEqual(left, ['audio'], 'the port file is gone, no work directory is left');
  assert.ok(!log.includes(TOKEN), 'the log does not have the token');
});

const play = (options) => bed.control('POST', '/calls', options);
const played = async (options) => {
  const call = await play({ speed: 0, ...options });
  return { ...call, ...await bed.settle(call) };
};
const namesOf = (got) => got.fields.map(([name]) => name).join(' ');

const USUAL = {
  CallSid: 'CA1234567890ABCDE', Caller: '+14158675309', Digits: '1234', From: '+14158675309',
  To: '+18005551212',
};
// From the suites of Twilio's SDKs, with the token 12345.
const VECTORS = [
  ['https://mycompany.com/myapp.php?foo=1&bar=2', USUAL, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['https://mycompany.com:1234/myapp.php?foo=1&bar=2', USUAL, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['http://mycompany.com:1234/myapp.php?foo=1&bar=2', USUAL, 'Zmvh+3yNM1Phv2jhDCwEM3q5ebU='],
  ['https://mycompany.com/myapp.php?foo=1&bar=2',
    { Sid: 'CA123', SidAccount: 'AC123', Digits: ['5678', '1234', '1234'] },
    'IK+Dwps556ElfBT0I3Rgjkr1wJU='],
  ['https://mycompany.com/myapp.php?foo=1&bar=2', {
    Message: 'Hello & goodbye! @#$%^*()', From: '+1 (415) 867-5309', Special: 'unicode: ñáéíóú',
  }, 'dCPiR4WtQ6QFN6pJh81CtlCcWLQ='],
];

test('signatures are those of Twilio\'s SDKs', () => {
  for (const [url, params, signature] of VECTORS) {
    assert.strictEqual(sign('12345', signedUrl(url), toFields(params)), signature, url);
  }
  assert.strictEqual(signedUrl('https://u:p@h:8443/a#rc=5', true), 'https://h:8443/a');
});

test('a recording callback has the captured form, headers and signature', async () => {
  const call = await played({ recording: { source: 'StartCallRecordingAPI' } });
  const got = bed.receiver.got.find(({ params }) => params.RecordingStatus === 'completed');
  assert.strictEqual(got.url, '/api/calls/recording-callback');
  assert.strictEqual(namesOf(got), 'RecordingSource RecordingTrack RecordingSid RecordingUrl ' +
    'RecordingStatus RecordingChannels ErrorCode CallSid RecordingStartTime AccountSid ' +
    'RecordingDuration');
  assert.match(got.body, /&ErrorCode=0&CallSid=CA[0-9a-f]{32}&RecordingStartTime=\w{3}%2C%20\d\d/);
  assert.strictEqual(got.params.RecordingUrl,
    `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT}/Recordings/${call.recordingSid}`);
  assert.strictEqual(got.headers['content-type'],
    'application/x-www-form-urlencoded; charset=UTF-8');
  assert.strictEqual(got.headers['user-agent'], 'TwilioProxy/1.1');
  const sorted = [...got.fields].sort(([a], [b]) => (a < b ? -1 : 1)).flat().join('');
  assert.strictEqual(got.headers['x-twilio-signature'], crypto.createHmac('sha1', TOKEN)
    .update(bed.receiver.url + got.url + sorted).digest('base64'));
});

test('parameters follow the source of the recording', async () => {
  const cases = [
    [{ conference: true }, /^RecordingSource .* ErrorCode ConferenceSid RecordingStartTime/],
    [{ recording: { source: 'RecordVerb' } }, /^RecordingSource RecordingSid .* CallSid/],
    [{ recording: { status: 'absent' } }, /AccountSid$/],
  ];
  for (const [options, expected] of cases) {
    bed.receiver.got.length = 0;
    await played({ ...options, events: { lose: ['completed'] } });
    assert.match(namesOf(bed.receiver.got.at(-1)), expected);
  }
  assert.strictEqual(bed.receiver.got.at(-1).params.ErrorCode, '16101');
});

test('an answered call and its child leg tell their progress', async () => {
  const call = await played({ direction: 'outbound-api', child: { to: '+15005550011' } });
  const of = (sid) => bed.receiver.got.map(({ params }) => params)
    .filter(({ CallSid, CallStatus }) => CallSid === sid && CallStatus)
    .sort((a, b) => a.SequenceNumber - b.SequenceNumber);
  const expected = ['initiated', 'ringing', 'in-progress', 'completed'];
  assert.deepStrictEqual(of(call.callSid).map(({ CallStatus }) => CallStatus), expected);
  const child = of(call.childCallSid);
  assert.deepStrictEqual(child.map(({ CallStatus }) => CallStatus), expected);
  assert.strictEqual(child[3].ParentCallSid, call.callSid);
  assert.strictEqual(child[3].Duration, '1', 'in minutes');
  const audioS = Number(child[3].CallDuration);
  assert.ok(audioS >= 20);
  assert.strictEqual(Date.parse(child[3].Timestamp) - Date.parse(child[2].Timestamp),
    audioS * 1000);
});

test('a busy call has no recording', async () => {
  const call = await played({ direction: 'outbound-api', outcome: 'busy' });
  assert.strictEqual(call.recordingSid, null);
  const { params } = bed.receiver.got.find((got) => got.params.CallStatus === 'busy');
  assert.deepStrictEqual([params.SipResponseCode, params.Duration, params.CallDuration],
    ['486', '0', '0']);
});

test('a call has several recordings, each with events of its own', async () => {
  const call = await played({ direction: 'outbound-api', recordings: [
    { status: 'absent' }, { source: 'NewKindOfSource', startsAfterS: 100, duration: 50 },
    { source: 'Trunking' }, { silent: true },
  ], events: { order: ['recording-3-completed', 'recording-completed', 'recording-2-absent'] } });
  const [first, second, third, fourth, fifth] = call.recordingSids;
  assert.strictEqual(first, call.recordingSid);
  const told = bed.receiver.got.map(({ params }) => params).filter((one) => one.RecordingStatus);
  assert.deepStrictEqual(told.filter((one) => one.RecordingStatus !== 'in-progress')
    .map((one) => [one.RecordingSid, one.RecordingSource]),
  [[third, 'NewKindOfSource'], [first, 'OutboundAPI'], [second, 'StartCallRecordingAPI']]);
  assert.ok(!told.some(({ RecordingSid }) => [fourth, fifth].includes(RecordingSid)));
  const { recordings } = await (await bed.rest(`/Calls/${call.callSid}/Recordings.json`)).json();
  assert.deepStrictEqual(new Set(recordings.map(({ sid }) => sid)), new Set(call.recordingSids));
  assert.deepStrictEqual(call.recordingStatuses,
    ['completed', 'absent', 'completed', 'completed', 'completed']);
  const { params: end } = bed.receiver.got.find(({ params }) => params.CallStatus === 'completed');
  assert.deepStrictEqual([end.CallDuration, end.RecordingSid], ['150', first]);
  const startOf = (sid) => Date.parse(recordings.find((one) => one.sid === sid).start_time);
  assert.strictEqual(startOf(third) - startOf(first), 100000);
});

test('only a failed connection is retried by default', async () => {
  bed.receiver.answer = () => 500;
  const [refused] = (await played({ recording: null })).callbacks;
  assert.deepStrictEqual([refused.status, refused.attempts], [500, 1]);
  const [unreached] = (await played({ recording: null, webhookBase: 'http://127.0.0.1:1' }))
    .callbacks;
  assert.strictEqual(unreached.attempts, 2);
  assert.match(unreached.status, /ECONNREFUSED/);
});

test('connection overrides are obeyed, unsigned, and keep the token', async () => {
  const answers = [500, 403, 204];
  bed.receiver.answer = () => answers.shift();
  const [callback] = (await played({ recording: null,
    webhookBase: `${bed.receiver.url}#rc=5&rp=4xx,5xx` })).callbacks;
  assert.deepStrictEqual([callback.status, callback.attempts], [204, 3]);
  const tokens = bed.receiver.got.map(({ headers }) => headers['i-twilio-idempotency-token']);
  assert.strictEqual(new Set(tokens).size, 1);
  assert.ok(bed.receiver.got.every(({ url }) => url === '/api/calls/status-callback'));
});

test('a slow answer is cut off after rt, and retried only if asked for', async () => {
  bed.receiver.answer = () => sleep(400, 204);
  const send = async (fragment) => (await played({ recording: null,
    webhookBase: bed.receiver.url + fragment })).callbacks[0];
  const { status, attempts } = await send('#rt=100');
  assert.deepStrictEqual([status, attempts], ['read timeout', 1]);
  assert.strictEqual((await send('#rt=100&rp=rt&rc=2')).attempts, 3);
});

test('order, hold, lose, duplicate', async () => {
  const order = ['recording-completed', 'completed', 'recording-in-progress', 'initiated'];
  const call = await played({ direction: 'outbound-api',
    events: { order, hold: ['answered'], lose: ['ringing'], duplicate: 1 } });
  const expected = ['recording-completed', 'completed', 'recording-in-progress', 'initiated']
    .flatMap((name) => [name, name]);
  assert.deepStrictEqual(bed.told(), expected);
  assert.deepStrictEqual(call.held, ['answered']);
  const { released } = await bed.control('POST', `/calls/${call.callSid}/release`, {});
  assert.deepStrictEqual(released.map(({ status }) => status), [204, 204]);
  assert.strictEqual(bed.told().at(-1), 'in-progress');
  const wrong = await play({ events: { order: ['child-ringing'] } });
  assert.match(wrong.error, /sends no child-ringing/);
});

test('extra parameters go last, null takes one away', async () => {
  await played({ recording: null, extraParams: { New: 'a b', SequenceNumber: null } });
  assert.match(bed.receiver.got[0].body, /&New=a%20b$/);
  assert.ok(!('SequenceNumber' in bed.receiver.got[0].params));
});

test('one webhook can be sent as one likes', async () => {
  const url = `${bed.receiver.url}//x%2Fy?a=1#rc=5`;
  const { status } = await bed.control('POST', '/send', { url, params: { A: ['b', 'a'] } });
  assert.strictEqual(status, 204);
  await bed.control('POST', '/send', { url, body: 'A=%zz', signature: null });
  const [signed, unsigned] = bed.receiver.got;
  assert.deepStrictEqual([signed.url, signed.body], ['//x%2Fy?a=1', 'A=b&A=a']);
  assert.strictEqual(signed.headers['x-twilio-signature'],
    sign(TOKEN, `${bed.receiver.url}//x%2Fy?a=1`, [['A', 'a'], ['A', 'b']]));
  assert.strictEqual(unsigned.body, 'A=%zz');
  assert.ok(!('x-twilio-signature' in unsigned.headers));
  const { error } = await bed.control('POST', '/send', { url: `${bed.receiver.url}/a b` });
  assert.match(error, /unescaped/);
});

test('https: only the configured CA is trusted, the port is not signed', async (t) => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'simulator-ca-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(dir, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt',
    'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '1',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' });
  const signatures = [];
  const server = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) },
    (request, response) => {
      signatures.push(request.headers['x-twilio-signature']);
      response.writeHead(204).end();
    }).listen(0, 'localhost');
  await once(server, 'listening');
  const trusting = await startBed({ CA_FILE: cert });
  t.after(async () => {
    server.close();
    fs.rmSync(dir, { recursive: true });
    await trusting.stop();
  });
  const url = `https://localhost:${server.address().port}/a`;
  const hook = { url, params: [] };
  assert.match((await bed.control('POST', '/send', hook)).error, /self.signed/);
  assert.strictEqual((await trusting.control('POST', '/send', hook)).status, 204);
  await trusting.control('POST', '/send', { ...hook, keepPort: true });
  assert.deepStrictEqual(signatures,
    [sign(TOKEN, 'https://localhost/a', []), sign(TOKEN, url, [])]);
});

test('a wrong configuration is refused with a sentence', async () => {
  const cases = [
    [{ TWILIO_ACCOUNT_SID: 'x' }, /TWILIO_ACCOUNT_SID must be/],
    [{ TWILIO_AUTH_TOKEN: '' }, /TWILIO_AUTH_TOKEN must be set/],
    [{ SIMULATOR_API_KEYS: 'SK1:secret' }, /SIMULATOR_API_KEYS must be/],
    [{ SIMULATOR_DIR: '/nonexistent' }, /SIMULATOR_DIR is not a writable directory/],
    [{ CA_FILE: '/nonexistent' }, /CA_FILE cannot be read/],
    [{ WEBHOOK_BASE_URL: 'https://localhost' }, /CA_FILE must name/],
  ];
  await Promise.all(cases.map(async ([wrong, sentence]) => {
    const { status, stderr } = await runToEnd(environment(bed.dir, wrong));
    assert.deepStrictEqual([status, stderr.split('\n').length], [1, 2]);
    assert.match(stderr, sentence);
  }));
});
