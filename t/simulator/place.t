#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// Calls placed by REST: what their TwiML dials, and answers that never reach who asked.

const assert = require('node:assert');
const { after, before, beforeEach, test } = require('node:test');
const { startBed, TOKEN } = require('./bed');
const { sign } = require('./signature');

let bed;
before(async () => {
  bed = await startBed();
});
beforeEach(() => {
  bed.receiver.got.length = 0;
  bed.receiver.answer = () => 204;
});
after(() => bed.stop());

const [CUSTOMER, AGENT, CALLER] = ['+15005550010', '+15005550011', '+15005550006'];

const twimlOf = (attributes, dialAttributes = '') => '<?xml version="1.0"?>\n<Response>' +
  `<Say>Hello &amp; welcome</Say>\n<Dial timeout="20"${dialAttributes}>` +
  `<Number ${attributes}>\n${AGENT} </Number></Dial></Response>`;

const childHook = (query = '', events = 'initiated ringing answered completed') =>
  `statusCallback="${bed.receiver.url}/child${query}" statusCallbackEvent="${events}" ` +
  'statusCallbackMethod="POST"';

const EVERY_EVENT = ['initiated', 'ringing', 'answered', 'completed']
  .map((event) => ['StatusCallbackEvent', event]);

const place = (twiml, params = [], options = {}) => bed.rest('/Calls.json', {
  method: 'POST', ...options, body: new URLSearchParams([
    ['From', CALLER], ['To', CUSTOMER], ['Twiml', twiml],
    ['StatusCallback', `${bed.receiver.url}/parent`], ...EVERY_EVENT, ...params,
  ]),
});

async function placed(twiml, params) {
  const answer = await place(twiml, params);
  assert.strictEqual(answer.status, 201);
  return bed.settle({ callSid: (await answer.json()).sid });
}

const told = (path) => bed.receiver.got.filter(({ url }) => url.startsWith(path));
const statuses = (path) => told(path).map(({ params }) => params)
  .sort((a, b) => a.SequenceNumber - b.SequenceNumber).map(({ CallStatus }) => CallStatus);
const nextCall = (plan) => bed.control('PUT', '/next-calls', [{ speed: 0, ...plan }]);

const ANSWERED = ['initiated', 'ringing', 'in-progress', 'completed'];

test('TwiML dials a child leg, which tells its own callback', async () => {
  await nextCall({});
  const call = await placed(twimlOf(childHook('?a=1&amp;b=2', 'ringing completed')),
    [['Record', 'true'], ['RecordingChannels', 'dual'],
      ['RecordingStatusCallback', `${bed.receiver.url}/recording`],
      ['RecordingStatusCallbackEvent', 'in-progress'],
      ['RecordingStatusCallbackEvent', 'completed']]);
  assert.deepStrictEqual(statuses('/parent'), ANSWERED);
  assert.deepStrictEqual(statuses('/child'), ['ringing', 'completed']);
  for (const got of told('/child')) {
    const { params } = got;
    assert.strictEqual(got.url, '/child?a=1&b=2');
    assert.deepStrictEqual(
      [params.CallSid, params.ParentCallSid, params.To, params.From, params.Direction],
      [call.childCallSid, call.callSid, AGENT, CALLER, 'outbound-dial']);
    assert.strictEqual(got.headers['x-twilio-signature'],
      sign(TOKEN, bed.receiver.url + got.url, got.fields));
  }
  const recordings = told('/recording').map(({ params }) => params);
  assert.deepStrictEqual(recordings.map((one) =>
    [one.RecordingSource, one.RecordingChannels, one.CallSid]).flat(),
  ['OutboundAPI', '2', call.callSid, 'OutboundAPI', '2', call.callSid]);
  const { calls } = await (await bed.rest(`/Calls.json?ParentCallSid=${call.callSid}`)).json();
  assert.deepStrictEqual(calls.map(({ sid }) => sid), [call.childCallSid]);
});

