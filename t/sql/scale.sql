-- What runs again and again by itself reads what there is to do, and a page what
-- it shows and counts, not what there is: among 20,000 calls of a year, all over, a few that are not.
begin;
\i t/sql/fixture.psql
select plan(26);

insert into data.call_record (id, organization_id, call_id, status, started_at, created_at)
select data.uuid_v7(), t.acme(), t.sid('CA', n), 'completed', at, at
  from (select n, now() - interval '365 days' * n / 20000 as at from generate_series(1, 20000) n) made;
insert into data.call_leg (sid, organization_id, call_record_id, status)
select call_id, organization_id, id, status from data.call_record;
insert into data.recording (id, call_record_id, made_for, state)
select data.uuid_v7(), id, t.sid('RE', row_number() over ()::integer), 'stored' from data.call_record;
insert into data.recording_segment (recording_sid, recording_id, account_sid, is_primary, state, channels,
  duration_measured_s, object_key, byte_size, sha256, media_type, stored_at, created_at)
select t.sid('RE', row_number() over ()::integer), r.id, t.sid('AC', 1), true, 'stored', 2, 10, 'k', 9,
       repeat('a', 64), 'audio/wav', c.created_at, c.created_at
  from data.recording r join data.call_record c on c.id = r.call_record_id;
insert into data.webhook_event (endpoint, outcome, params, received_at)
select 'status-callback', 'created', '{}', now() - interval '89 days' * n / 20000 from generate_series(1, 20000) n;
insert into data.webhook_rejection (minute, endpoint, reason)
select now() - interval '29 days' * n / 20000, 'status-callback', 'no_signature' from generate_series(1, 20000) n;
insert into data.log_in_failure (account, network, last_at)
select sha256(n::text::bytea), '192.0.2.1', now() - interval '23 hours' * n / 20000 from generate_series(1, 20000) n;
insert into data.media_removal (object_key) select 'gone/' || lpad(n::text, 5, '0') from generate_series(1, 20000) n;
analyze data.call_record, data.call_leg, data.recording, data.recording_segment, data.webhook_event,
  data.webhook_rejection, data.log_in_failure, data.media_removal;
-- Three that are not over: one of yesterday, and two that began long ago.
call t.sent(t.recording('in-progress', jsonb_build_object('CallSid', t.sid('CA', 30001), 'RecordingSid', t.sid('RE', 30001))));
call t.sent(t.status('in-progress', 9, jsonb_build_object('CallSid', t.sid('CA', 30002))));
update data.call_record c set started_at = now() - interval '1 day' where c.call_id in (t.sid('CA', 30001), t.sid('CA', 30002));
update data.recording_segment s set created_at = now() - interval '1 day' where s.recording_sid = t.sid('RE', 30001);
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 30003), 'RecordingSid', t.sid('RE', 30003))));

-- How many rows of the tables a statement reads, whether or not it gives them.
create function t.rows_read() returns bigint language sql
as $$ select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_xact_user_tables where schemaname = 'data' $$;
create function t.reads(statement text) returns bigint language plpgsql
as $$
declare
  before bigint := t.rows_read();
begin
  execute statement;
  return t.rows_read() - before;
