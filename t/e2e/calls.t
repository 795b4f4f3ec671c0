#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What dialers say of their calls (PUT), and calls that we place (POST).

const assert = require('node:assert');
const { test } = require('node:test');
const {
  assertProblem, callback, env, recordingParams, request, rows, settle, sid, sim, sql,
  statusParams, until, untilState,
} = require('../lib');
const { childrenOf, holdLock, pidOf, signal, untilWaiting } = require('./processes');

const JSON_TYPE = { 'content-type': 'application/json' };
const CUSTOMER = '+15005550012';
const AGENT = '+15005550013';

const send = (method, where, body, more = {}) => request(where, {
  method, as: 'token', headers: JSON_TYPE,
  body: typeof body === 'string' ? body : JSON.stringify(body), ...more,
});
const put = (callId, body, more) =>
  send('PUT', `/api/calls/${encodeURIComponent(callId)}`, body, more);
const place = (body, more) => send('POST', '/api/calls', body, more);
const newId = () => sid('d-');

const callsOf = (callId) => rows(`select c.* from data.call_record c
  join data.call_leg l on l.call_record_id = c.id where l.sid = '${callId}'`);
const countOf = (table) => Number(sql(`select count(*) from data.${table}`));

// --- PUT ------------------------------------------------------------------------

test('the first PUT creates the call, the next ones complete it', async () => {
  const id = newId();
  const first = await put(id, { customerNumber: CUSTOMER, direction: 'outbound' });
  assert.strictEqual(first.status, 201, first.text);
  const again = await put(id, { customerNumber: CUSTOMER, direction: 'outbound' });
  assert.strictEqual(again.status, 200);
  assert.deepStrictEqual(again.json(), first.json());
  assert.strictEqual(first.json().callId, id);
  const [{ id: campaign, name }] = rows('select id, name from data.campaign limit 1');
  const [{ id: disposition }] =
    rows("select id from data.disposition where name = 'Not Interested'");
  const done = await put(id, {
    campaignId: campaign, dispositionId: disposition, notes: 'São Paulo 📞',
    startedAt: '2026-03-02T11:00:00+01:00', durationS: 12,
  });
  const { id: recordId, ...shown } = done.json();
  assert.deepStrictEqual(shown.campaign, { id: campaign, key: null, name });
  assert.strictEqual(shown.disposition.name, 'Not Interested');
  assert.strictEqual(shown.notes, 'São Paulo 📞');
  assert.strictEqual(Date.parse(shown.startedAt), Date.parse('2026-03-02T10:00:00Z'));
  const read = await request(`/api/call-records/${recordId}`, { as: 'supervisor' });
  assert.deepStrictEqual(read.json(), done.json());
});

test('R5: before, between and after what Twilio says, it is one call', async () => {
  for (const turn of [0, 1, 2, 3]) {
    const id = newId();
    const status = statusParams({ CallStatus: 'completed', CallDuration: 49 });
    const recording = recordingParams({ CallSid: status.CallSid, RecordingStatus: 'completed' });
    const steps = [
      () => callback('status-callback', status), () => callback('recording-callback', recording),
      () => callback('status-callback', { ...status, CallStatus: 'ringing' }),
    ];
    steps.splice(turn, 0, () => put(id, { callSid: status.CallSid, durationS: 5 }));
    for (const step of steps) {
      assert.ok((await step()).status < 300);
    }
    const [call, ...others] = callsOf(status.CallSid);
    assert.deepStrictEqual(others, []);
    assert.deepStrictEqual([call.call_id, call.status, call.duration_s], [id, 'completed', 49]);
    assert.deepStrictEqual(callsOf(id), [call]);
  }
});

test('two records that turn out to be one are merged, and old URLs go on working', async () => {
  const id = newId();
  const CallSid = sid('CA');
  const older = (await put(id, { notes: 'kept' })).json();
  const recording = recordingParams({ CallSid, RecordingStatus: 'completed' });
  assert.strictEqual((await callback('recording-callback', recording)).status, 204);
  const [younger] = callsOf(CallSid);
  const [{ id: recordingId }] =
    rows(`select id from data.recording where call_record_id = '${younger.id}'`);
  const merged = (await put(id, { callSid: CallSid })).json();
  assert.strictEqual(merged.id, older.id);
  assert.strictEqual(merged.recording.id, recordingId);
  for (const old of [older.id, younger.id]) {
    const read = await request(`/api/call-records/${old}`, { as: 'supervisor' });
    assert.strictEqual(read.json().id, older.id);
  }
});

