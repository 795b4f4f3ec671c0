-- The journal: what was applied can be applied again, and what was refused
-- is counted.
begin;
\i t/sql/fixture.psql
select plan(41);

create function t.replay(since timestamptz) returns setof text language plpgsql
as $$
declare
  begun record;
  next  record;
begin
  select * into begun from api.replay_begin(since);
  select begun.begins as received_at, 0::bigint as id into next;
  loop
    select * into next from api.replay_page(next.received_at, next.id, begun.until) limit 1;
    exit when not found;
    begin
      return next api.replay_apply(next.id);
    exception
      when others then
        return next concat_ws(' ', sqlstate, sqlerrm);
    end;
  end loop;
end
$$;

-- 1. What a request was, and how long it took.
select is(t.send(t.status('ringing', 1), 'word'), 'created', 'an event');
select results_eq(
  'select endpoint, outcome, reason, idempotency_token, params from data.webhook_event',
  $$ values ('status-callback', 'created', null::text, 'word', t.status('ringing', 1)) $$,
  'is in the journal as it came');
select cmp_ok((select latency_us from data.webhook_event), '>', 0, 'with its latency');
select throws_ok($$ update data.webhook_event set reason = 'x' $$, '23514', null,
  'only what is refused has a reason');
select throws_ok($$ update data.webhook_event set outcome = 'refused' $$, '23514', null,
  'and what is refused has one');

-- 2. Applied again, and once more.
call t.sent(t.status('in-progress', 5));
call t.sent(t.child('completed', 40));
call t.sent(t.recording('in-progress'));
call t.sent(t.ended('completed', 49));
call t.sent(t.recording('completed'));
call t.sent(t.recording('absent', jsonb_build_object('RecordingSid', t.sid('RE', 2),
  'ConferenceSid', t.sid('CF', 2), 'CallSid', null)));
call t.sent(t.recording('invented', jsonb_build_object('RecordingSid', t.sid('RE', 3))));
-- They came one after the other; in a transaction now() stands still.
update data.webhook_event set received_at = now() - make_interval(mins => 100 - id::integer + (
  select min(id)::integer from data.webhook_event));
call t.store(t.sid('RE', 1));
create temporary table known (state text);
insert into known select api.state_hash();
select matches((select state from known), '^[0-9a-f]{64}$', 'the state has a hash');
select results_eq($$ select t.replay(now() - interval '1 day') $$,
  $$ values ('repeated'), ('repeated'), ('repeated'), ('repeated'), ('repeated'), ('repeated'),
            ('repeated'), ('ignored') $$, 'applied again, they say nothing new');
select is(api.state_hash(), (select state from known), 'and change nothing');
select is((select count(*) from t.replay('-infinity')), 8::bigint, 'nor does it the second time');
select is(api.state_hash(), (select state from known), 'that changes anything');
select is((select count(*) from data.webhook_event), 8::bigint, 'the journal itself is as it was');
select results_eq($$ select t.replay(now() - interval '93 minutes') $$,
  $$ values ('ignored') $$, 'only what came since then');
select results_eq(
  $$ select actor, action, detail ->> 'events' from data.audit_event order by at, id $$,
  $$ values ('recctl', 'replay', '8'), ('recctl', 'replay', '8'), ('recctl', 'replay', '1') $$,
  'and each replay is in the audit');

-- 3. What was lost is there again, as it was.
create temporary table lost as
select call_id, status, direction, customer_number, started_at, answered_at, ended_at, duration_s
  from data.call_record;
truncate data.call_record, data.call_leg, data.conference_call, data.recording, data.recording_segment, data.media_job,
  data.transcription_job;
select isnt(api.state_hash(), (select state from known), 'the hash sees that all is lost');
select results_eq($$ select t.replay('-infinity') $$,
  $$ values ('created'), ('updated'), ('updated'), ('updated'), ('updated'), ('updated'),
            ('created'), ('ignored') $$, 'applied again, they make it again');
select set_eq(
  $$ select call_id, status, direction, customer_number, started_at, answered_at, ended_at, duration_s
       from data.call_record $$, 'select * from lost', 'the same call records');
select set_eq('select recording_sid, state::text from data.recording_segment',
  $$ values (t.sid('RE', 1), 'available'), (t.sid('RE', 2), 'absent') $$, 'the same segments');
select set_eq('select recording_sid from data.media_job', $$ values (t.sid('RE', 1)) $$,
  'to be copied again');

-- 4. Every table that webhooks write counts.
create function t.changes_hash(statement text) returns boolean language plpgsql
as $$
declare
  before text := api.state_hash();
begin
  execute statement;
  return api.state_hash() <> before;
end
$$;
select ok(t.changes_hash(statement), 'the hash sees: ' || statement)
  from (values
    ($$ update data.call_record set notes = 'x' where call_id = t.sid('CA', 1) $$),
    ($$ update data.call_leg set answered_by = 'human' where sid = t.sid('CA', 1) $$),
    ($$ update data.recording set state_reason = 'x' where state = 'absent' $$),
    ($$ update data.recording_segment set track = 'inbound' where state = 'available' $$),
    ($$ insert into data.former_id (id, current_id) values (gen_random_uuid(), gen_random_uuid()) $$),
    ($$ delete from data.media_job $$)) t (statement);
