-- What Twilio's REST API says, by the same rules as its callbacks
-- (docs/requirements.md R15, R5).
begin;
\i t/sql/fixture.psql
select plan(53);

create function t.base() returns text language sql immutable
as $$ select '/2010-04-01/Accounts/' || t.sid('AC', 1) $$;
-- Call 1 as the REST API has it, with changes.
create function t.resource(changes jsonb default '{}') returns jsonb language sql stable
as $$
  select jsonb_build_object('sid', t.sid('CA', 1), 'account_sid', t.sid('AC', 1),
    'parent_call_sid', null, 'from', '+15550100', 'to', '+15550199', 'direction', 'outbound-api',
    'status', 'completed', 'duration', '49', 'answered_by', null, 'price', null,
    'date_created', t.rfc2822(t.call_start()), 'start_time', t.rfc2822(t.call_start() + interval '9 s'),
    'end_time', t.rfc2822(t.call_start() + interval '58 s')) || changes
$$;
create function t.child_resource(changes jsonb default '{}') returns jsonb language sql stable
as $$
  select t.resource(jsonb_build_object('sid', t.sid('CA', 4097), 'parent_call_sid', t.sid('CA', 1),
    'direction', 'outbound-dial', 'to', '+15550177', 'duration', '31',
    'date_created', t.rfc2822(t.call_start() + interval '26 s'),
    'end_time', t.rfc2822(t.call_start() + interval '57 s')) || changes)
$$;
create function t.recording_resource(changes jsonb default '{}') returns jsonb language sql stable
as $$
  select jsonb_build_object('sid', t.sid('RE', 1), 'account_sid', t.sid('AC', 1),
    'call_sid', t.sid('CA', 1), 'conference_sid', null, 'status', 'completed', 'duration', '42',
    'channels', 2, 'source', 'OutboundAPI', 'track', 'both', 'error_code', null,
    'date_created', t.rfc2822(t.call_start()), 'encryption_details', null,
    'start_time', t.rfc2822(t.call_start() + interval '7 s'),
    'media_url', 'https://api.twilio.com' || t.base() || '/Recordings/' || t.sid('RE', 1)) || changes
$$;
-- What C makes of a row of reconcile_page().
create function t.resource_told(kind text, value text, dry_run boolean) returns setof text language plpgsql
as $$
begin
  if kind = 'next' then
    return next 'next ' || value;
  else
    return query select concat_ws(' ', a.kind, a.value)
      from api.reconcile_apply(t.sid('AC', 1), value::jsonb, dry_run) a;
  end if;
exception
  when others then
    return next concat_ws(' ', 'refused', value::jsonb ->> 'sid', sqlstate, sqlerrm);
end
$$;
create function t.answer(body jsonb, dry_run boolean default false) returns setof text
language sql
as $$
  select t.resource_told(p.kind, p.value, dry_run) from api.reconcile_page(t.sid('AC', 1), body) p
$$;
create function t.whole() returns jsonb language sql stable
as $$
  select jsonb_build_array(
    (select jsonb_agg(to_jsonb(c) - '{id,created_at}'::text[]) from data.call_record c),
    (select jsonb_agg(to_jsonb(l) - '{call_record_id,sequence_number,answered_at}'::text[] order by sid) from data.call_leg l),
    (select jsonb_agg(to_jsonb(r) - '{id,call_record_id,created_at}'::text[]) from data.recording r),
    (select jsonb_agg(to_jsonb(s) - '{recording_id,created_at}'::text[]) from data.recording_segment s))
$$;
create procedure t.told_of_recording(changes jsonb) language plpgsql as $$
begin
  perform t.answer(jsonb_build_object('recordings', jsonb_build_array(t.recording_resource(changes))));
end $$;
create temporary table told as select
  jsonb_build_object('calls', jsonb_build_array(t.child_resource(), t.resource())) as calls,
  jsonb_build_object('recordings', jsonb_build_array(t.recording_resource())) as recordings;

-- 1. By callbacks, by the REST API, and by both in either order: the same.
savepoint clean;
do $$
declare
  e jsonb;
begin
  foreach e in array array[t.status('initiated', 0), t.status('in-progress', 9),
    t.child('ringing', 26), t.child('completed', 57), t.ended('completed', 58),
    t.recording('completed')] loop
    perform t.send(e);
  end loop;
end $$;
select t.whole() as by_callbacks \gset
select set_eq('select t.answer(calls) from told',
  $$ values ('repeated ' || t.sid('CA', 1)), ('repeated ' || t.sid('CA', 4097)) $$,
  'what callbacks have told, the REST API only repeats');
select results_eq('select t.answer(recordings) from told',
  $$ values ('repeated ' || t.sid('RE', 1)) $$, 'also of a recording, whose call need not be asked for');
select is(t.whole(), :'by_callbacks', 'and nothing changes');
rollback to clean;

select set_eq('select t.answer(calls, true) from told',
  $$ values ('created ' || t.sid('CA', 1)), ('created ' || t.sid('CA', 4097)) $$,
  'a dry run says what would be made');