test('a callId that is used again for another call is 409, and no merge', async () => {
  const id = newId();
  const over = (more) => statusParams({ CallStatus: 'completed', CallDuration: 49, ...more });
  const [first, second] = [over(), over({ To: '+15005550099' })];
  for (const status of [first, second]) await callback('status-callback', status);
  assert.strictEqual((await put(id, { callSid: first.CallSid, notes: 'first' })).status, 200);
  const refused = assertProblem(await put(id, { callSid: second.CallSid, notes: 'second' }), 409,
    'call_id_taken');
  assert.match(refused.detail, new RegExp(`${id} is that of another call`));
  assert.notDeepStrictEqual(callsOf(first.CallSid), callsOf(second.CallSid));
  assert.strictEqual(callsOf(id)[0].notes, 'first');
});

test('50 that say the same at once make one call', async () => {
  const [id, callSid] = [newId(), sid('CA')];
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => (i % 2 === 0
    ? put(id, { callSid }, { connections: 16 })
    : callback('status-callback', statusParams({ CallSid: callSid }), { connections: 16 }))));
  assert.ok(answers.every(({ status }) => status < 300), answers.map((a) => a.status).join());
  assert.deepStrictEqual(callsOf(callSid), callsOf(id));
  assert.strictEqual(callsOf(id).length, 1);
});

test('what is wrong is refused, and changes nothing', async () => {
  const before = countOf('call_record');
  const id = newId();
  for (const body of ['', '{', '[]', '"x"', '{"a":1}', '{"durationS":"5"}', '{"callSid":"CA1"}',
    '{"notes":"\\u0000"}', '{}\0']) {
    assertProblem(await put(id, body), 400);
  }
  assertProblem(await put('a b', {}), 400, 'invalid_call_id');
  assertProblem(await put(id, { agentId: '01234567-89ab-7cde-8f01-23456789abcd' }), 400,
    'unknown_agent');
  assertProblem(await put(id, {}, { as: null }), 401, 'not_logged_in');
  assertProblem(await put(id, {}, { as: 'supervisor' }), 403, 'not_allowed');
  assertProblem(await send('POST', `/api/calls/${id}`, {}), 405, 'method_not_allowed');
  for (const bad of ['my%2F2', 'my/2', 'a%0Ab', 'a%0A', '%FF', 'x'.repeat(129), 'a%09'])
    for (const method of ['PUT', 'GET', 'DELETE'])
      assertProblem(await send(method, `/api/calls/${bad}`, {}), 400, 'invalid_call_id');
  assertProblem(await send('POST', '/api/calls/recording-callback/garbage', {}), 404, 'not_found');
  assertProblem(await put(id, { notes: 'x'.repeat(70000) }), 413);
  assertProblem(await put(id, '{}', { headers: { 'content-type': 'text/plain' } }), 415);
  assert.strictEqual(countOf('call_record'), before);
});

test('malformed JSON is said with its place, before the database is asked', async () => {
  const { detail } = assertProblem(await put(newId(), '{\n  "notes": "x",\n  notes\n}'), 400, 'malformed_json');
  assert.match(detail, /^Line 3, column 3: /);
  for (const body of ['', '{', '{}{}', '{}\0', '{"a":1,}', '['.repeat(1000)]) {
    assertProblem(await put(newId(), body), 400, 'malformed_json');
    assertProblem(await place(body), 400, 'malformed_json');
  }
  // json-c takes these, PostgreSQL does not.
  for (const body of ["{'notes':'x'}", '{"notes":"\\u0000"}', '{"notes":"\\ud800"}', '{"durationS":1e400000}', '{"durationS":NaN}'])
    assertProblem(await put(newId(), body), 400);
});

