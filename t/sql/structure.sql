-- The constraints of the tables, each made to go wrong.
begin;
\i t/sql/fixture.psql
select plan(177);

-- One call record of Acme and what hangs on it.
insert into data.agent (organization_id, name) values (t.acme(), 'Ann');
insert into data.campaign (organization_id, name) values (t.acme(), 'Spring');
insert into data.contact (organization_id, name) values (t.acme(), 'Carl');
insert into data.disposition (organization_id, name) values (t.acme(), 'Not Interested');
insert into data.call_record (organization_id, call_id, agent_id, agent_key, agent_name, campaign_id,
  campaign_name, contact_id, contact_name, disposition_id, disposition_name)
select t.acme(), 'd-1', a.id, '42', a.name, p.id, p.name, c.id, c.name, d.id, d.name
  from data.agent a, data.campaign p, data.contact c, data.disposition d;
insert into data.call_leg (sid, organization_id, call_record_id)
select 'd-1', t.acme(), id from data.call_record;
insert into data.recording (call_record_id, made_for, state)
select id, t.sid('RE', 1), 'in_progress' from data.call_record;

create function t.call_id() returns uuid language sql stable
as $$ select id from data.call_record where call_id = 'd-1' and organization_id = t.acme() $$;
create function t.rec_id() returns uuid language sql stable
as $$ select id from data.recording where call_record_id = t.call_id() $$;

-- A whole segment, with changes.
create function t.add_segment(changes jsonb) returns void language sql
as $$
  insert into data.recording_segment (recording_sid, recording_id, account_sid, is_primary, state,
    channels, duration_measured_s, duration_reported_s, object_key, byte_size, sha256, media_type, stored_at)
  select recording_sid, t.rec_id(), account_sid, is_primary, state,
    channels, duration_measured_s, duration_reported_s, object_key, byte_size, sha256, media_type, stored_at
    from jsonb_populate_record(null::data.recording_segment, jsonb_build_object(
      'recording_sid', t.sid('RE', 1), 'account_sid', t.sid('AC', 1), 'state', 'stored', 'channels', 2,
      'duration_measured_s', 1.5, 'object_key', 'k.wav', 'byte_size', 100,
      'sha256', repeat('a', 64), 'media_type', 'audio/wav', 'stored_at', now()) || changes)
$$;

-- 1. Names that outside tools rely on.
select has_column('data', tab, col, format('%s has %s', tab, col))
  from (values
    ('call_record', 'id'), ('call_record', 'call_id'), ('call_record', 'organization_id'),
    ('call_leg', 'sid'), ('call_leg', 'call_record_id'),
    ('recording', 'id'), ('recording', 'call_record_id'), ('recording', 'state'),
    ('recording_segment', 'recording_sid'), ('recording_segment', 'recording_id'),
    ('recording_segment', 'state'), ('recording_segment', 'object_key'),
    ('recording_segment', 'byte_size'), ('recording_segment', 'sha256'),
    ('webhook_event', 'id'), ('webhook_event', 'received_at'),
    ('webhook_event', 'endpoint'), ('webhook_event', 'outcome'),
    ('transcription_job', 'recording_id'), ('transcription_job', 'state')
  ) as contract (tab, col);

-- 2. Only one of each.
select throws_ok(
  $$ insert into data.call_record (organization_id, call_id) values (t.acme(), 'd-1') $$,
  '23505', null, 'R1: one call record for one call id');
select lives_ok(
  $$ insert into data.call_record (organization_id, call_id) values (t.other(), 'd-1') $$,
  'another organization may use the same call id');
select throws_ok(
  $$ insert into data.call_leg select 'd-1', t.acme(), t.call_id() $$,
  '23505', null, 'R2: one leg for one identifier');
select lives_ok(
  $$ insert into data.call_leg
     select 'd-1', t.other(), id from data.call_record where organization_id = t.other() $$,
  'another organization may have the same leg');
select throws_ok(
  $$ insert into data.recording (call_record_id, made_for, state) values (t.call_id(), t.sid('RE', 1), 'available') $$,
  '23505', null, 'one recording for one call record');

