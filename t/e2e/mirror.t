#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// The mirror: whatever Twilio and fate do to it, in the end there is a whole copy, and no other.

const assert = require('node:assert');
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { test } = require('node:test');
const { isDeepStrictEqual } = require('node:util');
const stack = require('../stack');

stack.start({ mirrors: 2 });
const {
  audioOf, callback, env, fileOf, filesBeingWritten, filesKept, fromTwilio, makeCall, mediaPath, recordingOf,
  recordingParams, request, requestsFor, rows, settle, sha256, sid, sim, sql, until, untilState,
} = require('../lib');
const {
  MIRRORS, STATE, childrenOf, end, holdLock, isAlive, killMirrors, pidOf, signal, untilGone, withMirrors,
  workerOf,
} = require('./processes');

const TMP = path.join(env.MEDIA_DIR, 'tmp');
const LONG = { slowMs: 20, chunkBytes: 1000 }; // takes longer than any of these tests
const LONG_PAUSE = { slowMs: 60000, chunkBytes: 10000 }; // the mirror waits for half of that
const TRICKLE = { slowMs: 100, chunkBytes: 100 }; // would take a quarter of an hour
const STOP_MS = 2000;

// Stored, and byte for byte what Twilio has.
async function assertWhole(recordingSid) {
  const recording = await untilState(recordingSid, 'stored');
  const audio = await audioOf(recordingSid);
  assert.strictEqual(recording.sha256, sha256(audio));
  assert.strictEqual(Number(recording.byte_size), audio.length);
  assert.ok(fs.readFileSync(fileOf(recording.object_key)).equals(audio));
  assert.ok(fs.existsSync(fileOf(`${recording.object_key}.peaks.json`)));
  assert.deepStrictEqual(jobsOf(recordingSid), []);
  return recording;
}

const jobsOf = (recordingSid) =>
  rows(`select * from data.media_job where recording_sid = '${recordingSid}'`);

const transcriptionOf = (recording) =>
  rows(`select state from data.transcription_job where recording_id = '${recording.id}'`);

// A lease of a mirror that was killed runs for two minutes: nobody needs to see that pass.
const endLease = (recordingSid) => sql(`update data.media_job set run_at = now()
  where recording_sid = '${recordingSid}'`);

const removalsUnder = (dir) => Number(sql(`select count(*) from data.media_removal
  where object_key like '${dir}/%'`));

const readFrom = (file, at) => fs.readFileSync(file).subarray(at).toString();

const putMedia = (recordingSid, script) =>
  sim('PUT', `/recordings/${recordingSid}/media`, script);

// Which mirror is writing a file, and that file: [name, path], or undefined.
function writer() {
  return MIRRORS.filter((name) => workerOf(name) !== undefined).flatMap((name) => {
    const dir = `/proc/${workerOf(name)}/fd`;
    return fs.readdirSync(dir).map((fd) => {
      try {
        return [name, fs.readlinkSync(path.join(dir, fd))];
      } catch {
        return [name, ''];
      }
    });
  }).find(([, file]) => file.startsWith(`${TMP}/`));
}

const untilWriting = (bytes) => until('a mirror is in the middle of a download', () => {
  const [name, file] = writer() || [];
  return name !== undefined && fs.statSync(file).size >= bytes && { name, file };
});

const assertNothingLeftInTmp = () =>
  until('nothing is being written', () => filesBeingWritten().length === 0);

// Every file has its row, and every row its file, once a mirror has cleaned up.
const untilFilesMatchRows = () => until('every file has its row, and every row its file', () => {
  const keys = rows(`select object_key from data.recording_segment
    where object_key is not null`).map((row) => row.object_key);
  return isDeepStrictEqual(filesKept().sort(),
    keys.flatMap((key) => [key, `${key}.peaks.json`]).sort());
});

// How many of these times are within so many milliseconds, at most.
const togetherAt = (times, ms) => Math.max(...times.map((from) =>
  times.filter((time) => time >= from && time <= from + ms).length));

// A WAV file that says it has more audio than it has, in ASCII.
function wavOfLess() {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(0x00010024, 4);
  head.write('WAVEfmt ', 8);
  [[16, 16], [20, 0x00020001], [24, 8000], [28, 32000], [32, 0x00100004], [40, 0x00010000]]
    .forEach(([at, value]) => head.writeUInt32LE(value, at));
  head.write('data', 36);
  return Buffer.concat([head, Buffer.alloc(1000)]).toString('latin1');
}