test('a token that is not known, or revoked, is told apart from none', async () => {
  const as = (headers) => put(newId(), {}, { as: null, headers: { ...JSON_TYPE, ...headers } });
  const none = await as({});
  assertProblem(none, 401, 'not_logged_in');
  assert.strictEqual(none.headers['www-authenticate'], 'Bearer');
  const unknown = await as({ authorization: 'Bearer nonsense' });
  assertProblem(unknown, 401, 'invalid_token');
  assert.strictEqual(unknown.headers['www-authenticate'], 'Bearer error="invalid_token"');
  assertProblem(await as({ cookie: '__Host-session=nonsense' }), 401, 'not_logged_in');
});

test('all faults of a body are named at once', async () => {
  const { detail, errors } = assertProblem(await put(newId(), {
    callSid: 'CA1', customerNumber: '0170 123', agent: { name: 'Ann' },
  }), 400, 'invalid_body');
  assert.strictEqual(detail, 'agent.key is missing. There are 2 more faults.');
  assert.deepStrictEqual(errors.map(({ pointer, code }) => [pointer, code]),
    [['/agent/key', 'missing'], ['/callSid', 'malformed'], ['/customerNumber', 'malformed']]);
  assert.strictEqual(errors[1].detail, 'callSid must be CA and 32 hexadecimal digits.');
  assertProblem(await place({ customerNumber: '0170 123', agentNumber: AGENT }), 400, 'invalid_body');
});

test('agents and the rest are made on sight, by the dialer\'s own keys', async () => {
  const [id, key] = [newId(), sid('k-')];
  const first = (await put(id, { agent: { key, name: 'Ann Lee' }, campaign: { key } })).json();
  assert.deepStrictEqual([first.agent.key, first.agent.name, first.campaign.name], [key, 'Ann Lee', key]);
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => put(newId(), {
    agent: { key, name: i % 2 ? 'Ann Lee' : 'Ann Kim' }, contact: { key, name: `C${i}` },
    disposition: { key, name: 'Sold' },
  })));
  assert.ok(answers.every(({ status }) => status === 201), answers.map((a) => a.text).join());
  assert.deepStrictEqual(new Set(answers.map((answer) => answer.json().agent.id)), new Set([first.agent.id]));
  for (const table of ['agent', 'campaign', 'contact', 'disposition'])
    assert.strictEqual(rows(`select id from data.${table} where key = '${key}'`).length, 1, table);
});

test('a call that Twilio does not know has the dialer\'s status, and lasts from start to end', async () => {
  const shown = (await put(newId(), { status: 'completed', startedAt: '2026-03-02T10:00:00Z',
    endedAt: '2026-03-02T10:01:30Z' })).json();
  assert.deepStrictEqual([shown.status, shown.durationS], ['completed', 90]);
});

test('a call is read by any of its names, and deleted if Twilio has nothing of it', async () => {
  const [id, callSid] = [newId(), sid('CA')];
  const read = (name, as = 'supervisor') => request(`/api/calls/${name}`, { as });
  const remove = (name, as = 'token') => request(`/api/calls/${name}`, { method: 'DELETE', as });
  const shown = (await put(id, { notes: 'by mistake' })).json();
  assert.deepStrictEqual((await read(id)).json(), shown);
  assert.deepStrictEqual((await read(id, 'token')).json(), shown);
  assertProblem(await read(id, null), 401);
  assertProblem(await read(newId()), 404, 'call_not_found');
  assertProblem(await remove(id, 'supervisor'), 403, 'not_allowed');
  const gone = await remove(id);
  assert.deepStrictEqual([gone.status, gone.text], [204, '']);
  assertProblem(await remove(id), 404, 'call_not_found');
  await put(id, { callSid });
  assert.strictEqual((await read(callSid)).json().callId, id);
  assert.strictEqual((await remove(id)).status, 204, 'a CallSid of which Twilio says nothing was a mistake, too');
  await put(id, { callSid });
  await callback('status-callback', statusParams({ CallSid: callSid }));
  assertProblem(await remove(id), 409, 'call_is_at_twilio');
  await callback('recording-callback', recordingParams({ CallSid: callSid }));
  assertProblem(await remove(id), 409, 'call_has_recording');
});