end
$$;
select cmp_ok(t.reads('select count(*) from data.call_record'), '>=', 20000::bigint, 'a look at all calls would be seen');
select cmp_ok(t.reads(statement), '<=', most, format('at most %s rows are read by %s', most, statement))
  from (values
    ('select * from api.reconcile_begin(now() - interval ''30 minutes'', now(), false)', 100::bigint),
    ('select * from api.reconcile_begin(now() - interval ''30 minutes'', now(), true)', 100),
    ('select * from api.reconcile_window()', 100),
    ('select api.reconcile_done((select min(account_sid) from data.twilio_account), now() - interval ''1 hour'', now(), 0, 0)', 100),
    ('select * from api.media_job_give_up()', 10),
    ('select * from api.media_job_lease(60)', 20),
    ('select * from api.media_removals('''')', 1100),
    ('select * from api.media_removals(''gone/19990'')', 100),
    ('select api.media_removals_done(array[''gone/00001'', ''gone/00002''])', 10),
    ('select * from api.call_records(t.credential(''sue''), ''50'', null)', 1500),
    ('select api.journal_prune(90, 30)', 100)) v (statement, most);
select cmp_ok(t.reads(format('delete from data.%I where organization_id = t.other()', tab)), '<=', 10::bigint,
  format('nor are calls read to delete an entry of %s', tab))
  from unnest(array['agent', 'campaign', 'contact', 'disposition']) tab;
insert into data.agent (organization_id, name, phone_number)
select t.acme(), 'Agent ' || n, '+1555' || 1000000 + n from generate_series(1, 2000) n;
analyze data.agent;
select cmp_ok(t.reads(format('select api.status_callback(%L, null, null)', t.status('ringing', 2))), '<=', 100::bigint,
  'nor all agents with each event of a call');

-- What never ends hides nothing: who has waited longest is asked for first.
truncate data.reconcile_asked;
create function t.asked() returns setof text language sql
as $$ select substring(path from '(?:CA|RE)[0-9a-f]{32}')
        from api.reconcile_begin(now() - interval '30 minutes', now(), false)
       where account_sid = t.sid('AC', 1) and path ~ '(CA|RE)[0-9a-f]{32}.json$' $$;
select set_eq('select * from t.asked()', $$ values (t.sid('CA', 30001)), (t.sid('CA', 30002)), (t.sid('RE', 30001)) $$,
  'what is not over is asked for');
select is_empty('select * from t.asked()', 'and not again at once');
update data.reconcile_asked set asked_at = now() - interval '11 minutes';
insert into data.call_record (organization_id, call_id, status, started_at)
select t.acme(), t.sid('CA', 40000 + n), 'in-progress', now() - interval '2 days' from generate_series(1, 1200) n;
insert into data.call_leg (sid, organization_id, call_record_id, status)
select c.call_id, c.organization_id, c.id, c.status from data.call_record c where c.call_id > t.sid('CA', 40000);
create temporary table round as select 1 as n, sid from t.asked() sid;
insert into round select 2, sid from t.asked() sid;
select is((select count(*) from round where n = 1), 1000::bigint, '1,200 that never end: a thousand at most in a round');
select is((select count(distinct sid) from round), 1203::bigint, 'and in the next one the rest, the old ones, too');

-- What is not there is not asked for for ever.
create procedure t.missing(sid text) language plpgsql
as $$
begin
  perform api.reconcile_missing(t.sid('AC', 1), '/2010-04-01/Accounts/' || t.sid('AC', 1) || '/Calls/' || sid || '.json', false);
  update data.reconcile_asked set asked_at = now() - interval '11 minutes';
end
$$;
call t.missing(t.sid('CA', 30002));
call t.missing(t.sid('CA', 30002));
select ok(exists (select from rules.reconcile_open_sids(t.acme(), t.sid('AC', 1), now() - interval '14 days', now()) o
                   where t.sid('CA', 30002) = any (o)), 'what was not there twice may come');
call t.missing(t.sid('CA', 30002));
select ok(not exists (select from rules.reconcile_open_sids(t.acme(), t.sid('AC', 1), now() - interval '14 days', now()) o
                   where t.sid('CA', 30002) = any (o)), 'what was not there three times is given up');
select ok(exists (select from rules.reconcile_open_sids(t.acme(), t.sid('AC', 3), now() - interval '14 days', now()) o
                   where t.sid('CA', 30002) = any (o)), 'but not in another account of the organization');
select api.reconcile_begin(now() - interval '30 minutes', now(), true) \g /dev/null
select is((select count(*) from data.reconcile_asked where asked_at = now()), 0::bigint, 'a dry run asks for nothing');

-- It would hold for all that the function calls: each statement of these would be planned at every call.
select is_empty($$ select oid::regprocedure from pg_proc
                    where pronamespace in ('api'::regnamespace, 'rules'::regnamespace, 'data'::regnamespace)
                      and array_to_string(proconfig, ' ') ~ 'plan_cache_mode' $$,
  'no function sets how plans are cached');

select * from finish();
rollback;