const SCRIPTS = {
  '404 twice': [{ status: 404, times: 2 }, {}],
  '500': [{ status: 500 }, {}],
  '503 and then 429': [{ status: 503 }, { status: 429, retryAfter: 1 }, {}],
  '401': [{ status: 401 }, {}],
  'truncated': [{ truncate: 100000 }, {}],
  'truncated in chunks, of no known length': [{ truncate: 100000, chunked: true }, {}],
  'truncated within the header': [{ truncate: 20 }, {}],
  'a header that promises more than there is': [{ body: wavOfLess() }, {}],
  'a reset connection': [{ reset: true }, {}],
  'another type': [{ contentType: 'text/html', body: '<p>Sorry' }, {}],
  'the audio, with another type': [{ contentType: 'application/octet-stream' }, {}],
  'an error in XML with 200': [{ xmlError: true }, {}],
  'nothing': [{ empty: true }, {}],
  'no WAV': [{ body: 'RIFF of a different kind, not at all a WAV file' }, {}],
  'a redirect to a file': [{ redirect: 'file:///etc/passwd' }, {}],
  'a redirect to nowhere': [{ redirect: 'http://127.0.0.1:1/x.wav' }, {}],
};

test('what Twilio sends first does not matter', async (t) => {
  const made = await Promise.all(Object.entries(SCRIPTS).map(async ([what, media]) =>
    ({ what, media, sid: (await makeCall({ media, state: null })).call.recordingSid })));
  const sids = made.map(({ sid }) => `'${sid}'`).join();
  await until('all are stored', () => made.length === Number(sql(`select count(*)
    from data.recording_segment where recording_sid in (${sids}) and state = 'stored'`)), 60000);
  for (const { what, media, sid } of made) {
    await t.test(what, async () => {
      const bad = media.slice(0, -1).reduce((n, { times = 1 }) => n + times, 0);
      assert.strictEqual((await requestsFor(sid)).length, bad + 1);
      const recording = await assertWhole(sid);
      assert.deepStrictEqual(transcriptionOf(recording), [{ state: 'queued' }]);
    });
  }
  await assertNothingLeftInTmp();
  await untilFilesMatchRows();
});

test('audio in chunks, and audio slowly, are copied at once', async () => {
  for (const media of [[{ chunked: true }], [{ slowMs: 10, chunkBytes: 50000 }]]) {
    const { call } = await makeCall({ media });
    assert.strictEqual((await requestsFor(call.recordingSid)).length, 1);
    await assertWhole(call.recordingSid);
  }
});

test('both channels are asked for with our credential, and nothing else', async () => {
  const { call } = await makeCall();
  const [{ method, path: where, authorization }] = await requestsFor(call.recordingSid);
  assert.deepStrictEqual([method, where, authorization],
    ['GET', `${mediaPath(call.recordingSid)}?RequestedChannels=2`, true]);
  assert.strictEqual((await assertWhole(call.recordingSid)).channels, 2);
});

// Ends with the audio that other recordings have, too; before that there is silence.
const HEAD = 44;
const HUGE_S = 67142;
const HUGE = HEAD + 32000 * HUGE_S; // more than 2 GiB

// What the simulator sends as HUGE bytes of that audio.
function hugeHash(audio) {
  const hash = crypto.createHash('sha256');
  const zeros = Buffer.alloc(2 ** 20);
  const head = Buffer.from(audio.subarray(0, HEAD));
  head.writeUInt32LE(HUGE - 8, 4);
  head.writeUInt32LE(HUGE - HEAD, 40);
  hash.update(head);
  for (let left = HUGE - audio.length; left > 0; left -= zeros.length) {
    hash.update(zeros.subarray(0, Math.min(left, zeros.length)));
  }
  return hash.update(audio.subarray(HEAD)).digest('hex');
}

// Files of rows that are gone are removed once a minute, and when a mirror starts.
async function deleteRecording(recording) {
  sql(`begin;
       insert into data.media_removal (object_key) values ('${recording.object_key}');
       update data.recording_segment set state = 'deleted', object_key = null
        where recording_sid = '${recording.recording_sid}';
       update data.recording set state = 'deleted' where id = '${recording.id}';
       commit`);
  (await end(MIRRORS[0], 'SIGTERM', STOP_MS))();
  await until('its files are gone', () =>
    !fs.existsSync(fileOf(`${recording.object_key}.peaks.json`)));
}

// What is spoken at its end fits into the last two peaks.
async function assertPeaksOfHuge(recording) {
  const answer = await request(`/api/recordings/${recording.id}/peaks`, { as: 'supervisor' });
  const { durationS, peaks } = answer.json();
  assert.strictEqual(durationS, HUGE_S);
  for (const channel of peaks) {
    assert.ok(channel.slice(0, -4).every((n) => n === 0), 'silence');
    assert.ok(Math.max(...channel.slice(-4)) > 10, 'somebody speaks');
  }
}

const partOf = (recording, range) => request(`/api/recordings/${recording.id}/stream`, {
  as: 'supervisor', headers: { range },
});