test('a call that is placed while its deletion waits is not deleted', async () => {
  const callId = newId();
  const body = JSON.stringify({ callId, customerNumber: CUSTOMER, agentNumber: AGENT });
  const end = await holdLock(`select api.call_place(sha256('${env.API_TOKEN}'), '${body}')`);
  const removed = send('DELETE', `/api/calls/${callId}`);
  await untilWaiting('omnivox_call').finally(() => end('commit'));
  assertProblem(await removed, 409, 'call_is_at_twilio');
  assert.strictEqual(callsOf(callId).length, 1);
});

// --- POST -----------------------------------------------------------------------

const placedAt = async (from) => (await sim('GET', '/requests')).slice(from)
  .filter(({ method, path }) => method === 'POST' && path.endsWith('/Calls.json'));
const requestsSoFar = async () => (await sim('GET', '/requests')).length;

test('a call that is placed is one record, recorded in two channels', async () => {
  const answer = await place({ customerNumber: CUSTOMER, agentNumber: AGENT });
  assert.strictEqual(answer.status, 201, answer.text);
  const shown = answer.json();
  assert.deepStrictEqual([shown.direction, shown.customerNumber, shown.toNumber],
    ['outbound', CUSTOMER, AGENT]);
  const ended = await until('the call has ended', () => rows(`select * from data.call_record
    where id = '${shown.id}' and status = 'completed'`)[0], 30000);
  assert.strictEqual(ended.customer_number, CUSTOMER, 'R3: the agent is not the customer');
  assert.strictEqual(ended.call_id, shown.callId);
  const [{ sid: callSid }] = rows(`select sid from data.call_leg
    where call_record_id = '${shown.id}' and sid like 'CA%' and parent_sid is null`);
  const { recordingSid } = await settle(callSid);
  const recording = await untilState(recordingSid, 'stored');
  assert.strictEqual(recording.call_record_id, shown.id);
  assert.strictEqual(recording.channels, 2);
  const named = rows(`select distinct endpoint from data.webhook_event
    where outgoing_call_id is not null and params ->> 'CallSid' = '${callSid}'`);
  assert.deepStrictEqual(named.map(({ endpoint }) => endpoint).sort(),
    ['recording-callback', 'status-callback']);
});

test('the same callId is placed once, however often and at once it is asked for', async () => {
  const from = await requestsSoFar();
  const callId = newId();
  const answers = await Promise.all(Array.from({ length: 8 }, () =>
    place({ callId, customerNumber: CUSTOMER, agentNumber: AGENT })));
  // 202: Twilio had not answered the first one yet.
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepStrictEqual(statuses.filter((status) => status === 201), [201]);
  assert.ok(statuses.every((status) => [200, 201, 202].includes(status)), statuses.join());
  assert.strictEqual((await placedAt(from)).length, 1);
  assert.strictEqual(callsOf(callId).length, 1);
});

test('a program that dies while it asks Twilio does not say that it did not', async () => {
  const from = await requestsSoFar();
  const body = { callId: newId(), customerNumber: CUSTOMER, agentNumber: AGENT };
  await sim('PUT', '/rest', [{ hang: true, method: 'POST' }, {}]);
  const answered = place(body);
  await until('Twilio is asked', async () => (await placedAt(from)).length === 1);
  childrenOf(pidOf('call-place')).forEach((pid) => signal(pid, 'SIGKILL'));
  assertProblem(await answered, 502, 'outcome_unknown');
  assert.strictEqual((await place(body)).status, 202, 'nor does the next');
  assert.strictEqual((await placedAt(from)).length, 1);
});