do $$ begin perform t.add_segment('{"is_primary": true}'); end $$;
select throws_ok(
  $$ select t.add_segment('{}') $$,
  '23505', null, 'R18: one segment for one RecordingSid');
select throws_ok(
  $$ select t.add_segment('{"is_primary": true}'::jsonb
                          || jsonb_build_object('recording_sid', t.sid('RE', 2))) $$,
  '23505', null, 'one primary segment for one recording');
select throws_ok(
  $$ select t.add_segment('{"is_primary": false}'::jsonb
                          || jsonb_build_object('recording_sid', t.sid('RE', 2))) $$,
  '23514', null, 'a segment that is not primary is null there, not false');
select lives_ok(
  $$ select t.add_segment(jsonb_build_object('recording_sid', t.sid('RE', n)))
       from generate_series(2, 4) n $$,
  'any number of segments are not primary');

select lives_ok(
  $$ select t.add_segment(jsonb_build_object('account_sid', t.sid('AC', 2))) $$,
  'another account may have a segment of the same RecordingSid');
insert into data.media_job (recording_sid, account_sid, object_key) values (t.sid('RE', 1), t.sid('AC', 1), 'k.wav');
select throws_ok(
  $$ insert into data.media_job (recording_sid, account_sid, object_key) values (t.sid('RE', 1), t.sid('AC', 1), 'l.wav') $$,
  '23505', null, 'one open media job for one segment');
insert into data.transcription_job (recording_id) values (t.rec_id());
select throws_ok(
  $$ insert into data.transcription_job (recording_id) values (t.rec_id()) $$,
  '23505', null, 'one transcription job for one recording');
select throws_ok(
  format($$ insert into data.%I (organization_id, name, key) values (t.acme(), 'A', 'k'), (t.acme(), 'B', 'k') $$, tab),
  '23505', null, format('one %s for one key', tab))
  from unnest(array['agent', 'campaign', 'contact', 'disposition']) tab;
select throws_ok(
  $$ insert into data.disposition (organization_id, name) values (t.acme(), 'Not Interested') $$,
  '23505', null, 'R7: one disposition for one name');
select lives_ok(
  $$ insert into data.disposition (organization_id, name, key) values (t.acme(), 'Maybe', '1'), (t.acme(), 'Maybe', '2') $$,
  'but two of a dialer''s keys may have one name');
select throws_ok(
  $$ insert into data.organization (name) values ('Acme') $$,
  '23505', null, 'one organization for one name');
select throws_ok(
  $$ insert into data.twilio_account values (t.sid('AC', 1), t.other()) $$,
  '23505', null, 'one organization for one AccountSid');
select throws_ok(
  $$ insert into data.app_user (organization_id, email, name, role, password_hash)
     values (t.other(), 'SUE@acme.example', 'Sue', 'agent', '$argon2id$') $$,
  '23505', null, 'one user for one address, in small letters or large');

-- 3. Values that cannot be.
select throws_ok(
  format($$ insert into data.twilio_account values (%L, t.acme()) $$, bad),
  '23514', null, format('R37: no AccountSid: %s', left(bad, 36)))
  from (values (''), ('AC'), (t.sid('AC', 9) || '0'), (left(t.sid('AC', 9), 33)),
    (t.sid('CA', 9)), (t.sid('ac', 9)), ('AC' || repeat('g', 32)),
    (' ' || t.sid('AC', 9)), (t.sid('AC', 9) || ' '), (t.sid('AC', 9) || '/..')) as t (bad);
select throws_ok(
  format($$ select t.add_segment(jsonb_build_object('recording_sid', %L)) $$, bad),
  '23514', null, format('R37: no RecordingSid: %s', left(bad, 36)))
  from (values (''), ('RE'), (t.sid('RE', 9) || '0'), (left(t.sid('RE', 9), 33)),
    (t.sid('CA', 9)), (t.sid('re', 9)), ('RE' || repeat('z', 32)),
    (' ' || t.sid('RE', 9)), (t.sid('RE', 9) || ' '), ('../' || t.sid('RE', 9))) as t (bad);
