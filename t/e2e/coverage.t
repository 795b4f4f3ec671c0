#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// How many answered calls can be played, over HTTP and by recctl; t/sql has what counts as what.

const assert = require('node:assert');
const { before, test } = require('node:test');
const { assertProblem, env, makeCall, recctl, request, settle, sql } = require('../lib');
const { holdLock, runSql, untilWaiting } = require('./processes');

const COVERAGE = '/api/coverage';
const REASONS = ['waiting', 'tooShort', 'silent', 'externalStorage', 'absent',
  'credentialsRefused', 'goneAtTwilio', 'ourDisk', 'failed', 'deleted', 'notRecorded', 'shared'];

const get = (query, more = {}) =>
  request(`${COVERAGE}?${new URLSearchParams(query)}`, { as: 'supervisor', ...more });

async function coverage(query = {}) {
  const answer = await get(query);
  assert.strictEqual(answer.status, 200, answer.text);
  return answer.json();
}

const day = (days) => new Date(Date.now() + days * 86400000).toISOString().slice(0, 10);

function printed(...args) {
  const { status, stdout, stderr } = recctl(['coverage', ...args]);
  return { status, stderr, lines: stdout.trimEnd().split('\n') };
}

let campaign; // of these calls alone: those of other tests are still coming in
let playable; // a call id

before(async () => {
  campaign = sql(`insert into data.campaign (organization_id, name)
    select organization_id, 'Coverage' from data.twilio_account
     where account_sid = '${env.TWILIO_ACCOUNT_SID}' returning id`);
  const calls = await Promise.all([
    makeCall(),
    makeCall({ recording: { status: 'absent', errorCode: 16101 }, state: 'absent' }),
    makeCall({ outcome: 'busy', state: null }),
  ]);
  // A call counts once it is over, and that may be told after its recording is stored.
  await Promise.all(calls.map(async ({ call: { callSid } }) => {
    await settle(callSid);
    const answer = await request(`/api/calls/coverage-${callSid}`, {
      method: 'PUT', as: 'token', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ callSid, campaignId: campaign }),
    });
    assert.ok(answer.status < 300, answer.text);
  }));
  playable = `coverage-${calls[0].call.callSid}`;
});

test('calls are counted by what became of them', async () => {
  const { items } = await coverage({ by: 'campaign' });
  const { answered, expected, playable, ratio, whyNot } =
    items.find((item) => item.campaign?.id === campaign);
  assert.deepStrictEqual([answered, expected, playable, ratio], [2, 1, 1, 1]);
  assert.deepStrictEqual(whyNot,
    { ...Object.fromEntries(REASONS.map((reason) => [reason, 0])), tooShort: 1 });
});

test('by day, campaign and agent the same calls are counted', async () => {
  const { total } = await coverage();
  for (const by of ['day', 'campaign', 'agent']) {
    const answer = await coverage({ by });
    assert.deepStrictEqual(Object.keys(answer), ['from', 'until', 'zone', 'by', 'total', 'items', 'accounts']);
    assert.deepStrictEqual(answer.total, total);
    assert.strictEqual(answer.items.reduce((sum, { answered }) => sum + answered, 0),
      total.answered, by);
    for (const item of answer.items) {
      assert.deepStrictEqual(Object.keys(item), Object.keys(total));
      assert.deepStrictEqual(Object.keys(item.whyNot), REASONS);
    }
  }
});

test('it is of the last 7 days, or of those that are asked for', async () => {
  const now = await coverage();
  assert.deepStrictEqual([now.from, now.until, now.zone], [day(-6), day(1), 'UTC']);
  const then = await coverage({ from: '2001-01-01', until: '2002-01-01', zone: 'Europe/Berlin' });
  assert.deepStrictEqual([then.from, then.until, then.zone, then.total.answered, then.items],
    ['2001-01-01', '2002-01-01', 'Europe/Berlin', 0, []]);
});

// A call of 40 days ago whose recording failed; it can be played once this has been said.
function makeOldCall(name) {
  sql(`with c as (
      insert into data.call_record (organization_id, call_id, status, started_at)
      select organization_id, '${name}', 'completed', current_date - 40 from data.twilio_account
       where account_sid = '${env.TWILIO_ACCOUNT_SID}' returning id)
    insert into data.recording (call_record_id, made_for, state)
    select id, '${name}', 'failed' from c`);
  return `update data.recording set state = 'available', is_playable = true where made_for = '${name}'`;
}

