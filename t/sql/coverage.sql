-- Coverage: which calls count as answered, which of them should have audio,
-- and why those have none that have none.
begin;
\i t/sql/fixture.psql
select plan(118);

-- A call by its name, as it stands; what changes says replaces the rest.
-- legs: the statuses of its child legs; state, reason: its recording.
create procedure t.made(name text, changes jsonb default '{}', legs text[] default '{}',
                        state text default null, reason text default null)
language plpgsql
as $$
declare
  call data.call_record;
begin
  call := jsonb_populate_record(null::data.call_record, jsonb_build_object(
    'id', data.uuid_v7(), 'organization_id', t.acme(), 'call_id', name, 'status', 'completed',
    'started_at', t.call_start(), 'ended_at', t.call_start() + interval '1 minute',
    'created_at', now()) || changes);
  insert into data.call_record (id, organization_id, call_id, status, started_at, ended_at,
    created_at, agent_id, agent_name, campaign_id, campaign_name)
  values (call.id, call.organization_id, call.call_id, call.status, call.started_at,
    call.ended_at, call.created_at, call.agent_id, call.agent_name, call.campaign_id,
    call.campaign_name);
  insert into data.call_leg (sid, organization_id, call_record_id, status)
  values (name, call.organization_id, call.id, call.status);
  insert into data.call_leg (sid, organization_id, call_record_id, parent_sid, status)
  select name || n, call.organization_id, call.id, name, leg::data.call_status
    from unnest(legs) with ordinality l (leg, n);
  if state is not null then
    -- A reason of ours that is not Twilio's is the problem with its copy.
    insert into data.recording (call_record_id, made_for, state, state_reason, problem, is_playable)
    select call.id, t.sid('RE', 1), state::data.recording_state, reason, problem,
           state = 'stored' or (state = 'available' and coalesce(problem = 'our_disk', reason is null))
      from (select case when reason = any (enum_range(null::data.media_problem)::text[])
                   then reason::data.media_problem end as problem) p;
  end if;
end
$$;
create function t.coverage(since text default '2026-03-02', until text default '2026-03-03',
                           by text default null, zone text default null, word text default 'sue')
returns json language sql
as $$ select api.coverage(t.credential(word), since, until, by, zone) $$;
-- What there is, in few words: answered, expected, playable and each reason.
create function t.counted(shown json) returns text language sql
as $$
  select concat_ws(' ', shown ->> 'answered', shown ->> 'expected', shown ->> 'playable',
    (select string_agg(value || ' ' || key, ' ' order by key)
       from json_each_text(shown -> 'whyNot') where value <> '0'))
$$;
-- How one call alone is counted.
create function t.one(changes jsonb default '{}', legs text[] default '{}',
                      state text default null, reason text default null)
returns text language plpgsql
as $$
declare
  answer text;
begin
  call t.made('one', changes, legs, state, reason);
  answer := t.counted(t.coverage() -> 'total');
  delete from data.recording;
  delete from data.call_leg;
  delete from data.call_record;
  return answer;
end
$$;

-- 1. Nothing.
select is(t.coverage()::jsonb,
  '{"from": "2026-03-02", "until": "2026-03-03", "zone": "UTC", "by": null, "items": [],
    "total": {"day": null, "campaign": null, "agent": null, "answered": 0, "expected": 0,
      "playable": 0, "ratio": null, "whyNot": {"waiting": 0, "tooShort": 0, "silent": 0,
        "externalStorage": 0, "absent": 0, "credentialsRefused": 0, "goneAtTwilio": 0, "ourDisk": 0,
        "failed": 0, "deleted": 0, "notRecorded": 0, "shared": 0}}, "accounts": []}',
  'without calls all is 0, and the ratio is not known');

