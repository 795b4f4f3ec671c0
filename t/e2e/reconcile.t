#!/usr/bin/env -S node --test-reporter=./t/reporter.js
'use strict';

// What callbacks did not tell, Twilio's REST API does: docs/requirements.md R15, R5.

const assert = require('node:assert');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { env, makeCall, recctl, requestsFor, rows, settle, sid, sim, sql, until, untilState } =
  require('../lib');

const DAY_MS = 24 * 60 * 60 * 1000;
const UNTOLD = { statusCallback: null, recordingCallback: null };

const reconcile = (...args) => recctl(['reconcile', ...args]);

// What it prints, where all goes well.
function reconciled(...args) {
  const { status, stdout, stderr } = reconcile(...args);
  assert.strictEqual(status, 0, stderr);
  return stdout;
}
const lastDay = () => ['--from', new Date(Date.now() - DAY_MS).toISOString()];

const callOf = (callSid) => rows(`select c.* from data.call_record c
  join data.call_leg l on l.call_record_id = c.id where l.sid = '${callSid}'`)[0];

after(() => sim('PUT', '/rest', [{}]));

// What was over before a purge, if there was one, is not made again.
before(() => sql("delete from data.audit_event where action like 'purge %'"));

test('a call of which every callback was lost is there, whole, and its audio is copied', async () => {
  const options = { child: { to: '+15005550019' }, from: '+15005550006', to: '+15005550011' };
  const told = await makeCall({ ...options });
  await settle(told.call.callSid);
  const lost = await makeCall({ ...options, ...UNTOLD, state: null });
  await settle(lost.call.callSid);
  assert.strictEqual(callOf(lost.call.callSid), undefined);
  const plan = reconciled(...lastDay(), '--dry-run');
  assert.match(plan, new RegExp(`would be created +${lost.call.recordingSid}`));
  assert.match(plan, /nothing was changed/);
  assert.strictEqual(callOf(lost.call.callSid), undefined, 'a dry run changes nothing');
  const printed = reconciled(...lastDay());
  assert.match(printed, new RegExp(`(created|updated) +${lost.call.callSid}`));
  await untilState(lost.call.recordingSid, 'stored');
  const facts = ({ direction, status, customer_number: customer, from_number: from,
    to_number: to, duration_s: duration }) => ({ direction, status, customer, from, to, duration });
  assert.deepStrictEqual(facts(callOf(lost.call.callSid)), facts(callOf(told.call.callSid)));
  assert.strictEqual(callOf(lost.call.callSid).customer_number, '+15005550019');
});

test('to reconcile again changes nothing', async () => {
  const hash = () => sql(`select md5(string_agg(t::text, '' order by t::text)) from (
    select c::text from data.call_record c union all select l::text from data.call_leg l
    union all select recording_sid from data.recording_segment) t (t)`);
  const before = hash();
  const printed = reconciled(...lastDay());
  assert.match(printed, /: 0 created, 0 updated, 0 refused$/m);
  assert.strictEqual(hash(), before);
});

test('a call that ended without our hearing of it is closed', async () => {
  const { call } = await makeCall({ events: { lose: ['completed', 'recording-completed'] },
    state: 'in_progress' });
  await settle(call.callSid);
  assert.notStrictEqual(callOf(call.callSid).status, 'completed');
  reconciled(...lastDay());
  assert.strictEqual(callOf(call.callSid).status, 'completed');
  await untilState(call.recordingSid, 'stored');
});

test('lists of many pages are read to the end, and 429 is waited for', async () => {
  const when = new Date(Date.now() - 400 * DAY_MS);
  const made = (ms) => new Date(when.getTime() + ms).toUTCString();
  const calls = Array.from({ length: 250 }, (_, i) => ({
    sid: sid('CA'), from: '+15005550006', to: '+15005550012', direction: 'outbound-api',
    status: 'busy', duration: '0', date_created: made(i), start_time: made(i), end_time: made(i),
  }));
  await sim('PUT', '/resources', { calls, recordings: [], replace: true });
  await sim('PUT', '/rest', [{}, { status: 429, retryAfter: 1, method: 'GET' }, {}]);
  const span = [-1, 1].map((day) => new Date(when.getTime() + day * DAY_MS).toISOString());
  const printed = reconciled('--from', span[0], '--to', span[1]);
  assert.match(printed, /^250 seen: 250 created, 0 updated, 0 refused$/m);
  assert.strictEqual(rows(`select * from data.call_leg where sid in
    (${calls.map((call) => `'${call.sid}'`).join()}) and status = 'busy'`).length, 250);
});