test('a child without a callback tells nobody; a callerId is what it shows', async () => {
  await nextCall({});
  const { childCallSid } = await placed(twimlOf('', ` callerId='+15005550099'`));
  assert.deepStrictEqual([told('/child').length, told('/parent').length], [0, 4]);
  assert.strictEqual((await (await bed.rest(`/Calls/${childCallSid}.json`)).json()).from,
    '+15005550099');
  await nextCall({});
  await placed(twimlOf(childHook('', '')));
  assert.deepStrictEqual(statuses('/child'), ['completed'], 'the default');
});

test('what dials nobody has no child', async () => {
  for (const [twiml, params, plan] of [
    ['<Response><Say>No &lt;Dial&gt;</Say></Response>'],
    ['<Response><Dial><Conference>room</Conference></Dial></Response>'],
    ['<Response><!-- <Dial>+15005550011</Dial> --></Response>'],
    [twimlOf(childHook()), [['Url', 'https://a.example/twiml']]],
    [twimlOf(childHook()), [], { child: null }],
  ]) {
    await nextCall(plan);
    assert.strictEqual((await placed(twiml, params)).childCallSid, null, twiml);
  }
  assert.strictEqual(told('/child').length, 0);
});

test('parent and child may not answer', async () => {
  await nextCall({ child: { outcome: 'busy' } });
  await placed(twimlOf(childHook()));
  assert.deepStrictEqual(statuses('/child'), ['initiated', 'ringing', 'busy']);
  assert.deepStrictEqual(statuses('/parent'), ANSWERED);
  bed.receiver.got.length = 0;
  await nextCall({ outcome: 'no-answer' });
  const { childCallSid } = await placed(twimlOf(childHook()), [['Record', 'true']]);
  assert.strictEqual(childCallSid, null);
  assert.deepStrictEqual(statuses('/parent'), ['initiated', 'ringing', 'no-answer']);
});

test('connection overrides of a child\'s callback are obeyed', async () => {
  let refused = 0;
  bed.receiver.answer = ({ url }) => (url === '/child' && (refused += 1) < 3 ? 503 : 204);
  await nextCall({});
  const { callbacks } = await placed(twimlOf(childHook('#rc=5&amp;rp=5xx', 'completed')));
  const { status, attempts } = callbacks.find(({ event }) => event === 'child-completed');
  assert.deepStrictEqual([status, attempts], [204, 3]);
});

// Placed, and all is told; but who placed it never learns so.
async function assertLost(expected) {
  bed.receiver.got.length = 0;
  const twiml = twimlOf(childHook());
  const asked = place(twiml, [], { signal: AbortSignal.timeout(1500) });
  if (expected.status) {
    assert.strictEqual((await asked).status, expected.status);
  } else {
    await assert.rejects(asked, ({ name }) => name === expected.error);
  }
  const [{ params }] = told('/parent');
  await bed.settle({ callSid: params.CallSid });
  assert.deepStrictEqual(statuses('/parent'), ANSWERED);
  assert.deepStrictEqual(statuses('/child'), ANSWERED);
}

test('the answer may be lost after the call was made', async () => {
  for (const [answer, expected] of [
    [{ reset: true }, { error: 'TypeError' }], [{ hang: true }, { error: 'TimeoutError' }],
    [{ status: 500 }, { status: 500 }],
  ]) {
    await nextCall({ answer, callbackFirst: 'initiated' });
    await assertLost(expected);
    await nextCall({ callbackFirst: 'initiated' });
    await bed.control('PUT', '/rest', [{ ...answer, obeyed: true }, {}]);
    await assertLost(expected);
  }
});

test('a call that is refused or not answered for is not made', async () => {
  const count = async () => (await (await bed.rest('/Calls.json?PageSize=1000')).json())
    .calls.length;
  const before = await count();
  await bed.control('PUT', '/rest', [{ status: 429 }, { hang: true }, {}]);
  assert.strictEqual((await place(twimlOf(''))).status, 429);
  await assert.rejects(place(twimlOf(''), [], { signal: AbortSignal.timeout(200) }));
  assert.strictEqual(await count(), before);
});