test('more than 2 GiB are copied, and can be played at any place', async (t) => {
  const { bavail, bsize } = fs.statfsSync(env.MEDIA_DIR);
  if (bavail * bsize < 2 * HUGE) {
    t.skip('too little disk');
    return;
  }
  const { call } = await makeCall({ media: [{ sizeBytes: HUGE }, {}], state: null });
  const recording = await untilState(call.recordingSid, 'stored', 300000);
  try {
    const audio = await audioOf(call.recordingSid);
    const spokenAt = HUGE - audio.length + HEAD;
    assert.strictEqual(Number(recording.byte_size), HUGE);
    assert.strictEqual(fs.statSync(fileOf(recording.object_key)).size, HUGE);
    assert.strictEqual(recording.sha256, hugeHash(audio));
    assert.strictEqual(Number(recording.duration_measured_s), HUGE_S);
    const part = await partOf(recording, `bytes=${spokenAt}-`);
    assert.strictEqual(part.status, 206);
    assert.strictEqual(part.headers['content-range'], `bytes ${spokenAt}-${HUGE - 1}/${HUGE}`);
    assert.ok(part.body.equals(audio.subarray(HEAD)));
    const across = await partOf(recording, `bytes=${2 ** 31 - 10}-${2 ** 31 + 9}`);
    assert.deepStrictEqual([across.status, across.body.length], [206, 20]);
    assert.strictEqual((await partOf(recording, `bytes=${HUGE}-`)).status, 416);
    await assertPeaksOfHuge(recording);
  } finally {
    await deleteRecording(recording);
  }
  await assertNothingLeftInTmp();
  await untilFilesMatchRows();
});

test('of four mirrors at work at once, no two fetch the same', async () => {
  const media = [{ slowMs: 20, chunkBytes: 100000 }]; // 9 pieces: 180 ms or more
  await withMirrors(4, async () => {
    const made = await Promise.all(Array.from({ length: 60 }, () =>
      makeCall({ media, state: null })));
    const sids = made.map(({ call }) => call.recordingSid);
    await until('all are stored', () => sql(`select count(*) from data.recording_segment
      where state = 'stored' and recording_sid in (${sids.map((one) => `'${one}'`).join()})`) ===
      String(sids.length), 60000);
    const requests = (await sim('GET', '/requests')).filter(({ path: where }) =>
      sids.some((one) => where.includes(one)));
    assert.strictEqual(requests.length, sids.length);
    assert.strictEqual(new Set(requests.map(({ path: where }) => where)).size, sids.length);
    const times = requests.map(({ at }) => Date.parse(at));
    assert.ok(togetherAt(times, 150) >= 4, 'four began within one download');
  });
  await assertNothingLeftInTmp();
  await untilFilesMatchRows();
});

const askedFor = async (recordingSid) => (await requestsFor(recordingSid))
  .map(({ path: where, status }) => [where.split('.wav')[1], status]);

test('of a mono recording one channel is asked for', async () => {
  const { call } = await makeCall({ recording: { channels: 1 } });
  assert.deepStrictEqual(await askedFor(call.recordingSid), [['', 200]]);
  assert.strictEqual((await assertWhole(call.recordingSid)).channels, 1);
});

test('where two channels are refused it is asked for as it is, at once', async () => {
  // Which might find out first that there is one channel only.
  const reconciler = workerOf('reconciler');
  signal(reconciler, 'SIGSTOP');
  const { call } = await makeCall({
    recording: { channels: 1 }, extraParams: { RecordingChannels: null },
  }).finally(() => signal(reconciler, 'SIGCONT'));
  assert.deepStrictEqual(await askedFor(call.recordingSid),
    [['?RequestedChannels=2', 400], ['', 200]]);
  assert.strictEqual((await assertWhole(call.recordingSid)).channels, 1);
});

test('a failed try is told, and nothing is stored meanwhile', async () => {
  const { call } = await makeCall({ media: [{ status: 404 }], state: 'available' });
  const [job] = await until('it was tried twice', () => {
    const jobs = jobsOf(call.recordingSid);
    return jobs[0].attempts >= 2 && jobs[0].last_error && jobs;
  });
  assert.match(job.last_error, /404/);
  const recording = recordingOf(call.recordingSid);
  assert.strictEqual(recording.state, 'available');
  assert.strictEqual(recording.object_key, null);
  assert.deepStrictEqual(transcriptionOf(recording), []);
  await putMedia(call.recordingSid, [{}]);
  await assertWhole(call.recordingSid);
});