test('what Twilio does not answer fails, and says so', async () => {
  await sim('PUT', '/rest', [{ status: 403, method: 'GET' }]);
  const failed = reconcile(...lastDay());
  assert.strictEqual(failed.status, 1);
  assert.match(failed.stderr, /Twilio did not answer 2 requests; run it again/);
  assert.match(failed.stderr, /Twilio answered 403/);
  assert.ok(!failed.stderr.includes(env.TWILIO_AUTH_TOKEN));
  await sim('PUT', '/rest', [{}]);
});

test('what is our own fault is no refusal: the others are applied, and it is tried again', async (t) => {
  const when = new Date(Date.now() - 500 * DAY_MS);
  const at = when.toUTCString();
  const calls = Array.from({ length: 5 }, () => ({
    sid: sid('CA'), from: '+15005550006', to: '+15005550012', direction: 'outbound-api',
    status: 'busy', duration: '0', date_created: at, start_time: at, end_time: at,
  }));
  const bad = calls[2].sid;
  sql(`create function public.refuse_one() returns trigger language plpgsql
       as $$ begin if new.sid = '${bad}' then raise 'not now'; end if; return new; end $$;
       create trigger refuse_one before insert on data.call_leg
       for each row execute function public.refuse_one()`);
  t.after(() => sql('drop function if exists public.refuse_one() cascade'));
  await sim('PUT', '/resources', { calls, recordings: [], replace: true });
  const span = [-1, 1].map((day) => new Date(when.getTime() + day * DAY_MS).toISOString());
  const failed = reconcile('--from', span[0], '--to', span[1]);
  assert.strictEqual(failed.status, 1);
  assert.match(failed.stdout, /^4 seen: 4 created, 0 updated, 0 refused$/m);
  sql('drop function public.refuse_one() cascade');
  const printed = reconciled('--from', span[0], '--to', span[1]);
  assert.match(printed, /^5 seen: 1 created, 0 updated, 0 refused$/m);
});

test('times that are no times are refused', () => {
  for (const [args, why] of [[['--from', 'yesterday noon'], /a value is malformed/],
    [['--from', '2026-03-02', '--to', '2026-03-01'], /must be before its end/],
    [[], /give --from/]]) {
    const failed = reconcile(...args);
    assert.notStrictEqual(failed.status, 0);
    assert.match(failed.stderr, why);
  }
});

test('the daemon does it by itself, whatever is the matter with another account', async (t) => {
  const other = sid('AC');
  sql(`insert into data.twilio_account (account_sid, organization_id)
    select '${other}', organization_id from data.twilio_account limit 1`);
  t.after(() => sql(`delete from data.twilio_account where account_sid = '${other}'`));
  const { call } = await makeCall({ ...UNTOLD, state: null });
  await settle(call.callSid);
  sql('delete from data.reconcile_run');
  const program = path.join(path.dirname(env.RECCTL), '../reconcilerd');
  const daemon = spawn(program, { env: { ...env, PGUSER: 'omnivox_reconciler' }, stdio: 'ignore' });
  const ended = once(daemon, 'exit');
  await untilState(call.recordingSid, 'stored');
  await until('the run is written down', () => rows('select * from data.reconcile_run').length > 0);
  daemon.kill('SIGTERM');
  assert.deepStrictEqual(await ended, [0, null]);
  assert.deepStrictEqual(rows(`select from data.reconcile_run where account_sid = '${other}'`), []);
  assert.ok((await requestsFor('Calls.json')).length > 0);
});