select lives_ok(
  $$ insert into data.twilio_account values ('AC' || repeat('aF09', 8), t.acme()) $$,
  'an AccountSid has letters of either case');

select throws_ok(
  format($$ select t.add_segment(%L::jsonb || jsonb_build_object('recording_sid', t.sid('RE', 9))) $$,
         json_build_object(fact, null)),
  '23514', null, format('R22: nothing is stored without its %s', fact))
  from unnest(array['object_key', 'byte_size', 'sha256', 'media_type',
    'duration_measured_s', 'channels', 'stored_at']) fact;
select throws_ok(
  format($$ select t.add_segment(%L::jsonb || jsonb_build_object('recording_sid', t.sid('RE', 9))) $$,
         bad),
  '23514', null, format('no segment can have %s', bad))
  from (values ('{"byte_size": 0}'), ('{"byte_size": -1}'), ('{"channels": 0}'),
    ('{"channels": 3}'), ('{"duration_measured_s": -0.001}'), ('{"duration_reported_s": -1}'),
    ('{"sha256": ""}'), ('{"sha256": "AB"}')) as t (bad);
select throws_ok(
  format($$ select t.add_segment(jsonb_build_object('sha256', %L, 'recording_sid', t.sid('RE', 9))) $$,
         repeat('A', 64)),
  '23514', null, 'a SHA-256 is written in small letters');

select throws_ok(statement, '23514', null, name)
  from (values
    ('a call id is not empty',
     $$ insert into data.call_record (organization_id, call_id) values (t.acme(), '') $$),
    ('a call id has at most 128 characters',
     $$ insert into data.call_record (organization_id, call_id) values (t.acme(), repeat('x', 129)) $$),
    ('a leg is not empty',
     $$ insert into data.call_leg values ('', t.acme(), t.call_id()) $$),
    ('a leg has at most 128 characters',
     $$ insert into data.call_leg values (repeat('x', 129), t.acme(), t.call_id()) $$),
    ('no call lasts less than no time',
     $$ update data.call_record set duration_s = -1 where id = t.call_id() $$),
    ('a key has no slash', $$ insert into data.agent (organization_id, name, key) values (t.acme(), 'A', 'a/b') $$),
    ('a key has no white space', $$ insert into data.campaign (organization_id, name, key) values (t.acme(), 'A', 'a b') $$),
    ('a key has at most 128 characters',
     $$ insert into data.contact (organization_id, name, key) values (t.acme(), 'A', repeat('x', 129)) $$),
    ('a key leads nowhere else', $$ insert into data.disposition (organization_id, name, key) values (t.acme(), 'A', '..') $$),
    ('the journal knows no other outcome',
     $$ insert into data.webhook_event (endpoint, outcome, params) values ('x', 'lost', '{}') $$),
    ('a password hash is one of Argon2id',
     $$ update data.app_user set password_hash = 'secret' $$),
    ('an address has an at sign',
     $$ update data.app_user set email = 'sue' where name = 'Sue' $$),
    ('a session is known by a SHA-256',
     $$ update data.session set token_hash = 'short' $$),
    ('a token is known by a SHA-256',
     $$ update data.api_token set token_hash = 'short' where name = 'dialer of Acme' $$)
  ) as t (name, statement);

-- 4. States: every pair of different ones, on a row of its own.
create function t.segment_goes(old text, new text) returns text language plpgsql
as $$
begin
  delete from data.recording_segment where recording_sid = t.sid('RE', 99);
  perform t.add_segment(jsonb_build_object('recording_sid', t.sid('RE', 99), 'state', old));
  update data.recording_segment set state = new::data.recording_state
   where recording_sid = t.sid('RE', 99);
  return 'legal';
exception
  when internal_error then
    return 'illegal';
end
$$;
create function t.recording_goes(old text, new text) returns text language plpgsql
as $$
declare
  other_call uuid;
  rec_id uuid;
begin
  insert into data.call_record (organization_id, call_id) values (t.acme(), old || new)
  returning id into other_call;
  insert into data.recording (call_record_id, made_for, state)
  values (other_call, t.sid('RE', 1), old::data.recording_state) returning id into rec_id;
  update data.recording set state = new::data.recording_state where id = rec_id;
  return 'legal';