// How Twilio says when to come back, and the least and most seconds until we do.
const inFiveSeconds = () => new Date(Date.now() + 5000).toUTCString();
const TOO_MANY = {
  'in seconds': [() => 5, 5, 6.25],
  'as a date': [inFiveSeconds, 3, 6.25],
  'not at all: then soon, as always': [() => undefined, 0.75, 1.25],
};

test('429 is obeyed: no try before Twilio wants one', async (t) => {
  const made = await Promise.all(Object.entries(TOO_MANY).map(async ([what, [after, ...bounds]]) => {
    const media = [{ status: 429, retryAfter: after() }, {}];
    const { call: { recordingSid } } = await makeCall({ media, state: null });
    const job = await until('it was refused', () =>
      jobsOf(recordingSid).find(({ last_error: error }) => error !== null));
    return { what, bounds, sid: recordingSid, job };
  }));
  for (const { what, bounds: [least, most], sid: one, job } of made) {
    await t.test(what, async () => {
      await assertWhole(one);
      const [refused, next] = (await requestsFor(one)).map(({ at }) => Date.parse(at));
      const runAt = Date.parse(job.run_at);
      assert.match(job.last_error, /429/);
      assert.ok(runAt - refused >= least * 1000, `${runAt - refused} ms`);
      assert.ok(runAt - refused <= most * 1000 + 1000, `${runAt - refused} ms`);
      assert.ok(next >= runAt);
    });
  }
});

test('a download that hangs, stops coming, or trickles is given up', async () => {
  await withMirrors(3, async () => {
    const made = await Promise.all([{ hang: true }, LONG_PAUSE, TRICKLE].map(async (bad) => {
      const { call } = await makeCall({ media: [bad], state: null });
      return call.recordingSid;
    }));
    const jobs = await Promise.all(made.map((one) => until('it was given up', () =>
      jobsOf(one).find(({ last_error: error }) => error !== null), 180000)));
    jobs.forEach(({ last_error: error }) => assert.strictEqual(error, 'Timeout was reached'));
    for (const one of made) await putMedia(one, [{}]);
    for (const one of made) await assertWhole(one);
  });
});

const REFUSED = {
  'a loop of redirects': ['self', /^too many redirects$/],
  'a redirect to a file': ['file:///etc/passwd', /^a redirect away from https was refused$/],
  'a redirect to gopher': ['gopher://127.0.0.1/', /^a redirect away from https was refused$/],
  'a redirect into our network': ['http://10.1.2.3/x.wav', /^a redirect to a private address/],
  'the same, in a number': ['http://0xa010203/x.wav', /^a redirect to a private address/],
  'a redirect to the machine\'s host': ['http://169.254.169.254/', /^a redirect to a private/],
};

test('a redirect to where we must not go is refused, and that is told', async (t) => {
  const made = await Promise.all(Object.entries(REFUSED).map(async ([what, [redirect, why]]) =>
    ({ what, why, sid: (await makeCall({ media: [{ redirect }], state: null })).call.recordingSid })));
  for (const { what, why, sid } of made) {
    await t.test(what, async () => {
      const { last_error: error } = await until('it was tried', () =>
        jobsOf(sid).find((job) => job.last_error !== null));
      assert.match(error, why);
      await putMedia(sid, [{}]);
    });
  }
  for (const { sid } of made) await assertWhole(sid);
  const hops = (await requestsFor(made[0].sid)).map(({ path: where }) => where);
  assert.ok(hops.some((where) => where.endsWith('hop=5')), 'five are followed');
  assert.ok(!hops.some((where) => where.endsWith('hop=6')), 'no more');
});

test('after a day of failures it is failed, and the next callback tries again', async () => {
  const { call } = await makeCall({ media: [{ status: 404 }], state: 'available' });
  sql(`update data.media_job set first_tried_at = now() - interval '24 hours 1 second', run_at = now()
        where recording_sid = '${call.recordingSid}'`);
  const failed = await untilState(call.recordingSid, 'failed');
  assert.match(failed.state_reason, /404/);
  assert.deepStrictEqual(jobsOf(call.recordingSid), []);
  await putMedia(call.recordingSid, [{}]);
  const answer = await callback('recording-callback', recordingParams({
    RecordingSid: call.recordingSid, CallSid: call.callSid, RecordingStatus: 'completed',
  }));
  assert.strictEqual(answer.status, 204);
  await assertWhole(call.recordingSid);
});

const recordingPath = (recordingSid) => mediaPath(recordingSid).replace(/\.wav$/, '.json');

// What the API says of a recording, and what its audio answers.
async function shownOf(recordingSid) {
  const { id } = recordingOf(recordingSid);
  const { state, playable, canRetry, reasonCode, stateReason } =
    (await request(`/api/recordings/${id}`, { as: 'supervisor' })).json();
  const audio = await request(`/api/recordings/${id}/stream`, { as: 'supervisor' });
  return { state, playable, canRetry, reasonCode, stateReason, status: audio.status,
    ...audio.status >= 400 && { code: audio.json().code } };
}

