-- Days that are over are counted once: the counts are those of all calls
-- counted now, whatever changes later.
begin;
\i t/sql/fixture.psql
select plan(65);

create function t.day(n integer) returns date language sql stable as $$ select current_date - n $$;
create function t.noon(n integer) returns timestamptz language sql stable as $$ select t.day(n) + interval '12 hours' $$;

-- A call of so many days ago, and what belongs to it; changes replaces the rest.
create procedure t.made(name text, days integer, changes jsonb default '{}') language plpgsql
as $$
declare
  call data.call_record;
begin
  call := jsonb_populate_record(null::data.call_record, jsonb_build_object(
    'id', data.uuid_v7(), 'status', 'completed', 'started_at', t.noon(days),
    'ended_at', t.noon(days) + interval '1 minute') || changes);
  insert into data.call_record (id, organization_id, call_id, status, started_at, ended_at, agent_id, campaign_id,
    conference_sid)
  values (call.id, t.acme(), name, call.status, call.started_at, call.ended_at, call.agent_id, call.campaign_id,
    call.conference_sid);
  insert into data.call_leg (sid, organization_id, call_record_id, status) values (name, t.acme(), call.id, call.status);
end
$$;
create function t.id(name text) returns uuid language sql stable
as $$ select id from data.call_record where call_id = name $$;
create procedure t.recorded(name text, n integer, state text, conference text default null) language sql
as $$
  with made as (
    insert into data.recording (call_record_id, made_for, state, is_playable)
    values (t.id(name), t.sid('RE', n), state::data.recording_state, state = 'available') returning id)
  insert into data.recording_segment (recording_sid, recording_id, account_sid, is_primary, state, conference_sid)
  select t.sid('RE', n), id, t.sid('AC', 1), true, state::data.recording_state, conference from made
$$;

-- What is kept, and what is counted now, as rows; and where they differ.
create function t.kept() returns table (by text, at timestamptz, id uuid, name text, fate text, calls bigint) language sql stable
as $$
  select v.by, p.at, p.id, p.name, p.fate, sum(p.calls)
    from unnest(array['day', 'campaign', 'agent']) v (by)
   cross join lateral rules.coverage_parts(t.acme(), t.day(50), t.day(-3), v.by) p
   group by 1, 2, 3, 4, 5
$$;
create function t.anew() returns table (by text, at timestamptz, id uuid, name text, fate text, calls bigint) language sql stable
as $$
  select p.by, p.at, p.id, p.name, p.fate, p.calls
    from rules.coverage_tally(t.acme(), t.day(50), t.day(-3), array['day', 'campaign', 'agent']) p
$$;
create function t.wrong() returns bigint language sql stable
as $$
  with kept as materialized (select * from t.kept()), anew as materialized (select * from t.anew())
  select count(*) from ((table kept except table anew) union all (table anew except table kept)) differs
$$;
create function t.days() returns date[] language sql stable
as $$ select array_agg(day order by day) from rules.coverage_kept(t.acme(), t.day(50), t.day(-3)) $$;
-- There are fewer days than that: if it never ends, days are still due that should not be.
create procedure t.keep() language plpgsql
as $$ begin for i in 1 .. 50 loop exit when not api.coverage_keep(); end loop; end $$;

insert into data.agent (organization_id, name) values (t.acme(), 'Ann');
insert into data.campaign (organization_id, name) values (t.acme(), 'Autumn');
call t.made('a', 30);
update data.call_record set agent_id = (select id from data.agent), campaign_id = (select id from data.campaign);
insert into data.call_leg (sid, organization_id, call_record_id, parent_sid, status) values ('child', t.acme(), t.id('a'), 'a', 'completed');
call t.recorded('a', 1, 'available');
call t.made('b', 20);
call t.recorded('b', 2, 'failed');
call t.made('bare', 20);
call t.made('unanswered', 20);
insert into data.call_leg (sid, organization_id, call_record_id, parent_sid, status) values ('busy', t.acme(), t.id('unanswered'), 'unanswered', 'busy');
-- A conference that went on past midnight: c shows what k, of the next day, keeps.
call t.made('c', 30, jsonb_build_object('conference_sid', t.sid('CF', 1)));
call t.made('k', 29, jsonb_build_object('conference_sid', t.sid('CF', 1)));
call t.recorded('k', 3, 'available', t.sid('CF', 1));
insert into data.conference_call (conference_sid, organization_id, call_record_id, keeps_recording)
values (t.sid('CF', 1), t.acme(), t.id('c'), null), (t.sid('CF', 1), t.acme(), t.id('k'), true);
call t.made('today', 0);

-- 1. What is kept.
select is(t.days(), null, 'at first no day is kept');
select is(t.wrong(), 0::bigint, 'all is counted then');
select ok(api.coverage_keep(), 'a day is counted');
call t.keep();
select is(api.coverage_keep(), false, 'until all are');
select is((select count(*) from data.coverage_change), 0::bigint, 'and what was noted is not noted any more');
select is(t.days(), array(select d::date from generate_series(t.day(30), t.day(2), interval '1 day') d),
  'since the first call, but not those that were not over a day ago');