select is(t.counts(), '0 0 0 0 0 0', 'and makes nothing');
create function t.my_locks() returns bigint language sql
as $$ select count(*) from pg_locks where pid = pg_backend_pid() and locktype in ('advisory', 'tuple', 'transactionid') $$;
select t.my_locks() as locks \gset
select t.answer(calls, true) from told \g /dev/null
select t.answer(recordings, true) from told \g /dev/null
select is(t.my_locks(), :locks::bigint, 'nor does it lock anything that webhooks would wait for');
select set_eq('select t.answer(calls) from told',
  $$ values ('updated ' || t.sid('CA', 1)), ('created ' || t.sid('CA', 4097)) $$,
  'R15: what callbacks did not tell, the REST API does');
select results_eq('select t.answer(recordings) from told',
  $$ values ('updated ' || t.sid('RE', 1)) $$, 'R15: a recording without a callback');
select is(t.whole(), :'by_callbacks', 'R5: all lost, then reconciled, is the same row');
select is((select count(*) from data.media_job), 1::bigint, 'its audio is to be copied');
rollback to clean;

-- 2. What to ask for next.
select set_eq('select t.answer(recordings) from told',
  $$ values ('created ' || t.sid('RE', 1)), ('next ' || t.base() || '/Calls/' || t.sid('CA', 1) || '.json'),
            ('next ' || t.base() || '/Calls.json?PageSize=100&ParentCallSid=' || t.sid('CA', 1)) $$,
  'of a recording whose call is not known, the call and its child legs are asked for');
select results_eq(
  $$ select t.answer(t.resource()) $$, $$ values ('updated ' || t.sid('CA', 1)) $$, 'one call alone is an answer too');
select is((t.call(t.sid('CA', 1))).status::text, 'completed', 'R15: a call closes that Twilio says has ended');
rollback to clean;
select results_eq(
  format($$ select t.answer('{"calls": [], "next_page_uri": %s}') $$, coalesce(to_json(uri), 'null')),
  format($$ select 'next ' || %1$L where %2$L $$, uri, follows), format('the page after: %s', uri))
  from (values (t.base() || '/Calls.json?Page=1&PageToken=PACA', true),
    ('https://elsewhere.example/Calls.json', false), ('/2010-04-01/Accounts/' || t.sid('AC', 2) || '/Calls.json', false),
    (null, false)) as v (uri, follows);

-- 3. What is wrong with one does not keep the others out.
select results_eq(
  $$ select t.answer(jsonb_build_object('calls', jsonb_build_array(
       t.resource(jsonb_build_object('account_sid', t.sid('AC', 2))), t.resource('{"sid": "../etc"}'),
       t.resource('{"duration": "long"}'), t.resource()))) $$,
  $$ values ('refused ' || t.sid('CA', 1) || ' PT400 foreign_resource'),
            ('refused ../etc PT400 sid_missing'),
            ('created ' || t.sid('CA', 1)), ('updated ' || t.sid('CA', 1)) $$,
  'each is judged alone');
select is((select count(*) from data.call_record), 1::bigint, 'and one call is there');
rollback to clean;

-- An error that is ours is not the resource's: it is tried again.
create function t.fails(state text) returns text language plpgsql
as $$
declare
  answer text;
begin
  execute format($f$ create function t.raise() returns trigger language plpgsql
    as $b$ begin raise sqlstate %L; end $b$ $f$, state);
  create trigger fails before insert on data.call_leg for each row execute function t.raise();
  answer := t.failure(format('select api.reconcile_apply(t.sid(''AC'', 1), %L, false)', t.resource()));
  drop function t.raise() cascade;
  return answer;
end
$$;
select is(left(t.fails(state), 5), state, format('%s is not taken for a refusal', state))
  from unnest('{40P01,40001,55P03,53100,P0001,XX000}'::text[]) state;
select is((select count(*) from data.call_record), 0::bigint, 'and nothing of it is there');
rollback to clean;

-- 4. Deleted at Twilio, and kept elsewhere.
call t.sent(t.recording('completed'));
call t.told_of_recording('{"media_url": "https://bucket.s3.amazonaws.com/AC/RE"}');
select is((t.recording_of(t.sid('RE', 1))).state::text, 'absent', 'audio in the account''s own storage is not at Twilio');
select is((t.segment(t.sid('RE', 1))).external_url, 'https://bucket.s3.amazonaws.com/AC/RE', 'it is known where it is');
select is((select count(*) from data.media_job), 0::bigint, 'and nobody tries to copy it');
select is(t.asked('recording_media', t.credential('sue'), t.sid('RE', 1)), 'PT410 recording_absent', 'it is not played');
rollback to clean;
call t.sent(t.recording('completed'));
call t.told_of_recording('{"status": "deleted", "media_url": null}');
select is((t.recording_of(t.sid('RE', 1))).state || ' ' || (t.recording_of(t.sid('RE', 1))).state_reason,
  'deleted deleted_at_twilio', 'what was deleted at Twilio before we had it is deleted');