// Once its audio was refused for that reason.
async function untilShown(recordingSid, problem) {
  await until(`${recordingSid} is ${problem}`, () => sql(`select problem from data.recording_segment
    where recording_sid = '${recordingSid}'`) === problem, 60000);
  return shownOf(recordingSid);
}

test('R21: audio that cannot be fetched is not called playable, and the reason is told', async (t) => {
  const refuse = async (media) => (await makeCall({ media, state: 'available' })).call.recordingSid;
  await t.test('credentials refused', async () => {
    const recordingSid = await refuse([{ status: 401 }]);
    const { stateReason, ...shown } = await untilShown(recordingSid, 'credentials_refused');
    assert.deepStrictEqual(shown, { state: 'available', playable: false, canRetry: false,
      reasonCode: 'credentials_refused', status: 409, code: 'recording_not_fetchable' });
    assert.strictEqual(stateReason, 'Twilio refuses our credentials (401)');
    const accounts = async (as) => (await request('/api/coverage', { as })).json().accounts;
    const [{ accountSid, refusedSince }] = await accounts('admin');
    assert.strictEqual(accountSid, env.TWILIO_ACCOUNT_SID);
    assert.ok(Math.abs(Date.now() - Date.parse(refusedSince)) < 60000, refusedSince);
    assert.deepStrictEqual(await accounts('supervisor'), []);
    assert.deepStrictEqual(await accounts('token'), []);
    await putMedia(recordingSid, [{}]);
    await assertWhole(recordingSid);
    assert.deepStrictEqual(await accounts('admin'), [], 'Twilio takes them again');
    assert.deepStrictEqual(await shownOf(recordingSid), { state: 'stored', playable: true, canRetry: false,
      reasonCode: null, stateReason: null, status: 200 });
  });
  await t.test('not ready yet', async () => {
    const recordingSid = await refuse([{ status: 404 }]);
    const { canRetry, stateReason } = await untilShown(recordingSid, 'not_ready');
    assert.strictEqual(canRetry, false, 'it is tried again by itself');
    assert.match(stateReason, /does not hand its audio out yet/);
    await putMedia(recordingSid, [{}]);
    await assertWhole(recordingSid);
  });
  await t.test('gone at Twilio', async () => {
    // The reconciler would see it in a list.
    signal(workerOf('reconciler'), 'SIGSTOP');
    try {
      const recordingSid = await refuse([{ status: 404 }]);
      await fromTwilio('DELETE', recordingPath(recordingSid));
      const { playable, canRetry, stateReason } = await untilShown(recordingSid, 'gone_at_twilio');
      assert.deepStrictEqual([playable, canRetry], [false, false]);
      assert.match(stateReason, /does not have it any more/);
      sql(`delete from data.media_job where recording_sid = '${recordingSid}'`);
    } finally {
      signal(workerOf('reconciler'), 'SIGCONT');
    }
  });
  await t.test('unreachable, and damaged', async () => {
    const [reset, rubbish] = [await refuse([{ reset: true }]), await refuse([{ body: 'RIFF, but no WAV' }])];
    assert.strictEqual((await untilShown(reset, 'unreachable')).playable, false);
    await untilShown(rubbish, 'damaged');
    await putMedia(reset, [{}]);
    await putMedia(rubbish, [{}]);
    await assertWhole(reset);
    await assertWhole(rubbish);
  });
});

test('the RecordingUrl of a callback is never fetched', async (t) => {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url);
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const RecordingUrl = `http://127.0.0.1:${server.address().port}/audio`;
  const { call } = await makeCall({
    media: [{ status: 404 }, {}],
    eventParams: {
      'recording-completed': { RecordingUrl }, 'recording-in-progress': { RecordingUrl },
      completed: { RecordingUrl },
    },
  });
  await settle(call.callSid);
  await assertWhole(call.recordingSid);
  assert.deepStrictEqual(asked, []);
});

test('a redirect to another host is followed without our credential', async () => {
  const { call } = await makeCall({ media: [{ redirect: true }, {}] });
  const requests = await requestsFor(call.recordingSid);
  const hosts = [...new Set(requests.map(({ host }) => host))];
  assert.strictEqual(hosts.length, 2, JSON.stringify(requests));
  assert.deepStrictEqual(requests.map(({ host, authorization, status }) =>
    [hosts.indexOf(host), authorization, status]), [[0, true, 302], [1, false, 200]]);
  await assertWhole(call.recordingSid);
});