-- 2. Answered, expected, playable, and each reason.
select is(t.one('{}', '{}', state, reason), counted,
  format('a recording that is %s: %s', concat_ws(' ', state, reason), counted))
  from (values ('stored', null, '1 1 1'), ('available', null, '1 1 1'),
    ('in_progress', null, '1 1 0 1 waiting'),
    ('absent', '16101', '1 0 0 1 tooShort'), ('absent', '16102', '1 0 0 1 silent'),
    ('absent', 'external_storage', '1 0 0 1 externalStorage'),
    ('absent', '16105', '1 1 0 1 absent'), ('absent', null, '1 1 0 1 absent'),
    ('failed', 'Twilio answered 404', '1 1 0 1 failed'), ('failed', '16101', '1 1 0 1 failed'),
    ('available', 'not_ready', '1 1 0 1 waiting'), ('available', 'our_disk', '1 1 1'),
    ('available', 'credentials_refused', '1 1 0 1 credentialsRefused'),
    ('failed', 'credentials_refused', '1 1 0 1 credentialsRefused'),
    ('available', 'gone_at_twilio', '1 1 0 1 goneAtTwilio'), ('failed', 'gone_at_twilio', '1 1 0 1 goneAtTwilio'),
    ('failed', 'our_disk', '1 1 0 1 ourDisk'), ('available', 'unreachable', '1 1 0 1 failed'),
    ('failed', 'too_many_tries', '1 1 0 1 failed'), ('failed', 'not_ready', '1 1 0 1 failed'),
    ('deleted', 'deleted_at_twilio', '1 0 0 1 deleted'), (null, null, '1 1 0 1 notRecorded'))
    as t (state, reason, counted);
select is(t.one(jsonb_build_object('ended_at', now() - ago)), counted,
  format('an answered call that ended %s ago, of whose recording nothing was heard', ago))
  from (values (interval '299 seconds', '1 1 0 1 waiting'),
    (interval '301 seconds', '1 1 0 1 notRecorded')) as t (ago, counted);
select is(t.one('{"ended_at": null}'), '1 1 0 1 notRecorded',
  'nor does one wait for ever whose end has no time');
select is(t.one(jsonb_build_object('status', status), '{}', 'in_progress'), counted,
  format('a call that is %s', status))
  from (select s::text, case s when 'completed' then '1 1 0 1 waiting'
                               when 'in-progress' then '1 0 0' else '0 0 0' end
          from unnest(enum_range(null::data.call_status)) s) as t (status, counted);
select is(t.one('{"status": null}'), '0 0 0', 'a call without a status is not answered');
select is(t.one('{"status": "in-progress"}', '{}', 'available'), '1 0 0',
  'a call that is still on is not expected, so it is not playable either');

-- 2b. Who can mend an account is told of it.
create function t.accounts(word text) returns jsonb language sql
as $$ select t.coverage(word => word)::jsonb -> 'accounts' $$;
update data.twilio_account set refused_since = '2026-03-02 10:12+00' where account_sid = t.sid('AC', 1);
update data.app_user set role = 'administrator' where email = 'sue@acme.example';
select is(t.accounts('sue'), jsonb_build_array(jsonb_build_object('accountSid', t.sid('AC', 1),
  'refusedSince', '2026-03-02T10:12:00+00:00')), 'an administrator is told that Twilio refuses our credentials');
update data.app_user set role = 'supervisor' where email = 'sue@acme.example';
select is(t.accounts(word), '[]', format('%s is not', word)) from (values ('sue'), ('olga'), ('acme token')) t (word);
update data.twilio_account set refused_since = null;

-- 3. Child legs.
select is(t.one('{}', legs, 'stored'), counted, format('child legs that are %s: %s', legs, counted))
  from (values ('{}'::text[], '1 1 1'), ('{completed}', '1 1 1'), ('{in-progress}', '1 1 1'),
    ('{no-answer,completed}', '1 1 1'), ('{null}', '1 1 1'), ('{null,busy}', '0 0 0'),
    ('{no-answer,busy,canceled,failed}', '0 0 0'), ('{queued,initiated,ringing}', '0 0 0'))
    as t (legs, counted);