exception
  when internal_error then
    return 'illegal';
end
$$;
create temporary table pair as
select o::text as old, n::text as new
  from unnest(enum_range(null::data.recording_state)) o,
       unnest(enum_range(null::data.recording_state)) n
 where o <> n;

select is(t.segment_goes(old, new),
  case when (old, new) in (
    ('in_progress', 'available'), ('in_progress', 'absent'), ('in_progress', 'failed'),
    ('available', 'stored'), ('available', 'failed'), ('failed', 'available'),
    ('available', 'absent'), ('failed', 'absent'))
    or new = 'deleted' then 'legal' else 'illegal' end,
  format('R17: a segment goes from %s to %s', old, new))
  from pair;
-- Another segment may have become the primary one, so more is legal; but
-- nothing leads back from stored but deletion.
select is(t.recording_goes(old, new),
  case when new = 'deleted' then 'legal'
       when old = 'stored' then 'illegal'
       else 'legal' end,
  format('R17: a recording goes from %s to %s', old, new))
  from pair;
select lives_ok(
  $$ update data.recording_segment set state = state; update data.recording set state = state $$,
  'to stay in a state is no change');

-- Whatever two segments are in, one step of the first, or a third one that
-- arrives, leaves a recording that has a legal state and one primary.
create function t.refresh_problem(first text, second text, step text) returns text language plpgsql
as $$
declare
  state  text;
  answer text;
begin
  begin
    delete from data.media_job;
    delete from data.recording_segment;
    delete from data.transcription_job;
    delete from data.recording where call_record_id = t.call_id();
    insert into data.recording (call_record_id, made_for, state) values (t.call_id(), t.sid('RE', 1), 'in_progress');
    perform t.add_segment(jsonb_build_object('recording_sid', t.sid('RE', 1), 'state', first));
    perform t.add_segment(jsonb_build_object('recording_sid', t.sid('RE', 2), 'state', second));
    alter table data.recording disable trigger recording_state;
    perform rules.recording_refresh(t.rec_id());
    alter table data.recording enable trigger recording_state;
    if step like 'new %' then
      perform t.add_segment(jsonb_build_object(
        'recording_sid', t.sid('RE', 3), 'state', substr(step, 5)));
    else
      update data.recording_segment set state = step::data.recording_state
       where recording_sid = t.sid('RE', 1);
    end if;
    perform rules.recording_refresh(t.rec_id());
    select string_agg(s.state::text, ' ') into state
      from data.recording_segment s where s.recording_id = t.rec_id() and s.is_primary;
    if state is distinct from (select r.state::text from data.recording r where r.id = t.rec_id()) then
      answer := 'the recording is not as its primary segment';
    end if;
    raise exception using errcode = 'ZZ000';
  exception
    when sqlstate 'ZZ000' then return answer;
    when others then return sqlerrm;
  end;
end
$$;
create temporary table living as
select s::text as state from unnest(enum_range(null::data.recording_state)) s where s <> 'deleted';
select is_empty(
  $$ select * from (
       select a.state as first, b.state as second, s.step,
              t.refresh_problem(a.state, b.state, s.step) as problem
         from living a, living b,
              lateral (select p.new from pair p
                        where p.old = a.state and p.new <> 'deleted'
                          and t.segment_goes(p.old, p.new) = 'legal'
                       union all
                       select 'new ' || l.state from living l) s (step)) t
      where problem is not null $$,
  'no step of one segment brings its recording into an illegal state');

-- 5. What is deleted beside a call leaves the call.
select lives_ok(format('delete from data.%I where organization_id = t.acme()', tab),
  format('R8: the %s of a call may be deleted', tab))
  from unnest(array['agent', 'campaign', 'contact', 'disposition']) tab;
select results_eq(
  $$ select agent_id, agent_name, campaign_id, campaign_name, contact_id, contact_name,
            disposition_id, disposition_name
       from data.call_record where id = t.call_id() $$,
  $$ values (null::uuid, 'Ann', null::uuid, 'Spring', null::uuid, 'Carl',
             null::uuid, 'Not Interested') $$,
  'R7: the call keeps the names that it had');