select is(t.wrong(), 0::bigint, 'what is kept is what is counted');
select is((select count(*) from t.kept() where by = 'day'), 6::bigint, 'of every call but none twice');
update data.coverage_part p set calls = 1000 where p.by = 'day' and p.day = t.day(20);
select is((select answered from rules.coverage_counts(t.acme(), t.day(20), t.day(19), by, 'UTC') where is_total), answered,
  format('what is kept is read, by %s', by)) from (values (null, 2000::bigint), ('day', 2000), ('agent', 2)) v (by, answered);
select is((select answered from rules.coverage_counts(t.acme(), t.day(20), t.day(19), null, 'Europe/Berlin')), 2::bigint,
  'but a day of another zone is none of ours');
select is((select max(answered) from rules.coverage_counts(t.acme(), t.day(22), t.day(17), 'day', 'Asia/Kolkata')
            where day = t.day(20)), 2000::bigint, 'unless it is among days');
update data.coverage_part p set calls = 1 where p.by = 'day' and p.day = t.day(20);

-- 2. Whatever changes, the counts are right, at once and once they are kept again.
create temporary table before as select * from t.anew();
create function t.after(change text) returns text language plpgsql
as $$
declare
  seen text;
begin
  execute change;
  if not exists (select * from t.anew() except table before) and not exists (table before except select * from t.anew()) then
    seen := 'nothing has changed; ';
  end if;
  seen := concat(seen, t.wrong(), ' wrong, ');
  call t.keep();
  seen := concat(seen, t.wrong(), ' wrong, ', coalesce(array_length(t.days(), 1), 0) > 20, ', ',
    (select count(*) from data.coverage_change where day <= t.day(2)), ' noted');
  raise sqlstate 'T0000';
exception
  when sqlstate 'T0000' then
    return seen;
end
$$;
select is(t.after(change), '0 wrong, 0 wrong, t, 0 noted', change)
  from (values
    ($$ call t.made('new', 15) $$),
    ($$ call t.made('older than all', 40) $$),
    ($$ update data.call_record set status = 'busy' where call_id = 'bare' $$),
    ($$ update data.call_record set started_at = t.noon(10) where call_id = 'a' $$),
    ($$ update data.call_record set started_at = t.noon(0) where call_id = 'a' $$),
    ($$ update data.call_record set started_at = t.noon(10) where call_id = 'today' $$),
    ($$ update data.call_record set started_at = started_at + interval '15 minutes' where call_id = 'a' $$),
    ($$ update data.call_record set created_at = t.noon(10), started_at = null where call_id = 'a' $$),
    ($$ update data.call_record set organization_id = t.other() where call_id = 'bare' $$),
    ($$ update data.call_record set ended_at = now() - interval '1 minute' where call_id = 'bare' $$),
    ($$ update data.call_record set agent_name = 'Bob' where call_id = 'b' $$),
    ($$ update data.call_record set campaign_name = 'Winter' where call_id = 'b' $$),
    ($$ delete from data.agent $$),
    ($$ delete from data.campaign $$),
    ($$ with l as (delete from data.call_leg where sid = 'bare') delete from data.call_record where call_id = 'bare' $$),
    ($$ update data.call_leg set status = 'busy' where sid = 'child' $$),
    ($$ update data.call_leg set call_record_id = t.id('b'), status = 'busy' where sid = 'child' $$),
    ($$ insert into data.call_leg (sid, organization_id, call_record_id, parent_sid, status)
        values ('other', t.acme(), t.id('b'), 'b', 'busy') $$),
    ($$ delete from data.call_leg where sid = 'busy' $$),
    ($$ call t.recorded('bare', 4, 'in_progress') $$),
    ($$ update data.recording set state = 'available', is_playable = true where made_for = t.sid('RE', 2) $$),
    ($$ update data.recording set problem = 'our_disk' where made_for = t.sid('RE', 2) $$),
    ($$ update data.recording set state = 'absent' where made_for = t.sid('RE', 2) $$),
    ($$ update data.recording set call_record_id = t.id('today') where made_for = t.sid('RE', 2) $$),
    ($$ delete from data.recording_segment where recording_sid = t.sid('RE', 2);
        delete from data.recording where made_for = t.sid('RE', 2) $$),
    ($$ update data.recording_segment set state = 'absent' where recording_sid = t.sid('RE', 3);
        update data.call_record set status = 'in-progress' where call_id = 'k' $$),
    ($$ update data.call_record set status = 'ringing' where call_id = 'k' $$),
    ($$ update data.call_record set status = 'busy', started_at = t.noon(0) where call_id = 'k' $$),
    ($$ update data.call_record set started_at = t.noon(0) where call_id = 'k';
        call t.keep();
        update data.recording set call_record_id = t.id('today') where made_for = t.sid('RE', 3) $$),
    ($$ delete from data.recording_segment where recording_sid = t.sid('RE', 3) $$),
    ($$ update data.recording_segment set conference_sid = null where recording_sid = t.sid('RE', 3) $$),
    ($$ update data.recording_segment set conference_sid = t.sid('CF', 1) where recording_sid = t.sid('RE', 2);
        update data.recording set call_record_id = t.id('bare') where made_for = t.sid('RE', 3) $$),
    ($$ update data.conference_call set keeps_recording = null $$),
    ($$ delete from data.conference_call $$),
    ($$ delete from data.conference_call where call_record_id = t.id('k') $$),
    ($$ update data.call_record set status = 'busy' where call_id = 'k';
        delete from data.recording_segment where recording_sid = t.sid('RE', 3);
        call t.keep();
        insert into data.recording_segment (recording_sid, recording_id, account_sid, is_primary, state, conference_sid)
        select t.sid('RE', 3), id, t.sid('AC', 1), true, 'absent', t.sid('CF', 1) from data.recording where made_for = t.sid('RE', 3) $$),
    ($$ update data.call_record set conference_sid = t.sid('CF', 1) where call_id = 'bare';
        insert into data.conference_call (conference_sid, organization_id, call_record_id) values (t.sid('CF', 1), t.acme(), t.id('bare')) $$),
    ($$ update data.call_record set conference_sid = null where call_id = 'c' $$)) v (change);

