#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

const assert = require('node:assert');
const crypto = require('node:crypto');
const { once } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const { after, before, test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { ACCOUNT, BASIC, startBed } = require('./bed');

let bed;
before(async () => {
  bed = await startBed();
});
after(() => bed.stop());

// A finished call whose media has this script; gives the path below the account.
async function scripted(script, recording = {}) {
  const call = await bed.control('POST', '/calls', { speed: 0, recording, media: script });
  await bed.settle(call);
  return `/Recordings/${call.recordingSid}`;
}

// fetch() hides what this is about. Gives {status, headers, body, error}; body even if cut off.
function get(path, limitBytes = Infinity) {
  return new Promise((resolve) => {
    const request = http.get(`${bed.base}/2010-04-01/Accounts/${ACCOUNT}${path}`,
      { agent: false, headers: { authorization: BASIC } }, (answer) => {
        const chunks = [];
        const { statusCode: status, headers } = answer;
        const finish = (error = null) =>
          resolve({ status, headers, body: Buffer.concat(chunks), error });
        answer.on('data', (chunk) => {
          chunks.push(chunk);
          if (Buffer.concat(chunks).length >= limitBytes) {
            request.destroy();
          }
        });
        answer.on('end', () => finish());
        answer.on('error', finish);
      });
    request.on('error', (error) => resolve({ status: null, error }));
  });
}

function assertWav({ status, headers, body }, channels) {
  assert.strictEqual(status, 200);
  assert.strictEqual(headers['content-type'], 'audio/x-wav');
  assert.strictEqual(body.toString('latin1', 0, 4) + body.toString('latin1', 8, 12), 'RIFFWAVE');
  assert.deepStrictEqual([body.readUInt16LE(22), body.readUInt32LE(24), body.readUInt16LE(34)],
    [channels, 8000, 16]);
  assert.strictEqual(body.readUInt32LE(40), body.length - 44);
  assert.ok((body.length - 44) / (16000 * channels) >= 20, 'at least 20 s long');
}

const loudness = (body, channel) => {
  const samples = new Int16Array(body.buffer.slice(body.byteOffset + 44));
  return samples.filter((value, index) => index % 2 === channel)
    .reduce((sum, value) => sum + Math.abs(value), 0);
};

test('the audio has two channels with a voice each, or one with both', async () => {
  const path = await scripted([{}]);
  const dual = await get(`${path}.wav`);
  assertWav(dual, 2);
  assert.ok(loudness(dual.body, 0) > 1e6 && loudness(dual.body, 1) > 1e6);
  assertWav(await get(path), 2);
  assertWav(await get(`${path}.wav?RequestedChannels=1`), 1);
  assert.strictEqual((await get(`${path}.mp3`)).status, 404);
  const head = await bed.rest(`${path}.wav`, { method: 'HEAD' });
  assert.strictEqual(Number(head.headers.get('content-length')), dual.body.length);
});

test('a mono recording cannot be had in two channels', async () => {
  const path = await scripted([{}], { channels: 1 });
  assertWav(await get(`${path}.wav`), 1);
  assert.strictEqual((await get(`${path}.wav?RequestedChannels=2`)).status, 400);
});

test('a script is used up in order, its last answer repeats', async () => {
  const path = await scripted([{ status: 404, times: 2 }, { status: 429, retryAfter: 3 }, {}]);
  const answers = [];
  for (let tries = 0; tries < 5; tries += 1) {
    answers.push(await get(`${path}.wav`));
  }
  assert.deepStrictEqual(answers.map(({ status }) => status), [404, 404, 429, 200, 200]);
  assert.strictEqual(answers[2].headers['retry-after'], '3');
  assert.match(answers[0].body.toString(), /<Code>20404<\/Code>/);
});

test('media can be cut, reset, or of unknown length', async () => {
  const path = await scripted([{ truncate: 1000 }, { truncate: 0 }, { reset: true },
    { chunked: true }, { truncate: 1000, chunked: true }]);
  const cut = await get(path);
  assert.strictEqual(cut.body.length, 1000);
  assert.ok(Number(cut.headers['content-length']) > 1000 && cut.error);
  assert.strictEqual((await get(path)).body.length, 0);
  assert.strictEqual((await get(path)).error.code, 'ECONNRESET');
  const chunked = await get(path);
  assertWav(chunked, 2);
  assert.strictEqual(chunked.headers['content-length'], undefined);
  const both = await get(path);
  assert.deepStrictEqual([both.body.length, both.headers['content-length']], [1000, undefined]);
  assert.ok(both.error);
});

test('media can be something else than audio', async () => {
  const path = await scripted([{ contentType: 'text/html', body: '<p>Sorry' }, { xmlError: true },
    { empty: true }, { contentType: 'text/plain' }]);
  const html = await get(path);
  assert.deepStrictEqual([html.headers['content-type'], html.body.toString()],
    ['text/html', '<p>Sorry']);
  assert.match((await get(path)).body.toString(), /<RestException>/);
  assert.strictEqual((await get(path)).body.length, 0);
  assert.strictEqual((await get(path)).headers['content-type'], 'text/plain');
});

test('media can be slow, hang, or be huge', async () => {
  const path = await scripted([{ slowMs: 50, chunkBytes: 100 }, { hang: true },
    { sizeBytes: 3e9 }]);
  const started = Date.now();
  assert.strictEqual((await get(path, 300)).body.length, 300);
  assert.ok(Date.now() - started >= 90);
  await assert.rejects(bed.rest(path, { signal: AbortSignal.timeout(200) }), /timeout/);
  const huge = await get(path, 100000);
  assert.strictEqual(huge.headers['content-length'], '3000000000');
  assert.strictEqual(huge.body.readUInt32LE(40), 3e9 - 44);
});

test('the other host gives media only without credentials', async () => {
  const path = await scripted([{ redirect: true }, { redirect: 'file:///etc/passwd' }]);
  const { status, headers: { location } } = await get(`${path}.wav`);
  assert.strictEqual(status, 302);
  assert.ok(location.startsWith((await bed.control('GET', '')).otherHost));
  assert.strictEqual((await fetch(location, { headers: { authorization: BASIC } })).status, 400);
  assert.strictEqual((await fetch(location)).headers.get('content-type'), 'audio/x-wav');
  assert.strictEqual((await get(path)).headers.location, 'file:///etc/passwd');
  const requests = await bed.control('GET', '/requests');
  const seen = requests.filter(({ host }) => host === 'other');
  assert.deepStrictEqual(seen.map(({ authorization }) => authorization), [true, false]);
  assert.ok(!JSON.stringify(requests).includes(BASIC), 'credentials are not shown');
  await bed.control('DELETE', '/requests');
  assert.deepStrictEqual(await bed.control('GET', '/requests'), []);
});

test('redirects lead anywhere, in a circle too', async () => {
  const targets = ['http://10.0.0.1/a.wav', 'https://127.0.0.1:1/', 'file:///etc/passwd', '/x'];
  const path = await scripted([...targets.map((redirect) => ({ redirect })),
    { redirect: 'self', times: 3, status: 307 }, {}]);
  for (const target of targets) {
    assert.strictEqual((await get(`${path}.wav`)).headers.location, target);
  }
  const own = `${bed.base}/2010-04-01/Accounts/${ACCOUNT}`;
  let next = `${path}.wav?RequestedChannels=1`;
  for (const hop of [1, 2, 3]) {
    const { status, headers } = await get(next);
    assert.strictEqual(status, 307);
    assert.strictEqual(headers.location, `${own}${path}.wav?RequestedChannels=1&hop=${hop}`);
    next = headers.location.slice(own.length);
  }
  assertWav(await get(next), 1);
  await bed.control('PUT', `${path.replace('R', 'r')}/media`, [{ redirect: 'self' }]);
  const endless = fetch(`${own}${path}.wav`, { headers: { authorization: BASIC } });
  await assert.rejects(endless, ({ cause }) => /redirect count/.test(cause.message));
});

test('429 may come with a time to wait, or without', async () => {
  const path = await scripted([{ status: 429 }, { status: 429, retryAfter: 2 }, {}]);
  const answers = [await get(path), await get(path)];
  assert.deepStrictEqual(answers.map(({ status, headers }) => [status, headers['retry-after']]),
    [[429, undefined], [429, '2']]);
  assert.match(answers[0].body.toString(), /<Code>20429<\/Code>/);
  assertWav(await get(path), 2);
});

const residentBytes = (pid) =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;

// Reads all of it without keeping it, in starts and stops, which the sender has to wait for.
function measure(path) {
  return new Promise((resolve, reject) => {
    http.get(`${bed.base}/2010-04-01/Accounts/${ACCOUNT}${path}`,
      { agent: false, headers: { authorization: BASIC } }, async (answer) => {
        let bytes = 0;
        let first = null;
        await sleep(300);
        for await (const chunk of answer) {
          first = first || Buffer.from(chunk);
          bytes += chunk.length;
        }
        resolve({ bytes, first });
      }).on('error', reject);
  });
}

test('media of more than 2 GiB comes whole, and takes no memory', async () => {
  const sizeBytes = 2 ** 31 + 44;
  const path = await scripted([{ sizeBytes }]);
  const before = residentBytes(bed.pid);
  const { bytes, first } = await measure(`${path}.wav`);
  assert.strictEqual(bytes, sizeBytes);
  assert.deepStrictEqual([first.readUInt16LE(22), first.readUInt32LE(4), first.readUInt32LE(40)],
    [2, 2 ** 31 + 36, 2 ** 31]);
  assert.ok(residentBytes(bed.pid) - before < 128 * 1024 * 1024);
});

test('what is being sent is cut off on demand, in the middle', async () => {
  assert.deepStrictEqual(await bed.control('DELETE', '/connections'), { cut: 0 });
  const path = await scripted([{ slowMs: 20 }, {}]);
  const url = `${bed.base}/2010-04-01/Accounts/${ACCOUNT}${path}.wav`;
  const request = http.get(url, { agent: false, headers: { authorization: BASIC } });
  request.on('error', () => {}); // the answer says so, too
  const [answer] = await once(request, 'response');
  await once(answer, 'data');
  const ended = once(answer, 'error');
  assert.deepStrictEqual(await bed.control('DELETE', '/connections'), { cut: 1 });
  assert.strictEqual((await ended)[0].code, 'ECONNRESET');
  assertWav(await get(`${path}.wav`), 2);
  assert.deepStrictEqual(await bed.control('DELETE', '/connections'), { cut: 0 });
});

const decode = (text) => Buffer.from(text, 'base64');

// As docs/twilio.md "Encryption" has it; throws if the tag is wrong.
function decrypt(body, privateKey, { encrypted_cek: wrapped, iv }) {
  const key = crypto.privateDecrypt({
    key: privateKey, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256',
  }, decode(wrapped));
  const decipher = crypto.createDecipheriv('aes-256-gcm', key, decode(iv));
  decipher.setAuthTag(body.subarray(-16));
  return Buffer.concat([decipher.update(body.subarray(0, -16)), decipher.final()]);
}

test('encrypted media can be read by who has the private key', async () => {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKeySid = `CR${'0'.repeat(32)}`;
  const encryption = {
    publicKeySid, publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
  };
  const made = async (more) => {
    bed.receiver.got.length = 0;
    const path = await scripted([{}], { encryption: { ...encryption, ...more } });
    const told = bed.receiver.got.map(({ params }) => params.EncryptionDetails).filter(Boolean);
    const { encryption_details: shown } = await (await bed.rest(`${path}.json`)).json();
    assert.strictEqual(told.length, 1, 'only completed tells of it');
    return { media: await get(`${path}.wav`), told: JSON.parse(told[0]), shown };
  };
  const good = await made();
  assert.deepStrictEqual([good.told.type, good.told.public_key_sid], ['rsa-aes', publicKeySid]);
  assert.deepStrictEqual(good.shown, good.told);
  const { status, headers, body } = good.media;
  assertWav({ status, headers, body: decrypt(body, privateKey, good.told) }, 2);
  const bad = await made({ wrongTag: true, restNames: true });
  assert.throws(() => decrypt(bad.media.body, privateKey, bad.told), /authenticate/);
  assert.deepStrictEqual(bad.shown, {
    encryption_public_key_sid: publicKeySid, encryption_cek: bad.told.encrypted_cek,
    encryption_iv: bad.told.iv,
  });
  const refused = await bed.control('POST', '/calls', { recording: { encryption: {} } });
  assert.match(refused.error, /publicKey/);
});

test('deleted and absent recordings have no media', async () => {
  const path = await scripted([{}]);
  await bed.rest(`${path}.json`, { method: 'DELETE' });
  assert.strictEqual((await get(`${path}.wav`)).status, 404);
  assert.strictEqual((await get(await scripted([{}], { status: 'absent' }))).status, 404);
});

test('media that is stored elsewhere is not here', async () => {
  const externalUrl = 'https://bucket.example/a.wav';
  const path = await scripted([{}], { externalUrl });
  assert.strictEqual((await (await bed.rest(`${path}.json`)).json()).media_url, externalUrl);
  assert.strictEqual((await get(`${path}.wav`)).status, 404);
});