select ok(not t.changes_hash($$ update data.webhook_event set outcome = 'ignored' $$),
  'and not the journal');

-- 5. What is refused by the database when it is applied again.
truncate data.webhook_event;
insert into data.webhook_event (endpoint, outcome, reason, params) values
  ('status-callback', 'refused', 'unknown_account', t.status('ringing', 1) || jsonb_build_object('AccountSid', t.sid('AC', 9))),
  ('status-callback', 'refused', 'malformed_sid', t.status('ringing', 1) || '{"CallSid": "rubbish"}'),
  ('recording-callback', 'refused', 'call_missing', t.recording('completed') - 'CallSid');
select results_eq($$ select t.replay('-infinity') $$,
  $$ values ('PT403 unknown_account'), ('PT400 call_missing') $$,
  'is refused again; what is no SID does not even come that far');
insert into data.twilio_account (account_sid, organization_id) values (t.sid('AC', 9), t.other());
select ok('created' in (select t.replay('-infinity')),
  'what was of an unknown account is taken once the account is known');
insert into data.audit_event (actor, action) values ('recctl', 'purge recordings');
select is(t.failure($$ select api.replay_begin(now() - interval '1 minute') $$), 'PT409 purged',
  'nobody brings back what was purged');
select is(t.failure($$ select api.replay_begin(now() + interval '1 second') $$), 'ok',
  'what came later can be applied again');

-- 6. Refusals.
truncate data.webhook_event;
create procedure t.strangers(reason text, count bigint, body text default 'b', is_whole boolean default true) language sql
as $$ select api.webhook_reject_unsigned('status-callback', reason, count, '/x', 'h', 's', body, is_whole) $$;
call t.strangers('no_signature', 1);
call t.strangers('bad_signature', 2);
call t.strangers('bad_signature', 3, 'c');
select api.webhook_reject_signed('status-callback', 'malformed_sid', '{"CallSid": "x"}', 'token', null) \g /dev/null
select results_eq('select * from api.webhook_rejections(now())',
  $$ values ('status-callback', 'bad_signature', 5::bigint, now(), '/x', 'h', 's', 'c', true),
            ('status-callback', 'malformed_sid', 1, now(), null, null, null, null, true),
            ('status-callback', 'no_signature', 1, now(), '/x', 'h', 's', 'b', true) $$,
  'are counted by reason, with the last one of strangers');
update data.webhook_rejection set minute = minute - interval '2 minutes', last_at = now() - interval '2 minutes';
call t.strangers('bad_signature', 10, repeat('x', 4096), false);
select results_eq($$ select count, length(body), is_whole from api.webhook_rejections(now() - interval '1 hour')
                      where reason = 'bad_signature' $$,
  $$ values (15::bigint, 4096, false) $$, 'over minutes; of what was cut that is said');
select results_eq('select reason, count from api.webhook_rejections(now() - interval ''1 minute'')',
  $$ values ('bad_signature', 10::bigint) $$, 'of before that time none is counted');
select is((select count(*) from data.webhook_rejection_sample), 2::bigint, 'one sample of each kind is kept, however many there are');
select results_eq('select endpoint, outcome, reason, idempotency_token, params from data.webhook_event',
  $$ values ('status-callback', 'refused', 'malformed_sid', 'token', '{"CallSid": "x"}'::jsonb) $$,
  'only what Twilio signed is in the journal');

-- 7. Nothing is kept for ever.
insert into data.webhook_event (endpoint, outcome, params, received_at)
select 'status-callback', 'created', '{}', now() - make_interval(days => d) from generate_series(89, 91) d;
insert into data.webhook_rejection (minute, endpoint, reason)
select now() - make_interval(days => d), 'status-callback', 'old' from generate_series(29, 31) d;
update data.webhook_rejection_sample set at = now() - interval '31 days' where reason = 'no_signature';
select is(api.journal_prune(90, 30), false, 'little is older');
select is((select max(now() - received_at) from data.webhook_event), interval '90 days', 'requests are kept for as long as it is said');
select is((select max(now() - minute) from data.webhook_rejection), interval '30 days', 'so are the counts of refusals');
select results_eq('select reason from data.webhook_rejection_sample', $$ values ('bad_signature') $$, 'and their samples');
insert into data.webhook_event (endpoint, outcome, params, received_at)
select 'status-callback', 'created', '{}', now() - interval '1 year' from generate_series(1, 15000);
select is(api.journal_prune(90, 30), true, 'what is much is removed in pieces');
select is(api.journal_prune(90, 30), false, 'to the end');
select is((select max(now() - received_at) from data.webhook_event), interval '90 days', 'then nothing of it is left');

select * from finish();
rollback;
