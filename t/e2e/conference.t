#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// A conference is recorded once, for all who took part: docs/requirements.md R10.

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { after, before, test } = require('node:test');
const { assertProblem, audioOf, callback, env, makeCall, recctl, request, rows, settle, sha256, sid, sim, sql,
  until } = require('../lib');

const AGENT = '+15005550017';
const CUSTOMER = '+14155550177';

// A call by any of its names, as a supervisor sees it.
const named = async (name) => (await request(`/api/calls/${name}`, { as: 'supervisor' })).json();
const putJson = (path, body) => request(path, { method: 'PUT', as: 'token',
  headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const put = (callId, body) => putJson(`/api/calls/${callId}`, body);
const callsIn = (conferenceSid) => Number(sql(
  `select count(*) from data.conference_call where conference_sid = '${conferenceSid}'`));

// An agent is called and joins a conference; the customer calls in and joins it, too.
async function makeConference(customer = {}) {
  const { call: agent } = await makeCall({ to: AGENT, conference: true, state: null });
  const { call } = await makeCall({ direction: 'inbound', from: CUSTOMER, to: '+15005550006',
    conference: agent.conferenceSid, state: null, ...customer });
  await Promise.all([settle(agent.callSid), settle(call.callSid)]);
  return { conferenceSid: agent.conferenceSid, recordingSid: agent.recordingSid,
    agent: agent.callSid, customer: call.callSid };
}

before(() => putJson('/api/agents/conference-agent', { name: 'Connie Ference', phoneNumber: AGENT }));
after(() => sim('DELETE', '/resources'));

test('the recording of a conference is the customer\'s; the agent\'s call points to it', async () => {
  const { conferenceSid, recordingSid, agent, customer } = await makeConference();
  const theirs = await until('it is copied', async () => {
    const call = await named(customer);
    return call.recording?.state === 'stored' && call;
  });
  const ours = await named(agent);
  assert.strictEqual(theirs.recording.sharedWith, null);
  assert.deepStrictEqual(ours.recording.sharedWith, { id: theirs.id, callId: customer, conferenceSid });
  assert.strictEqual(ours.recording.id, theirs.recording.id);
  assert.deepStrictEqual([ours.conferenceSid, theirs.conferenceSid], [conferenceSid, conferenceSid]);
  assert.deepStrictEqual([ours.customerNumber, theirs.customerNumber], [CUSTOMER, CUSTOMER],
    'whom the agent spoke with');
  const whole = await request(ours.recording.downloadUrl, { as: 'supervisor' });
  assert.strictEqual(sha256(whole.body), sha256(await audioOf(recordingSid)));
  const { segments, call } = (await request(`/api/recordings/${ours.recording.id}`,
    { as: 'supervisor' })).json();
  assert.deepStrictEqual(segments.map((one) => [one.recordingSid, one.conferenceSid]),
    [[recordingSid, conferenceSid]]);
  assert.strictEqual(call.id, theirs.id);
  assert.strictEqual((await named(conferenceSid)).id, theirs.id);
});

test('who shares a recording has what was recorded of the conference, and no more', async () => {
  const { call: agent } = await makeCall({ to: AGENT, conference: true, state: null });
  const { call: customer } = await makeCall({ direction: 'inbound', from: CUSTOMER, conference: true,
    recording: { durationS: 9 }, state: null });
  await Promise.all([settle(agent.callSid), settle(customer.callSid)]);
  assert.strictEqual((await callback('status-callback', { AccountSid: env.TWILIO_ACCOUNT_SID,
    CallSid: customer.callSid, ConferenceSid: agent.conferenceSid, SequenceNumber: 7,
    StatusCallbackEvent: 'participant-join' })).status, 204);
  const theirs = await until('both are copied', async () => {
    const call = await named(customer.callSid);
    return call.recording.segmentCount === 2 && call.recording.state === 'stored' && call;
  });
  const { recording } = await named(agent.callSid);
  assert.deepStrictEqual([recording.id, recording.segmentCount, recording.sharedWith.conferenceSid],
    [theirs.recording.id, 1, agent.conferenceSid]);
  assert.ok(recording.streamUrl.endsWith(`?segment=${agent.recordingSid}`));
  const url = `/api/recordings/${recording.id}?conference=${agent.conferenceSid}`;
  const part = (await request(url, { as: 'supervisor' })).json();
  assert.deepStrictEqual(part.segments.map((one) => one.recordingSid), [agent.recordingSid]);
  assert.deepStrictEqual(part.timeline.pieces.map((one) => one.recordingSid), [agent.recordingSid]);
  const whole = (await request(`/api/recordings/${recording.id}`, { as: 'supervisor' })).json();
  assert.deepStrictEqual(new Set(whole.segments.map((one) => one.recordingSid)),
    new Set([agent.recordingSid, customer.recordingSid]));
});

// A mirror holds the customer's call while a callback names the agent's.
test('what is said of a conference waits for whoever writes the call that keeps it', async () => {
  const { conferenceSid, agent, customer } = await makeConference();
  const id = (await named(customer)).id;
  const holder = spawn('psql', ['-XAtq'], { stdio: ['pipe', 'pipe', 'inherit'] });
  holder.stdin.write(`begin; select 'held' from data.call_record where id = '${id}' for update;\n`);
  await once(holder.stdout, 'data');
  const sent = callback('recording-callback', { AccountSid: env.TWILIO_ACCOUNT_SID, CallSid: agent,
    ConferenceSid: conferenceSid, RecordingSid: sid('RE'), RecordingStatus: 'in-progress',
    RecordingSource: 'Conference', RecordingChannels: 1 });
  await until('it waits', () => Number(sql(`select count(*) from pg_stat_activity
    where usename = 'omnivox_recording_callback' and wait_event_type = 'Lock'`)) > 0);
  holder.stdin.end(`update data.recording set segment_count = 1 where call_record_id = '${id}'; commit;\n`);
  assert.strictEqual((await sent).status, 204);
  assert.strictEqual((await named(customer)).recording.segmentCount, 2);
});

test('no row is of the conference alone once somebody has joined', async () => {
  const { conferenceSid } = await makeConference();
  const { items } = (await request('/api/call-records?limit=200', { as: 'supervisor' })).json();
  assert.ok(items.every(({ callId }) => callId !== conferenceSid));
  assert.strictEqual(items.filter((call) => call.conferenceSid === conferenceSid).length, 2);
});

test('a conference that tells nothing of who is in it has a row, which the REST API dissolves', async () => {
  const conference = sid('CF');
  const [agent, customer] = [sid('CA'), sid('CA')];
  const now = new Date().toISOString();
  await sim('PUT', '/resources', {
    recordings: [{ sid: sid('RE'), conference_sid: conference, source: 'Conference', channels: 1,
      status: 'in-progress', date_created: now }],
    participants: [agent, customer].map((callSid) =>
      ({ call_sid: callSid, conference_sid: conference })),
    calls: [{ sid: agent, to: AGENT, status: 'in-progress', start_time: now, date_created: now },
      { sid: customer, from: CUSTOMER, to: '+15005550006', direction: 'inbound', status: 'in-progress',
        start_time: now, date_created: now }],
  });
  assert.strictEqual((await callback('recording-callback', {
    AccountSid: env.TWILIO_ACCOUNT_SID, RecordingSid: sid('RE'), ConferenceSid: conference,
    RecordingStatus: 'in-progress', RecordingSource: 'Conference', RecordingChannels: 1,
  })).status, 204);
  const alone = await named(conference);
  assert.deepStrictEqual([alone.callId, alone.recording.state], [conference, 'in_progress']);
  const { status, stderr } = recctl(['reconcile', '--from', new Date(Date.now() - 3600e3).toISOString()]);
  assert.strictEqual(status, 0, stderr);
  assert.strictEqual(callsIn(conference), 2);
  const theirs = await named(customer);
  assert.deepStrictEqual([theirs.recording.segmentCount, theirs.recording.sharedWith], [2, null]);
  assert.deepStrictEqual((await named(agent)).recording.sharedWith,
    { id: theirs.id, callId: customer, conferenceSid: conference });
  assert.strictEqual((await named(conference)).id, theirs.id);
  const old = (await request(`/api/call-records/${alone.id}`, { as: 'supervisor' })).json();
  assert.ok([agent, customer].includes(old.callId), 'its row leads to one who took part');
});

test('a dialer says who took part', async () => {
  const { call } = await makeCall({ to: AGENT, conference: true, statusCallback: null });
  const callId = `crm-${call.callSid.slice(-8)}`;
  const answer = await put(callId, { conferenceSid: call.conferenceSid, customerNumber: CUSTOMER });
  assert.strictEqual(answer.status, 200, 'it takes over the row of the conference');
  assert.strictEqual(answer.json().recording.state, 'stored');
  assert.strictEqual(answer.json().conferenceSid, call.conferenceSid);
  const faults = assertProblem(await put(callId, { conferenceSid: 'CF1' }), 400, 'invalid_body').errors;
  assert.deepStrictEqual(faults.map(({ pointer, code }) => [pointer, code]), [['/conferenceSid', 'malformed']]);
  assertProblem(await put(call.conferenceSid, {}), 400, 'invalid_call_id');
  assertProblem(await request(`/api/calls/${callId}`, { method: 'DELETE', as: 'token' }), 409, 'call_has_recording');
});

test('what a conference tells of nobody is taken, and changes nothing', async () => {
  const { conferenceSid } = await makeConference();
  const before = rows(`select * from data.conference_call where conference_sid = '${conferenceSid}'`);
  const told = { AccountSid: env.TWILIO_ACCOUNT_SID, ConferenceSid: conferenceSid,
    StatusCallbackEvent: 'conference-end', Timestamp: 'Sun, 29 Nov 2026 09:53:19 +0000' };
  assert.strictEqual((await callback('status-callback', told)).status, 204);
  assert.deepStrictEqual(
    rows(`select * from data.conference_call where conference_sid = '${conferenceSid}'`), before);
  assertProblem(await callback('status-callback', { AccountSid: env.TWILIO_ACCOUNT_SID }), 400, 'call_missing');
});

test('a conference counts once in the coverage', async () => {
  const total = async () => (await request('/api/coverage', { as: 'supervisor' })).json().total;
  const before = await total();
  await makeConference();
  const after = await until('both calls are over', async () => {
    const now = await total();
    return now.answered === before.answered + 2 && now.playable > before.playable && now;
  });
  assert.deepStrictEqual(
    [after.expected - before.expected, after.playable - before.playable,
      after.whyNot.shared - before.whyNot.shared, after.whyNot.notRecorded - before.whyNot.notRecorded],
    [1, 1, 1, 0]);
});