select is(
  (select row(c.agent_id, c.agent_key, c.agent_name)::text from t.shown_call(t.call_id()) c), '(,42,Ann)',
  'R8: people still see the name of an agent who is gone');
select lives_ok(
  $$ insert into data.call_record (organization_id, call_id) values (t.acme(), 'bare') $$,
  'R7: a call needs no agent, contact, campaign or disposition');

select throws_ok(statement, '23503', null, name)
  from (values
    ('a call record does not take its legs and recording with it',
     $$ delete from data.call_record where id = t.call_id() $$),
    ('a recording does not take its segments with it',
     $$ delete from data.recording where id = t.rec_id() $$),
    ('a segment does not take its media job with it',
     $$ delete from data.recording_segment where recording_sid = t.sid('RE', 1) $$),
    ('an organization does not take its calls with it',
     $$ delete from data.organization where name = 'Acme' $$),
    ('an account does not take its recordings with it',
     $$ delete from data.twilio_account where account_sid = t.sid('AC', 1) $$)
  ) as t (name, statement);
select results_eq(
  $$ select conrelid::regclass::text from pg_constraint
      where contype = 'f' and confdeltype not in ('a', 'r', 'n')
        and connamespace = 'data'::regnamespace $$,
  $$ values ('session') $$,
  'R8: nothing but a session cascades');

select is_empty(
  $$ select conrelid::regclass, conname from pg_constraint f
      where contype = 'f' and confdeltype in ('n', 'c') and connamespace = 'data'::regnamespace
        and conrelid in ('data.call_record'::regclass)
        and not exists (select from pg_index i
                         where i.indrelid = f.conrelid and i.indkey[0] = f.conkey[1]) $$,
  'whoever deletes an agent, a campaign, a contact or a disposition does not read all calls');

-- 6. One way in.
select results_eq(
  format($$ select oid::regproc::text from pg_proc
             where pronamespace in ('api'::regnamespace, 'rules'::regnamespace)
               and prosrc ~* '\minsert\s+into\s+(data\.)?%s\M' order by 1 $$, tab),
  string_to_array(fn, ' '), format('R1: one function makes a %s', tab))
  from (values ('call_record', 'call_record_add'),
    ('recording', 'recording_segment_add recording_split'),
    ('recording_segment', 'recording_segment_add'),
    ('webhook_event', 'webhook_event_write')) as t (tab, fn);

-- 7. Ids in time order.
select matches(data.uuid_v7()::text,
  '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
  'an id has the layout of a version 7 UUID');
select cmp_ok(
  abs(extract(epoch from clock_timestamp()) * 1000
      - ('x' || replace(left(data.uuid_v7()::text, 13), '-', ''))::bit(48)::bigint),
  '<', 5000::numeric, 'an id begins with the milliseconds of its time');
select is(count(distinct data.uuid_v7()), 1000::bigint, 'a thousand ids are a thousand')
  from generate_series(1, 1000);

-- 8. What schema/migrate makes anew, no table is made of.
create view t.made_of_functions as
select i.type, i.identity
  from pg_depend d
  join (select 'pg_proc'::regclass, oid from pg_proc where pronamespace in ('rules'::regnamespace, 'api'::regnamespace)
        union all
        select 'pg_class'::regclass, oid from pg_class where relnamespace in ('rules'::regnamespace, 'api'::regnamespace)
        union all
        select 'pg_type'::regclass, oid from pg_type where typnamespace in ('rules'::regnamespace, 'api'::regnamespace))
       made (class, oid) on d.refclassid = made.class and d.refobjid = made.oid,
       pg_identify_object(d.classid, d.objid, d.objsubid) i
 where d.deptype <> 'i' and i.identity !~ '^(rules|api)\.' and i.identity !~ ' on (rules|api)\.';
select is_empty('select * from t.made_of_functions', 'nothing of data depends on rules or api');
alter table data.agent add check (rules.key_is_valid(name));
create view data.names as select rules.current_id(id) from data.agent;
select is(count(*), 2::bigint, 'a constraint and a view that do are seen') from t.made_of_functions;

select * from finish();
rollback;