test('an answer that does not come is a 202, and never a second call', async () => {
  const from = await requestsSoFar();
  const callId = newId();
  await sim('PUT', '/rest', [{ reset: true, method: 'POST' }, {}]);
  const body = { callId, customerNumber: CUSTOMER, agentNumber: AGENT };
  // Twilio calls back at once: it is known as soon as that is here, and that may be at once, too.
  const answer = await place(body);
  assert.ok([201, 202].includes(answer.status), answer.text);
  assert.ok([200, 202].includes((await place(body)).status));
  assert.strictEqual((await placedAt(from)).length, 1);
  await until('a callback names the call', () => rows(`select c.id from data.call_record c
    join data.call_leg l on l.call_record_id = c.id
    where c.call_id = '${callId}' and l.sid like 'CA%' and c.status = 'completed'`)[0], 30000);
  assert.strictEqual(callsOf(callId).length, 1);
});

test('the same callId for another call is 409', async () => {
  const body = { callId: newId(), customerNumber: CUSTOMER, agentNumber: AGENT };
  assert.strictEqual((await place(body)).status, 201);
  for (const other of [{ customerNumber: '+15005550099' }, { agentNumber: '+15005550098' }])
    assertProblem(await place({ ...body, ...other }), 409, 'call_exists');
  assert.strictEqual((await place(body)).status, 200);
});

test('what Twilio refuses is said, and may be tried again', async () => {
  const callId = newId();
  const body = { callId, customerNumber: CUSTOMER, agentNumber: AGENT };
  await sim('PUT', '/rest', [{ status: 400, method: 'POST' }, {}]);
  assertProblem(await place(body), 502, 'twilio_refused');
  assert.strictEqual(callsOf(callId)[0].status, 'failed');
  assert.strictEqual((await place(body)).status, 201);
});

test('429 is waited for: it was not processed', async () => {
  const from = await requestsSoFar();
  await sim('PUT', '/rest', [{ status: 429, method: 'POST' }, {}]);
  const answer = await place({ customerNumber: CUSTOMER, agentNumber: AGENT });
  assert.strictEqual(answer.status, 201, answer.text);
  assert.deepStrictEqual((await placedAt(from)).map(({ status }) => status), [429, 201]);
});

test('an agent places calls from their own phone only', async () => {
  const json = { headers: { ...JSON_TYPE, origin: env.BASE_URL } };
  const own = await place({ customerNumber: CUSTOMER }, { as: 'agent', ...json });
  assert.strictEqual(own.status, 201, own.text);
  assert.strictEqual(own.json().toNumber, '+15005550011');
  assert.strictEqual(own.json().agent.name, 'Alex Agent');
  assertProblem(await place({ customerNumber: CUSTOMER, agentNumber: AGENT },
    { as: 'agent', ...json }), 403, 'not_allowed');
  assertProblem(await place({ customerNumber: CUSTOMER }, { as: 'agent2', ...json }), 400,
    'agent_number_missing');
});

test('what is wrong with a wish is refused before Twilio hears of it', async () => {
  const from = await requestsSoFar();
  assertProblem(await place({ agentNumber: AGENT }), 400, 'invalid_body');
  assertProblem(await place({ customerNumber: '5550012', agentNumber: AGENT }), 400);
  assertProblem(await place({ customerNumber: CUSTOMER }), 400, 'agent_number_missing');
  assertProblem(await place('{'), 400);
  assertProblem(await place({ callId: 'a b', customerNumber: CUSTOMER, agentNumber: AGENT }), 400,
    'invalid_call_id');
  assertProblem(await place({}, { as: null }), 401);
  assertProblem(await place({}, { headers: { ...JSON_TYPE, origin: 'https://evil.example' } }),
    403, 'foreign_origin');
  assertProblem(await request('/api/calls', { as: 'token' }), 405);
  assertProblem(await place('x'.repeat(5000)), 413);
  assertProblem(await place('{}', { headers: { 'content-type': 'text/plain' } }), 415);
  const isDefault = (value) => sql(`update data.phone_number set is_default = ${value}
    where number = '+15005550006'`);
  isDefault(null);
  const nameless = await place({ customerNumber: CUSTOMER, agentNumber: AGENT });
  isDefault(true);
  assertProblem(nameless, 400, 'from_number_missing');
  const known = newId();
  await put(known, { callSid: sid('CA') });
  assertProblem(await place({ callId: known, customerNumber: CUSTOMER, agentNumber: AGENT }),
    409, 'call_exists');
  assert.deepStrictEqual(await placedAt(from), []);
});