const COUNT = `set search_path = rules, data, public;
  select rules.coverage_day_count(organization_id, current_date - 40) from data.twilio_account
   where account_sid = '${env.TWILIO_ACCOUNT_SID}'`;
const isKept = () => sql(`select (select day from rules.coverage_kept(organization_id, current_date - 40,
    current_date - 39)) is not null from data.twilio_account where account_sid = '${env.TWILIO_ACCOUNT_SID}'`);
const playableThen = async () => (await coverage({ from: day(-40), until: day(-39) })).total.playable;

test('what changes while its day is counted is not forgotten', async () => {
  const change = makeOldCall('old');
  const commit = await holdLock(change);
  sql(COUNT);
  assert.deepStrictEqual([isKept(), await playableThen()], ['t', 0]);
  await commit('commit');
  assert.deepStrictEqual([isKept(), await playableThen()], ['f', 1]);
  sql(COUNT);
  assert.deepStrictEqual([isKept(), await playableThen()], ['t', 1]);
});

test('nor what changes while two count it', async () => {
  const change = makeOldCall('older');
  const commit = await holdLock(COUNT);
  const second = runSql(COUNT);
  await untilWaiting('postgres');
  sql(change);
  await commit('commit');
  await second;
  assert.deepStrictEqual([isKept(), await playableThen()], ['t', 2]);
});

test('what it does not understand is 400, with a reason', async () => {
  for (const [query, code] of [
    [{ from: 'yesterday' }, 'invalid_date'], [{ until: '2026-02-30' }, 'invalid_date'],
    [{ from: '2026-03-02', until: '2026-03-02' }, 'invalid_range'],
    [{ from: '2025-01-01', until: '2026-03-02' }, 'invalid_range'],
    [{ by: 'week' }, 'invalid_by'], [{ zone: 'Nowhere' }, 'invalid_zone'],
    [{ to: '2026-03-02' }, 'unknown_parameter'], [{ By: 'day' }, 'unknown_parameter'],
  ]) assertProblem(await get(query), 400, code);
});

test('nobody learns anything without a log-in', async () => {
  assertProblem(await get({}, { as: null }), 401, 'not_logged_in');
  assert.strictEqual((await get({}, { as: 'token' })).status, 200);
});

test('POST is 405 and says what is allowed', async () => {
  const answer = await get({}, { method: 'POST', body: '{}' });
  assertProblem(answer, 405, 'method_not_allowed');
  assert.strictEqual(answer.headers.allow, 'GET, HEAD');
});

test('recctl prints the same, in columns', async () => {
  const { total, items } = await coverage({ by: 'day' });
  const { status, stderr, lines } = printed('--by', 'day');
  assert.strictEqual(status, 0, stderr);
  assert.strictEqual(lines.length, 1 + items.length + 1);
  const end = lines[0].indexOf('  not playable');
  for (const [line, { answered, expected, playable }] of
    [...lines.slice(1, -1).map((line, i) => [line, items[i]]), [lines.at(-1), total]]) {
    assert.deepStrictEqual(line.slice(10, end).trim().split(/ +/).slice(0, 3).map(Number),
      [answered, expected, playable], line);
    assert.match(line.slice(0, end), /(%|-)$/);
  }
  assert.match(lines.at(-1), /^total .* \d+ too short/);
  assert.strictEqual(printed().lines.length, 2);
});

test('recctl aligns names of any script', () => {
  sql(`update data.call_record set agent_name = 'Zoë 李' where call_id = '${playable}'`);
  const { lines } = printed('--by', 'agent', '--from', day(-6), '--to', day(1));
  const ends = lines.map((line) => [...line].slice(0, [...lines[0]].length - 14).join(''));
  assert.ok(lines.some((line) => line.startsWith('Zoë 李')), lines.join('\n'));
  assert.ok(ends.slice(1).every((line) => /(%|-)$/.test(line)), lines.join('\n'));
});

test('recctl says what is wrong', () => {
  assert.match(printed('--by', 'week').stderr, /^recctl coverage: by is day, campaign or agent\./);
  assert.match(printed('--organization', 'Nobody\'s').stderr, /no organization of that name/);
  assert.strictEqual(printed('--from', 'yesterday').status, 1);
  assert.strictEqual(printed('--role', 'agent').status, 2);
});