-- 4. The way of a call, as Twilio tells it.
call t.sent(t.status('in-progress', 2));
call t.sent(t.child('in-progress', 4));
select is(t.counted(t.coverage() -> 'total'), '1 0 0', 'a call that is on');
call t.sent(t.recording('in-progress'));
call t.sent(t.child('completed', 40));
call t.sent(t.ended('completed', 50));
select is(t.counted(t.coverage() -> 'total'), '1 1 0 1 waiting', 'over');
call t.sent(t.recording('completed'));
select is(t.counted(t.coverage() -> 'total'), '1 1 1', 'complete');
call t.store(t.sid('RE', 1));
select is(t.counted(t.coverage() -> 'total'), '1 1 1', 'stored');
select is(t.coverage() #>> '{total,ratio}', '1.0000', 'all of it');
call t.sent(t.ended('no-answer', 50, jsonb_build_object('CallSid', t.sid('CA', 2))));
call t.sent(t.ended('completed', 50, jsonb_build_object('CallSid', t.sid('CA', 3))));
call t.sent(t.recording('absent', jsonb_build_object('CallSid', t.sid('CA', 3),
  'RecordingSid', t.sid('RE', 3), 'ErrorCode', '16101')));
select is(t.counted(t.coverage() -> 'total'), '2 1 1 1 tooShort', 'too short');
select is(t.coverage() #>> '{total,ratio}', '1.0000', 'what is too short takes nothing away');

-- 5. By day, campaign, agent; a call is of the day on which it began.
insert into data.agent (organization_id, name) values (t.acme(), 'Ann');
insert into data.campaign (organization_id, name) values (t.acme(), 'Autumn');
create function t.named(agent text, campaign text) returns jsonb language sql
as $$
  select jsonb_build_object('agent_name', agent, 'campaign_name', campaign,
    'agent_id', (select id from data.agent where name = named.agent),
    'campaign_id', (select id from data.campaign where name = named.campaign))
$$;
delete from data.media_job; delete from data.transcription_job; delete from data.recording_segment;
delete from data.recording; delete from data.call_leg; delete from data.call_record;
call t.made('a', t.named('Ann', 'Autumn') || '{"started_at": "2026-03-02T00:00:00Z"}', '{}', 'stored');
call t.made('b', t.named('Ann', null) || '{"started_at": "2026-03-02T23:59:59.999999Z"}');
call t.made('c', t.named('Bob', 'Autumn') || '{"started_at": "2026-03-03T00:00:00Z"}', '{}', 'failed');
call t.made('d', '{"started_at": null, "created_at": "2026-03-04T12:00:00Z"}', '{}', 'absent', '16102');
call t.made('e', '{"started_at": "2026-03-04T12:00:00Z", "status": "busy"}');
update data.campaign set name = 'Fall';
create function t.listed(by text, since text default '2026-03-01', until text default '2026-03-08',
                         zone text default null, word text default 'sue')
returns table (shown text) language sql
as $$
  select concat_ws(' ', coalesce(i ->> 'day', i #>> array[by, 'name'], '-'), t.counted(i))
    from json_array_elements(t.coverage(since, until, by, zone, word) -> 'items') i
$$;
select results_eq($$ select t.listed('day') $$,
  $$ values ('2026-03-02 2 2 1 1 notRecorded'), ('2026-03-03 1 1 0 1 failed'),
            ('2026-03-04 1 0 0 1 silent') $$,
  'by day; one whose beginning is not known is of the day on which it was heard of');
select results_eq($$ select t.listed('campaign') $$,
  $$ values ('Fall 2 2 1 1 failed'), ('- 2 1 0 1 notRecorded 1 silent') $$,
  'by campaign, as it is called now; last, those without');
select results_eq($$ select t.listed('agent') $$,
  $$ values ('Ann 2 2 1 1 notRecorded'), ('Bob 1 1 0 1 failed'), ('- 1 0 0 1 silent') $$,
  'by agent; one who is gone has the name that the calls keep');
select is(t.counted(t.coverage('2026-03-01', '2026-03-08', by) -> 'total'),
  '4 3 1 1 failed 1 notRecorded 1 silent', format('the same calls in all by %s', by))
  from unnest(array['day', 'campaign', 'agent', null]) by;
select is(t.coverage('2026-03-01', '2026-03-08') #>> '{total,ratio}', '0.3333',
  'the ratio is rounded down');
select is((t.coverage('2026-03-01', '2026-03-08', 'agent') #> '{items,0}')::jsonb,
  jsonb_build_object('day', null, 'campaign', null,
    'agent', jsonb_build_object('id', (select id from data.agent), 'name', 'Ann'),
    'answered', 2, 'expected', 2, 'playable', 1, 'ratio', 0.5,
    'whyNot', '{"waiting": 0, "tooShort": 0, "silent": 0, "externalStorage": 0, "absent": 0, "credentialsRefused": 0, "goneAtTwilio": 0, "ourDisk": 0,
      "failed": 0, "deleted": 0, "notRecorded": 1, "shared": 0}'::jsonb),
  'all of an item');
select results_eq($$ select t.listed('day', zone => 'America/New_York') $$,
  $$ values ('2026-03-01 1 1 1'), ('2026-03-02 2 2 0 1 failed 1 notRecorded'),
            ('2026-03-04 1 0 0 1 silent') $$,
  'in another zone it is another day');
select is(t.counted(t.coverage(since, until, zone => zone) -> 'total'), counted,
  format('from %s until %s in %s', since, until, zone))
  from (values ('2026-03-02', '2026-03-03', 'UTC', '2 2 1 1 notRecorded'),
    ('2026-03-03', '2026-03-04', 'UTC', '1 1 0 1 failed'),
    ('2026-03-01', '2026-03-02', 'UTC', '0 0 0'),
    ('2026-03-01', '2026-03-02', 'America/New_York', '1 1 1'),
    ('2026-03-05', '2026-03-06', 'UTC', '0 0 0')) as t (since, until, zone, counted);
select is(array[c ->> 'from', c ->> 'until'], array[(current_date - 6)::text, (current_date + 1)::text],
  'the last 7 days, today included, unless one asks')
  from t.coverage(null, null) c;
select is(array[c ->> 'from', c ->> 'until'], expected, 'or what is given of it')
  from (values ('2026-03-01', '2026-03-05', array['2026-03-01', '2026-03-05']),
    (null, '2026-03-08', array['2026-03-01', '2026-03-08']),
    ((current_date - 1)::text, null, array[(current_date - 1)::text, (current_date + 1)::text]))
    as t (since, until, expected), t.coverage(since, until) c;

-- 6. Whose.
select is(t.counted(t.coverage('2026-03-01', '2026-03-08', null, null, word) -> 'total'), counted,
  format('R39: %s counts the calls of one organization', word))
  from (values ('olga', '0 0 0'), ('other token', '0 0 0'),
    ('acme token', '4 3 1 1 failed 1 notRecorded 1 silent')) as t (word, counted);
select is_empty(format($$ select t.listed(%L, word => 'olga') $$, by),
  format('R39: nor is anything of another by %s', by))
  from unnest(array['day', 'campaign', 'agent']) by;
select is(t.failure($$ select t.coverage('x', 'y', 'z', 'nowhere', 'who') $$),
  'PT401 not_logged_in', 'nobody learns even which parameters are wrong');

-- 7. What is refused, with a sentence.
create function t.refused(since text, until text, by text, zone text) returns text
language plpgsql
as $$
declare
  sentence text;
begin
  perform t.coverage(since, until, by, zone);
  return 'ok';
exception
  when others then
    get stacked diagnostics sentence = pg_exception_detail;
    return concat_ws(' ', sqlstate, sqlerrm, case when sentence = '' then '(why?)' end);
end
$$;
select is(t.refused(since, until, by, zone), outcome,
  format('%s: %s', json_build_array(since, until, by, zone), outcome))
  from (values
    ('2025-01-27', '2026-03-03', null, null, 'ok'),
    ('2025-01-26', '2026-03-03', null, null, 'PT400 invalid_range'),
    ('0001-01-01', '9999-12-31', null, null, 'PT400 invalid_range'),
    ('2026-03-02', '2026-03-02', null, null, 'PT400 invalid_range'),
    ('2026-03-03', '2026-03-02', null, null, 'PT400 invalid_range'),
    ('9999-12-30', '9999-12-31', null, null, 'ok'),
    ('9999-12-30', null, null, null, 'PT400 invalid_range'),
    ('2026-02-29', '2026-03-02', null, null, 'PT400 invalid_date'),
    ('0000-01-01', '0000-01-02', null, null, 'PT400 invalid_date'),
    ('2026-3-1', '2026-03-02', null, null, 'PT400 invalid_date'),
    ('20260301', '2026-03-02', null, null, 'PT400 invalid_date'),
    ('2026-03-01', 'tomorrow', null, null, 'PT400 invalid_date'),
    ('', '2026-03-02', null, null, 'PT400 invalid_date'),
    ('2026-03-01T00:00:00Z', null, null, null, 'PT400 invalid_date'),
    (E'2026-03-01\n', null, null, null, 'PT400 invalid_date'),
    (null, null, 'week', null, 'PT400 invalid_by'),
    (null, null, 'DAY', null, 'PT400 invalid_by'),
    (null, null, '', null, 'PT400 invalid_by'),
    (null, null, null, 'Asia/Kolkata', 'ok'),
    (null, null, null, 'Etc/GMT+5', 'ok'),
    (null, null, null, 'America/Argentina/Buenos_Aires', 'ok'),
    (null, null, null, 'Europe/Nowhere', 'PT400 invalid_zone'),
    (null, null, null, '+05', 'PT400 invalid_zone'),
    (null, null, null, 'X+05', 'PT400 invalid_zone'),
    (null, null, null, '', 'PT400 invalid_zone'))
    as t (since, until, by, zone, outcome);

-- 8. The operator's table.
select results_eq(
  $$ select * from api.coverage_table('Acme', '2026-03-01', '2026-03-08', 'agent') $$,
  $$ values ('Ann', 2::bigint, 2::bigint, 1::bigint, '50.0%', '1 not recorded'),
            ('Bob', 1, 1, 0, '0.0%', '1 failed'), ('-', 1, 0, 0, '-', '1 silent'),
            ('total', 4, 3, 1, '33.3%', '1 silent, 1 failed, 1 not recorded') $$,
  'the table says the same');
select is((select string_agg(name, ' ') from api.coverage_table('Acme', '2026-03-01', '2026-03-08', by)),
  names, 'each row has its name')
  from (values ('day', '2026-03-02 2026-03-03 2026-03-04 total'), ('campaign', 'Fall - total'),
    (null, 'total')) as t (by, names);
select is(t.failure(format('select * from api.coverage_table(%L, null, null, %L)', organization, by)),
  outcome, format('%s by %s: %s', coalesce(organization, 'no organization'), by, outcome))
  from (values ('Other', 'day', 'ok'), (null, 'day', 'PT400 organization_needed'),
    ('Nowhere', 'day', 'PT404 organization_not_found'), ('Acme', 'week', 'PT400 invalid_by'))
    as t (organization, by, outcome);

-- 9. Whose program.
set local role omnivox_call_records;
select throws_ok(statement, '42501', null, 'another program may not call it')
  from unnest(array['select api.coverage(null, null, null, null, null)',
    'select api.coverage_table(null, null, null, null)',
    'select rules.coverage_counts(null, null, null, null, null)']) statement;

select * from finish();
rollback;