select is((select count(*) from data.media_job), 0::bigint, 'and is not tried any more');
rollback to clean;
call t.sent(t.recording('completed'));
call t.store(t.sid('RE', 1));
call t.told_of_recording('{"status": "deleted"}');
select is((t.recording_of(t.sid('RE', 1))).state::text, 'stored', 'R17: what we have, we keep');
rollback to clean;
call t.sent(t.recording('in-progress'));
select results_eq(
  $$ select kind, value from api.reconcile_missing(t.sid('AC', 1),
       t.base() || '/Recordings/' || t.sid('RE', 1) || '.json', false) $$,
  $$ values ('updated', t.sid('RE', 1)) $$, 'a recording that is not there any more');
select is((t.recording_of(t.sid('RE', 1))).state::text, 'deleted', 'was deleted');
select is_empty(
  $$ select * from api.reconcile_missing(t.sid('AC', 1), t.base() || '/Calls/' || t.sid('CA', 1) || '.json', false) $$,
  'a call that is not there says nothing');

-- 5. Where to begin.
select results_eq(
  $$ select path from api.reconcile_begin('2026-03-02 10:00:00+00', '2026-03-02 11:00:00+00', true)
      where account_sid = t.sid('AC', 2) $$,
  $$ values ('/2010-04-01/Accounts/' || t.sid('AC', 2) ||
             '/Calls.json?PageSize=100&StartTime%3E=2026-03-02T10:00:00Z&StartTime%3C=2026-03-02T11:00:01Z'),
            ('/2010-04-01/Accounts/' || t.sid('AC', 2) ||
             '/Recordings.json?PageSize=100&IncludeSoftDeleted=true&DateCreated%3E=2026-03-02T10:00:00Z'
             '&DateCreated%3C=2026-03-02T11:00:01Z') $$, 'the calls and the recordings of a time');
rollback to clean;
call t.sent(t.status('in-progress', 9));
call t.sent(t.recording('in-progress'));
update data.recording_segment set created_at = t.call_start();
create function t.asked(dry_run boolean) returns setof text language sql
as $$ select substring(path from '[^/]*/[^/]*$')
        from api.reconcile_begin(t.call_start() + interval '2 days', t.call_start() + interval '3 days', dry_run)
       where path ~ 'json$' $$;
select set_eq('select t.asked(true)',
  $$ values ('Calls/' || t.sid('CA', 1) || '.json'), ('Recordings/' || t.sid('RE', 1) || '.json') $$,
  'R29: a call that goes on longer than the lists go back is asked for by its SID');
select is(t.failure($$ select api.reconcile_begin(now(), now(), true) $$), 'PT400 invalid_window', 'no time is no window');

-- 6. How far back, of each account.
delete from data.reconcile_run;
create function t.span(n integer default 1) returns interval language sql as
$$ select window_to - window_from from api.reconcile_window() where account_sid = t.sid('AC', n) $$;
select is(t.span(), interval '26 hours', 'at first it is 26 hours');
select lives_ok($$ select api.reconcile_done(t.sid('AC', 1), now() - interval '27 hours', now() - interval '5 minutes', 0, 0) $$,
  'when that was done');
select is(t.span(), interval '35 minutes', 'the last half hour is looked at again');
select is(t.span(2), interval '26 hours', 'but of an account that could not be asked all of it');
select lives_ok($$ select api.reconcile_done(t.sid('AC', 1), now(), now() + interval '1 day', 0, 0) $$,
  'what a wrong clock did');
select is(t.span(), interval '35 minutes', 'is no run');
select lives_ok($$ update data.reconcile_run set window_to = now() - interval '3 days', window_from = now() - interval '5 days' $$,
  'when it did not run for three days');
select is(t.span(), interval '98 hours', 'they are made up for');

-- 7. What was purged.
rollback to clean;
select t.answer(calls), t.answer(recordings) from told;
select lives_ok($$ select api.purge('recordings', true) $$, 'when the recordings are deleted');
select set_eq('select t.answer(recordings) from told', array['ignored ' || t.sid('RE', 1)],
  'no round makes them again');
select lives_ok($$ select api.purge('call-records', true) $$, 'when the call records are deleted');
select set_eq('select t.answer(calls) from told',
  array['ignored ' || t.sid('CA', 1), 'ignored ' || t.sid('CA', 4097)], 'no round makes them again');
select set_eq($$ select t.answer(jsonb_build_object('calls', jsonb_build_array(
                   t.resource(jsonb_build_object('end_time', t.rfc2822(now() + interval '1 s')))))) $$,
  array['created ' || t.sid('CA', 1)], 'a call that was not over is made');
select set_eq('select t.answer(calls) from told',
  array['updated ' || t.sid('CA', 1), 'updated ' || t.sid('CA', 4097)], 'and with it its legs');

select * from finish();
rollback;