// A key pair whose private half the mirrors have, if asked.
function makeKey(t, ours = true) {
  const publicKeySid = sid('CR');
  const { publicKey, privateKey } = crypto.generateKeyPairSync('rsa', {
    modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const file = path.join(env.TWILIO_PRIVATE_KEYS_DIR, `${publicKeySid}.pem`);
  const keep = () => fs.writeFileSync(file, privateKey, { mode: 0o600 });
  if (ours) {
    keep();
  }
  t.after(() => fs.rmSync(file, { force: true }));
  return { publicKeySid, publicKey, keep };
}

const sealed = ({ publicKeySid, publicKey }, more = {}) =>
  ({ encryption: { publicKeySid, publicKey, ...more } });

test('what Twilio encrypted is stored in clear', async (t) => {
  const key = makeKey(t);
  const plain = await audioOf((await makeCall()).call.recordingSid);
  const { call } = await makeCall({ recording: sealed(key), media: [{ chunked: true }] });
  const recording = await untilState(call.recordingSid, 'stored');
  assert.deepStrictEqual(await askedFor(call.recordingSid), [['', 200]]);
  assert.ok(fs.readFileSync(fileOf(recording.object_key)).equals(plain));
  assert.strictEqual(recording.sha256, sha256(plain));
  assert.strictEqual(Number(recording.byte_size), plain.length);
  assert.strictEqual(recording.channels, 2);
});

test('what is not as Twilio encrypted it is not stored, and that is told', async (t) => {
  const key = makeKey(t);
  const absent = makeKey(t, false);
  const other = makeKey(t);
  const cases = {
    'a wrong tag': [sealed(key, { wrongTag: true }), {}, /^its authentication tag is wrong$/],
    'cut short': [sealed(key), { truncate: 1000 }, /partial/],
    'no private key': [sealed(absent), {},
      new RegExp(`^there is no private key ${absent.publicKeySid} for it$`)],
    'another private key': [sealed({ ...key, publicKey: other.publicKey }), {},
      /^its key cannot be unwrapped$/],
    'no key of Twilio\'s': [sealed({ ...key, publicKeySid: '../twilio-accounts' }), {},
      /^there is no private key/],
  };
  const made = await Promise.all(Object.entries(cases).map(async ([what, [recording, media, why]]) =>
    ({ what, why, sid: (await makeCall({ recording, media: [media], state: null })).call.recordingSid })));
  for (const { what, why, sid: one } of made) {
    await t.test(what, async () => {
      const { last_error: error } = await until('it was tried', () =>
        jobsOf(one).find((job) => job.last_error !== null));
      assert.match(error, why);
      assert.strictEqual(recordingOf(one).object_key, null);
    });
  }
  absent.keep();
  await untilState(made[2].sid, 'stored');
  sql(`delete from data.media_job where recording_sid in (${made.map((m) => `'${m.sid}'`).join()})`);
  await assertNothingLeftInTmp();
  await untilFilesMatchRows();
});

test('SIGTERM in mid-download ends a mirror within 2 s, and nothing is lost', async () => {
  const { call } = await makeCall({ media: [LONG, {}], state: 'available' });
  const { name, file } = await untilWriting(5000);
  const began = Date.now();
  const startAgain = await end(name, 'SIGTERM', STOP_MS);
  assert.ok(Date.now() - began < STOP_MS);
  assert.ok(!fs.existsSync(file), 'it has taken its file away');
  startAgain();
  await assertWhole(call.recordingSid);
  await assertNothingLeftInTmp();
});

test('SIGTERM ends a mirror whose download hangs, too', async () => {
  const { call } = await makeCall({ media: [{ hang: true }, {}], state: 'available' });
  await until('it hangs', async () => (await requestsFor(call.recordingSid)).length > 0);
  const { name } = await untilWriting(0);
  const startAgain = await end(name, 'SIGTERM', STOP_MS);
  startAgain();
  await assertWhole(call.recordingSid);
});

test('SIGTERM ends a mirror that has nothing to do', async () => {
  for (const name of MIRRORS) {
    const startAgain = await end(name, 'SIGTERM', STOP_MS);
    startAgain();
  }
  const { call } = await makeCall();
  await assertWhole(call.recordingSid);
});

test('kill -9 in the middle of a download: a restart completes it', async () => {
  const { call } = await makeCall({ media: [LONG, {}], state: 'available' });
  const { file } = await untilWriting(20000);
  const startAgain = await killMirrors();
  try {
    assert.ok(fs.existsSync(file), 'what was written so far is there');
    assert.strictEqual(recordingOf(call.recordingSid).state, 'available');
    const [job] = jobsOf(call.recordingSid);
    assert.ok(Date.parse(job.run_at) > Date.now(), 'the lease goes on');
    endLease(call.recordingSid);
  } finally {
    startAgain();
  }
  await assertWhole(call.recordingSid);
  await until('what the dead have left is swept', () => !fs.existsSync(file));
  await assertNothingLeftInTmp();
  await untilFilesMatchRows();
});

const mirrorBackends = `select pid from pg_stat_activity
  where usename = 'omnivox_mirror' and wait_event_type = 'Lock'`;

// The lock holds up what is stored, and hinders no lease.
test('kill -9 between the rename and the commit: no file is left without its row', async () => {
  const media = [{ slowMs: 100, chunkBytes: 20000 }, {}];
  const { call } = await makeCall({ media, state: 'available' });
  await untilWriting(1);
  const release = await holdLock('lock table data.recording_segment in share row exclusive mode');
  let startAgain;
  let file;
  try {
    file = fileOf(jobsOf(call.recordingSid)[0].object_key);
    await until('the commit waits', () => rows(mirrorBackends).length > 0);
    assert.ok(fs.existsSync(file), 'the file is in its place');
    startAgain = await killMirrors();
    sql(`select pg_terminate_backend(pid) from (${mirrorBackends}) as waiting`);
  } finally {
    await release();
  }
  assert.strictEqual(recordingOf(call.recordingSid).state, 'available');
  endLease(call.recordingSid);
  startAgain();
  await assertWhole(call.recordingSid);
  // Files are removed once a minute, and when a mirror starts.
  (await end(MIRRORS[0], 'SIGTERM', STOP_MS))();
  await until('the first copy is gone', () => !fs.existsSync(file));
  await untilFilesMatchRows();
});

// --- What must not go on for ever -----------------------------------------------

// A WAV file of one frame, in ASCII.
function wavOfOneFrame() {
  const wav = Buffer.alloc(48);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(40, 4);
  wav.write('WAVEfmt ', 8);
  [[16, 16], [20, 0x00020001], [24, 8000], [28, 32000], [32, 0x00100004], [40, 4]]
    .forEach(([at, value]) => wav.writeUInt32LE(value, at));
  wav.write('data', 36);
  return wav.toString('latin1');
}
const ONE_FRAME = [{ contentType: 'audio/x-wav', body: wavOfOneFrame() }];
const errorOf = (recordingSid) => until('its mirror says why', () =>
  jobsOf(recordingSid).find(({ last_error: error }) => error !== null)?.last_error, 30000);

test('audio of one frame is audio', async () => {
  const { call } = await makeCall({ media: ONE_FRAME, state: null });
  const recording = await untilState(call.recordingSid, 'stored', 30000);
  assert.strictEqual(Number(recording.byte_size), 48);
  assert.strictEqual(Number(recording.duration_measured_s), 0);
});

test('what the database refuses is told, and does not stay leased', async () => {
  sql('alter table data.recording_segment add constraint refused check (byte_size <> 48) not valid');
  let recordingSid;
  try {
    ({ call: { recordingSid } } = await makeCall({ media: ONE_FRAME, state: null }));
    assert.strictEqual(await errorOf(recordingSid), 'the database refused its measured facts (400)');
    const [job] = jobsOf(recordingSid);
    assert.strictEqual(job.lease_id, null);
  } finally {
    sql('alter table data.recording_segment drop constraint refused');
  }
  await untilState(recordingSid, 'stored', 30000);
});

// A directory that is in the way of the audio, or of its peaks, at the key of the first try.
for (const [what, suffix] of Object.entries({ audio: '', peaks: '.peaks.json' })) {
  test(`a disk that takes no ${what} is tried again, and nothing is left of the first try`, async () => {
    const { call } = await makeCall({ media: [{ slowMs: 200, chunkBytes: 50000 }, {}], state: 'available' });
    const key = await until('it is leased', () => jobsOf(call.recordingSid)[0]?.object_key);
    const inTheWay = fileOf(key + suffix);
    fs.mkdirSync(inTheWay, { recursive: true });
    assert.strictEqual(await errorOf(call.recordingSid), 'our disk could not be written');
    fs.rmdirSync(inTheWay);
    await assertWhole(call.recordingSid);
    // Files are removed once a minute, and when a mirror starts.
    (await end(MIRRORS[0], 'SIGTERM', STOP_MS))();
    await until('nothing is under the key', () =>
      !fs.existsSync(fileOf(key)) && !fs.existsSync(fileOf(`${key}.peaks.json`)));
    await untilFilesMatchRows();
  });
}

test('a disk that takes nothing is not tried with every job', async () => {
  const away = `${TMP}.away`;
  const tried = () => Number(sql(`select count(*) from data.media_job
    where last_error = 'our disk could not be written'
      and recording_sid in (${recordingSids.map((one) => `'${one}'`).join()})`));
  fs.renameSync(TMP, away);
  fs.writeFileSync(TMP, '');
  let recordingSids = [];
  try {
    const made = await Promise.all(Array.from({ length: 2 * MIRRORS.length }, () =>
      makeCall({ state: null })));
    recordingSids = made.map(({ call }) => call.recordingSid);
    await until('one was tried', () => tried() > 0, 30000);
    const began = Date.now();
    await until('each mirror has tried again', () => tried() > MIRRORS.length, 30000);
    assert.ok(Date.now() - began > 3000, 'after a rest');
  } finally {
    fs.rmSync(TMP);
    fs.renameSync(away, TMP);
  }
  for (const recordingSid of recordingSids) await untilState(recordingSid, 'stored', 60000);
});

test('files that cannot be removed keep no others from being removed', async () => {
  const blocked = Array.from({ length: 1100 }, (_, i) => `0000/blocked-${String(i).padStart(4, '0')}.wav`);
  const last = '0000/then-this.wav';
  blocked.forEach((key) => fs.mkdirSync(fileOf(key), { recursive: true }));
  fs.writeFileSync(fileOf(last), 'x');
  const values = [...blocked, last].map((key) => `('${key}')`).join();
  sql(`insert into data.media_removal (object_key) values ${values}`);
  try {
    (await end(MIRRORS[0], 'SIGTERM', STOP_MS))();
    await until('the last one is gone', () => !fs.existsSync(fileOf(last)), 30000);
    await until('and forgotten', () => removalsUnder('0000') === 1100);
  } finally {
    fs.rmSync(fileOf('0000'), { recursive: true });
    (await end(MIRRORS[0], 'SIGTERM', STOP_MS))();
  }
  await until('so are the others', () => removalsUnder('0000') === 0, 30000);
});

test('of a disk that is not mounted nothing is taken for removed', async () => {
  const [mounted, away] = ['0001', 'tmp'].map((name) => [fileOf(name), `${fileOf(name)}.away`]);
  const key = '0001/gone.wav';
  fs.mkdirSync(mounted[0]);
  fs.writeFileSync(fileOf(key), 'x');
  [mounted, away].forEach(([from, to]) => fs.renameSync(from, to));
  try {
    sql(`insert into data.media_removal (object_key) values ('${key}')`);
    const log = path.join(STATE, 'log', `${MIRRORS[0]}.log`);
    const before = fs.statSync(log).size;
    (await end(MIRRORS[0], 'SIGTERM', STOP_MS))();
    await until('it was tried', () => /could not be removed/.test(readFrom(log, before)), 30000);
    assert.strictEqual(removalsUnder('0001'), 1);
  } finally {
    [mounted, away].forEach(([to, from]) => fs.renameSync(from, to));
  }
  (await end(MIRRORS[0], 'SIGTERM', STOP_MS))();
  await until('then it is removed', () => !fs.existsSync(fileOf(key)), 30000);
  fs.rmdirSync(mounted[0]);
});

test('whoever comes back from the dead cannot bring a removed file back', async () => {
  const { call } = await makeCall({ media: [LONG, {}], state: 'available' });
  const { name, file } = await untilWriting(5000);
  const worker = workerOf(name);
  process.kill(worker, 'SIGSTOP');
  try {
    endLease(call.recordingSid);
    await assertWhole(call.recordingSid);
    const other = MIRRORS.find((one) => one !== name);
    (await end(other, 'SIGTERM', STOP_MS))();
    await until('what it writes is removed', () => !fs.existsSync(file));
  } finally {
    process.kill(worker, 'SIGCONT');
  }
  await until('it has noticed', () => !writer(), 40000);
  await untilFilesMatchRows();
});

test('a mirror, and the reconciler, that die are started again', async () => {
  for (const name of [...MIRRORS, 'reconciler']) {
    const dead = workerOf(name);
    process.kill(dead, 'SIGKILL');
    await untilGone(dead);
    await until(`${name} is there again`, () => workerOf(name) !== undefined, STOP_MS);
  }
  const { call } = await makeCall();
  await assertWhole(call.recordingSid);
});

test('audio that ends the decoder ends no mirror', async () => {
  const workers = MIRRORS.map(workerOf);
  const { call } = await makeCall({ media: [{ sizeBytes: 600 * 2 ** 20 }, {}], state: null });
  const decoder = await until('it is being decoded', () => workers.flatMap(childrenOf)[0], 60000);
  process.kill(decoder, 'SIGKILL');
  assert.strictEqual(await errorOf(call.recordingSid), 'the decoder failed on its audio');
  assert.deepStrictEqual(MIRRORS.map(workerOf), workers);
  await assertWhole(call.recordingSid);
});

test('all mirrors are as alive as before', () => {
  assert.deepStrictEqual(MIRRORS.filter((name) => !isAlive(pidOf(name))), []);
});