-- 3. What is noted, and what is not.
create function t.noted() returns text language sql stable
as $$ select string_agg((current_date - day)::text, ' ' order by day) from data.coverage_change $$;
delete from data.coverage_change;
call t.made('now', 0, jsonb_build_object('started_at', now() - interval '11 hours'));
insert into data.call_leg (sid, organization_id, call_record_id, parent_sid, status) values ('n', t.acme(), t.id('now'), 'now', 'busy');
call t.recorded('now', 9, 'in_progress');
update data.recording set state = 'absent' where made_for = t.sid('RE', 9);
select is(t.noted(), null, 'of calls that began a short time ago nothing is noted');
update data.call_record set notes = 'x', answered_at = now();
update data.call_leg set from_number = '+1', duration_s = 3 where parent_sid is null;
select is(t.noted(), null, 'nor what counts for nothing');
update data.call_leg set status = 'busy' where sid = 'child';
update data.recording set state = 'absent' where made_for = t.sid('RE', 1);
select is(t.noted(), '30', 'a day is noted once by a transaction');
call t.keep();
select is(t.noted(), null, 'until it is counted');

-- 4. What time alone changes.
update data.call_record set ended_at = now() - interval '2 minutes' where call_id = 'bare';
call t.keep();
select is((select holds_until from data.coverage_day where day = t.day(20)), now() + interval '3 minutes',
  'a call that is waiting may not be for long');
update data.coverage_day set holds_until = now() where day = t.day(20);
select ok(t.day(20) <> all (t.days()), 'then its day is not kept');
call t.keep();
select ok(t.day(20) = any (t.days()), 'until it is counted again');
update data.coverage_day set counted_at = now() + interval '1 day' where day = t.day(10);
select ok(t.day(10) <> all (t.days()), 'what was counted in the future was counted by a wrong clock');
call t.keep();
select ok(t.day(10) = any (t.days()), 'it is counted again');
insert into data.coverage_day (organization_id, day, counted_at) values (t.acme(), t.day(1), now() + interval '1 day');
do 'begin perform api.coverage_keep(); end';
update data.coverage_day set counted_at = greatest(counted_at, now()) where day = t.day(1) and counted_at > '-infinity';
select ok(t.day(1) <> all (t.days()), 'and a day that is not over for a day is not kept, even when that time has come');
delete from data.coverage_day where day = t.day(1);

-- 5. A day that cannot be counted keeps no other from it.
create function t.refused() returns trigger language plpgsql as $$ begin raise 'not this day'; end $$;
create trigger refused before insert on data.coverage_part for each row when (new.day = current_date - 20) execute function t.refused();
create function t.keep_or_fail() returns boolean language plpgsql
as $$ begin return api.coverage_keep(); exception when raise_exception then return null; end $$;
-- Of two that are left each is tried every other time.
create procedure t.keep_all_but_one() language plpgsql as $$ begin for i in 1 .. 100 loop perform t.keep_or_fail(); end loop; end $$;
delete from data.coverage_part;
delete from data.coverage_day;
call t.keep_all_but_one();
select is(array(select d::date from generate_series(t.day(30), t.day(2), interval '1 day') d except select unnest(t.days())),
  array[t.day(20)], 'of days that are due all are counted but one that cannot be');
select is(t.wrong(), 0::bigint, 'that one is counted when it is asked for');
drop trigger refused on data.coverage_part;
call t.keep();
select ok(t.day(20) = any (t.days()), 'and kept once it can be');

select is_empty($$ select name, day from pg_timezone_names, generate_series(timestamp '2000-01-01', '2037-12-01', interval '1 month') day
                    where extract(epoch from day at time zone name)::bigint % 900 <> 0 $$,
  'the days of every zone begin with a quarter of an hour');

select * from finish();
rollback;
