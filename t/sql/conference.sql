-- The recording of a conference: whose it is, whatever is heard first.
begin;
\i t/sql/fixture.psql
select plan(77);

insert into data.agent (organization_id, name, phone_number) values (t.acme(), 'Ann', '+15550111');

-- Call n joins conference cf; it begins so many seconds after the first.
create function t.joined(n integer, cf integer default 1) returns jsonb language sql stable
as $$
  select jsonb_strip_nulls(jsonb_build_object('AccountSid', t.sid('AC', 1), 'CallSid', t.sid('CA', n),
    'ConferenceSid', t.sid('CF', cf), 'StatusCallbackEvent', 'participant-join', 'SequenceNumber', '1',
    'Timestamp', t.rfc2822(t.call_start() + make_interval(secs => 60 + n))))
$$;
create function t.party(n integer, number text, direction text default 'outbound-api') returns jsonb language sql stable
as $$
  select t.ended('completed', n, jsonb_build_object('CallSid', t.sid('CA', n), 'Direction', direction) || case
    when direction = 'inbound' then jsonb_build_object('From', number, 'To', '+15550100')
    else jsonb_build_object('From', '+15550100', 'To', number) end)
$$;
create function t.of_conference(n integer, cf integer default 1, changes jsonb default '{}') returns jsonb language sql stable
as $$
  select t.recording('completed', jsonb_build_object('RecordingSid', t.sid('RE', n), 'CallSid', null,
    'ConferenceSid', t.sid('CF', cf), 'RecordingSource', 'Conference', 'RecordingChannels', '1',
    'RecordingStartTime', t.rfc2822(t.call_start() + make_interval(secs => 60 + n))) || changes)
$$;
-- Each call as the list has it: its CallSid, and the segments that it shows, or with whom.
create function t.rows() returns setof text language sql
as $$
  select concat_ws(' ', right(i.record_call_id, 2),
           coalesce('with ' || right(i.record_keeper_call_id, 2),
             (select string_agg('RE' || right(s.recording_sid, 2), '+' order by s.recording_sid)
                from data.recording_segment s where s.recording_id = i.record_recording_id)),
           case when left(i.record_call_id, 2) = 'CF' then 'conference' end)
    from api.call_records(t.credential('sue'), '200', null) i
   where i.record_id is not null
   order by i.record_call_id
$$;
-- The first row of a recording, or of what of it is of a conference.
create function t.metadata(id uuid, conference text) returns data.recording_metadata_columns language sql
as $$ select * from api.recording_metadata(t.credential('sue'), id, conference) limit 1 $$;
create procedure t.reset() language plpgsql
as $$
begin
  truncate data.call_record, data.call_leg, data.conference_call, data.recording, data.recording_segment,
    data.media_job, data.transcription_job, data.former_id, data.audit_event;
end
$$;

-- 1. Whatever comes first: the customer has it, and the agent points there.
create function t.order_of(events jsonb[]) returns text language plpgsql
as $$
declare
  answer text;
begin
  call t.reset();
  for i in 1 .. cardinality(events) loop
    call t.sent(events[i]);
  end loop;
  select string_agg(r, ', ') into answer from t.rows() r;
  return answer || case when exists (
    select from data.call_record c left join data.recording r on r.call_record_id = c.id
     where (r.id is not null) <> exists (select from data.conference_call k where k.call_record_id = c.id and k.keeps_recording))
    then ' (kept wrongly)' else '' end;
end
$$;
create temporary table said (n integer, event jsonb);
insert into said values (1, t.party(1, '+15550111')), (2, t.party(2, '+15550177')), (3, t.joined(1)), (4, t.joined(2)),
  (5, t.of_conference(1));
create function t.permutations() returns table (used integer[], events jsonb[]) language sql stable
as $$
  with recursive permuted (events, used) as (
    select array[event], array[n] from said
    union all
    select p.events || s.event, p.used || s.n from permuted p join said s on s.n <> all (p.used))
  select used, events from permuted where cardinality(used) = 5
$$;
select results_eq(
  $$ select count(*), count(distinct rows), min(rows) from (select t.order_of(events) as rows from t.permutations()) p $$,
  $$ values (120::bigint, 1::bigint, '01 with 02, 02 RE01') $$,
  'in 120 orders: the recording is at the customer''s call, and the agent''s points there');


-- 2. As long as nobody is known to take part, the conference has a row of its own.
call t.reset();
select is(t.send(t.of_conference(1)), 'created', 'a recording of a conference of nobody');
select results_eq('select t.rows()', $$ values ('01 RE01 conference') $$, 'is in a row of its own');
select is((t.named_call(t.sid('CF', 1))).call_id, t.sid('CF', 1), 'found by its name');
create temporary table was as
select id, (t.recording_of(t.sid('RE', 1))).id as recording from data.call_record;
call t.sent(t.joined(1));
select results_eq('select t.rows()', $$ values ('01 RE01') $$, 'who joins takes it over');
call t.sent(t.party(1, '+15550111'));
call t.sent(t.party(2, '+15550177', 'inbound'));
select results_eq('select t.rows()', $$ values ('01 RE01'), ('02') $$, 'a call that did not join has nothing of it');
call t.sent(t.joined(2));
select results_eq('select t.rows()', $$ values ('01 with 02'), ('02 RE01') $$, 'the customer comes later');
select is((select count(*) from data.recording), 1::bigint, 'there is one recording');
select is((t.metadata(recording, null)).record_call_id, t.sid('CA', 2),
  'its id is what it was') from was;
select is((t.shown_call(id)).keeper_call_id, t.sid('CA', 2),
  'the conference''s row leads to one who took part') from was;
select is((t.named_call(t.sid('CF', 1))).call_id, t.sid('CA', 2),
  'the conference to the call that has its recording');
select is(t.failure(format('select api.call_get(t.credential(''olga''), %L)', t.sid('CF', 1))),
  'PT404 call_not_found', 'R39: not for another organization');
select is((t.metadata(recording, null)).segment_conference_sid, t.sid('CF', 1),
  'the segment says of which conference it is') from was;
select is(t.send(t.joined(2)), 'repeated', 'who joined again says nothing new');
select is(t.send(t.of_conference(1)), 'repeated', 'nor does the recording');
select is(t.send(t.of_conference(2)), 'updated', 'the conference is recorded again');
select results_eq('select t.rows()', $$ values ('01 with 02'), ('02 RE01+RE02') $$, 'for the same call');
select is((select count(*) from data.call_leg where sid like 'CF%'), 0::bigint, 'a ConferenceSid is no leg');

-- 3. Who is the customer's: of several, the one that began first.
call t.reset();
call t.sent(t.joined(4));
call t.sent(t.joined(3));
call t.sent(t.of_conference(1));
call t.sent(t.party(4, '+15550144'));
call t.sent(t.party(3, '+15550133'));
select results_eq('select t.rows()', $$ values ('03 RE01'), ('04 with 03') $$, 'of two customers the first');
call t.sent(t.joined(2));
call t.sent(t.party(2, 'client:ann'));
select results_eq('select t.rows()', $$ values ('02 with 03'), ('03 RE01'), ('04 with 03') $$,
  'an agent who began earlier is not');

-- 4. What a call has of its own stays there.
call t.reset();
call t.sent(t.party(1, '+15550111'));
call t.sent(t.recording('completed', jsonb_build_object('RecordingSid', t.sid('RE', 5))));
call t.store(t.sid('RE', 5), 20.0);
call t.sent(t.joined(1));
call t.sent(t.of_conference(1));
call t.store(t.sid('RE', 1), 10.5, 1);
call t.sent(t.of_conference(2, 1, '{"RecordingStatus": "in-progress"}'));
select results_eq('select t.rows()', $$ values ('01 RE01+RE02+RE05') $$, 'an agent alone in a conference');
call t.sent(t.party(2, '+15550177'));
call t.sent(t.joined(2));
select results_eq('select t.rows()', $$ values ('01 RE05'), ('02 RE01+RE02') $$,
  'the conference''s recordings leave, the call''s own stays');
select results_eq(
  $$ select right(c.call_id, 1), r.state::text, r.segment_count, r.duration_s, r.is_playable, s.recording_sid, t.state::text
       from data.recording r join data.call_record c on c.id = r.call_record_id
       join data.recording_segment s on s.recording_id = r.id and s.is_primary
       left join data.transcription_job t on t.recording_id = r.id order by 1 $$,
  $$ values ('1', 'stored', 1, 20.000, true, t.sid('RE', 5), 'queued'), ('2', 'stored', 2, 10.500, true, t.sid('RE', 1), 'queued') $$,
  'both are whole, and each is queued for transcription');
call t.sent(t.joined(1, 2));
call t.sent(t.of_conference(3, 2));
call t.store(t.sid('RE', 3), 30.0, 1);
update data.recording_segment set state = 'deleted', state_reason = 'deleted' where recording_sid = t.sid('RE', 5);
call t.sent(t.recording('completed', jsonb_build_object('RecordingSid', t.sid('RE', 6))));
call t.sent(t.joined(2, 2));
select results_eq('select t.rows()', $$ values ('01 RE05+RE06'), ('02 RE01+RE02+RE03') $$,
  'of a second conference, too');
select results_eq(
  $$ select r.state::text, exists (select from data.transcription_job t where t.recording_id = r.id)
       from t.recording_of(t.sid('RE', 6)) r $$,
  $$ values ('available', false) $$, 'what is left may be in an earlier state, and is not queued');
select results_eq(
  $$ select right(f.made_for, 1), (t.recording_of(f.made_for)).id = rules.current_id(f.id)
       from (select made_for, id from data.recording union all select made_for, id from data.former_id where made_for is not null) f
      order by 1 $$,
  $$ select n, true from unnest(array['1', '3', '5']) n $$, 'each id leads to the segment that it was made for');
select is((t.call(t.sid('CA', 1))).conference_sid, t.sid('CF', 2), 'a call names the last of its conferences');

-- 5. Callbacks that name both.
call t.reset();
call t.sent(t.party(1, '+15550111'));
call t.sent(t.party(2, '+15550177'));
call t.sent(t.joined(1));
call t.sent(t.of_conference(1, 1, jsonb_build_object('CallSid', t.sid('CA', 2))));
select results_eq('select t.rows()', $$ values ('01 with 02'), ('02 RE01') $$, 'a conference''s recording that names a call');
select is((t.call(t.sid('CA', 2))).started_at, t.call_start() + interval '2 seconds',
  'when it began says nothing of the call''s beginning');
call t.sent(t.recording('completed', jsonb_build_object('RecordingSid', t.sid('RE', 7), 'ConferenceSid', t.sid('CF', 1))));
select results_eq('select t.rows()', $$ values ('01 RE07'), ('02 RE01') $$, 'the recording of one participant is the participant''s');
call t.reset();
call t.sent(t.recording('in-progress', jsonb_build_object('CallSid', t.sid('CA', 1))));
call t.sent(t.of_conference(1));
call t.sent(t.party(2, '+15550177'));
call t.sent(t.joined(2));
select results_eq('select t.rows()', $$ values ('01 with 02'), ('02 RE01') $$,
  'a recording that turns out to be a conference''s: its call took part');

-- 6. What a dialer says.
call t.reset();
call t.sent(t.of_conference(1));
create function t.put(id text, body jsonb) returns text language sql
as $$ select t.failure(format('select api.call_put(t.credential(''acme token''), %L, %L)', id, body)) $$;
select is(t.put('d-1', jsonb_build_object('conferenceSid', t.sid('CF', 1), 'customerNumber', '+15550177')), 'ok', 'a dialer says who took part');
select is((t.named_call('d-1')).recording_id, (t.recording_of(t.sid('RE', 1))).id, 'and has the recording');
select is((t.named_call('d-1')).conference_sid, t.sid('CF', 1), 'its call names the conference');
select is(t.put('d-2', jsonb_build_object('conferenceSid', t.sid('CF', 1), 'callSid', t.sid('CA', 2))), 'ok', 'and that another did');
call t.sent(t.party(2, '+15550177'));
call t.sent(t.party(7, '+15550111'));
call t.sent(t.joined(7));
select is((t.named_call('d-2')).keeper_call_id, t.sid('CA', 7),
  'but takes no recording from a call of which Twilio says so');
call t.sent(t.joined(2));
select is((t.named_call('d-1')).keeper_call_id, 'd-2', 'the customer''s call has it');
select is(t.put('d-3', '{"conferenceSid": "CF1"}'), 'PT400 invalid_body', 'a conferenceSid is one');
select is(t.put(t.sid('CF', 1), '{}'), 'PT400 invalid_call_id', 'no call is called by a conference');
select is(t.put(t.sid('CF', 9), '{}'), 'PT400 invalid_call_id', 'known or not');
select is(t.failure($$ select api.call_delete(t.credential('acme token'), 'd-2') $$), 'PT409 call_has_recording',
  'a call that has a recording is not deleted');
select is(t.failure($$ select api.call_delete(t.credential('acme token'), 'd-1') $$), 'ok', 'one that Twilio knows nothing of is');
select results_eq('select t.rows()', $$ values ('07 with -2'), ('-2 RE01') $$, 'and nothing of the conference is lost');
select is(t.put('d-4', jsonb_build_object('conferenceSid', t.sid('CF', 4))), 'ok', 'a conference of which nobody has heard');
call t.sent(t.of_conference(4, 4));
select is((t.named_call('d-4')).recording_id, (t.recording_of(t.sid('RE', 4))).id, 'is recorded later');

-- 6b. Who shares a recording has what was recorded of the conference, and no more.
call t.reset();
call t.sent(t.party(9, '+15550188'));
call t.sent(t.party(10, '+15550177'));
call t.sent(t.party(11, '+15550166'));
call t.sent(t.joined(9, 1));
call t.sent(t.joined(10, 1));
call t.sent(t.of_conference(1, 1));
call t.sent(t.joined(9, 2));
call t.sent(t.joined(11, 2));
call t.sent(t.of_conference(2, 2));
select results_eq('select t.rows()', $$ values ('09 with 0b'), ('0a RE01'), ('0b RE02') $$,
  'a phone of no known agent that is in several conferences is one');
call t.sent(t.joined(10, 2));
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 10), 'RecordingSid', t.sid('RE', 3))));
call t.store(t.sid('RE', 3), 99.0, 2);
create function t.of(n integer, member text) returns text language sql
as $$ select to_jsonb(t.named_call(t.sid('CA', n))) ->> member $$;
select is(t.of(9, 'stream_url'), format('/api/recordings/%s/stream?segment=%s', (t.recording_of(t.sid('RE', 2))).id, t.sid('RE', 2)),
  'what is played is the conference''s');
select is(t.of(9, 'audio_s') || ' ' || t.of(9, 'segment_count') || ' ' || t.of(9, 'state'), '42 1 available', 'so is how long it is');
select is(t.of(10, 'segment_count') || ' ' || t.of(10, 'state'), '2 stored', 'whatever the call has besides');
select is(t.failure(format('select api.recording_metadata(t.credential(''sue''), %L, %L)', (t.recording_of(t.sid('RE', 2))).id, t.sid('CF', 9))),
  'PT404 conference_not_found', 'a recording has nothing of another conference');
select is((t.metadata((t.recording_of(t.sid('RE', 2))).id, t.sid('CF', 2))).segment_recording_sid,
  t.sid('RE', 2), 'alone it can be asked for');
call t.sent(t.recording('absent', jsonb_build_object('CallSid', t.sid('CA', 11), 'RecordingSid', t.sid('RE', 4))));
select is(t.of(11, 'state'), 'available', 'a recording of its own that has no audio hides nothing');

-- 7. Counted once.
call t.reset();
call t.sent(t.party(1, '+15550111'));
call t.sent(t.party(2, '+15550177'));
create function t.counted() returns text language sql
as $$
  select format('%s answered, %s expected, %s playable, %s shared, %s not recorded', answered, expected, playable, shared, not_recorded)
    from rules.coverage_counts(t.acme(), '2026-03-02', '2026-03-03', null, 'UTC')
$$;
select is(t.counted(), '2 answered, 2 expected, 0 playable, 0 shared, 2 not recorded', 'two calls');
call t.sent(t.joined(1));
call t.sent(t.joined(2));
select is(t.counted(), '2 answered, 2 expected, 0 playable, 0 shared, 2 not recorded', 'a conference that was not recorded');
call t.sent(t.of_conference(1));
select is(t.counted(), '2 answered, 1 expected, 1 playable, 1 shared, 0 not recorded', 'and one that was: counted once, missing nowhere');
select alike((select why_not from api.coverage_table('Acme', '2026-03-02', '2026-03-03', null)), '%1 recorded with another call%', 'in words');

call t.reset();
call t.sent(t.party(2, '+15550177'));
call t.sent(t.joined(2));
select is(t.put('d-1', jsonb_build_object('conferenceSid', t.sid('CF', 1), 'startedAt', '2020-01-01T00:00:00Z')), 'ok', 'a dialer names a call that Twilio does not know');
call t.sent(t.of_conference(1, 1, '{"RecordingStatus": "absent"}'));
select is(t.counted(), '1 answered, 1 expected, 0 playable, 0 shared, 0 not recorded', 'the customer''s call has it, and is counted');
update data.call_record set status = 'busy' where call_id = t.sid('CA', 2);
call t.sent(t.party(1, '+15550111'));
call t.sent(t.joined(1));
select is((select shared from rules.coverage_counts(t.acme(), '2026-03-02', '2026-03-03', null, 'UTC')), 0::bigint,
  'with a call that does not count nothing is shared');

-- 8. What the REST API says.
call t.reset();
create function t.applied(resource jsonb) returns setof text language sql
as $$ select kind || ' ' || value from api.reconcile_apply(t.sid('AC', 1), resource || jsonb_build_object('account_sid', t.sid('AC', 1)), false) $$;
create function t.resource(status text default 'in-progress') returns jsonb language sql
as $$ select jsonb_build_object('sid', t.sid('RE', 1), 'call_sid', null, 'conference_sid', t.sid('CF', 1), 'status', status,
  'source', 'Conference', 'channels', 1, 'duration', '9', 'start_time', t.rfc2822(t.call_start()), 'date_created', t.rfc2822(t.call_start())) $$;
select set_eq($$ select t.applied(t.resource()) $$,
  format($$ values ('created ' || t.sid('RE', 1)), ('next /2010-04-01/Accounts/' || t.sid('AC', 1) || %L) $$,
    '/Conferences/' || t.sid('CF', 1) || '/Participants.json?PageSize=100'), 'who took part is asked for');
select results_eq(
  $$ select kind, sid from api.reconcile_page(t.sid('AC', 1), jsonb_build_object('participants', jsonb_build_array(
       jsonb_build_object('call_sid', t.sid('CA', 1)), jsonb_build_object('call_sid', t.sid('CA', 2))))) $$,
  $$ values ('resource', t.sid('CA', 1)), ('resource', t.sid('CA', 2)) $$, 'a page of participants is taken apart');
create function t.participant(n integer) returns jsonb language sql
as $$ select jsonb_build_object('call_sid', t.sid('CA', n), 'conference_sid', t.sid('CF', 1)) $$;
select results_eq($$ select regexp_replace(t.applied(t.participant(1)), '/2010.*/', '') $$,
  $$ values ('updated ' || t.sid('CA', 1)), ('next ' || t.sid('CA', 1) || '.json'), ('next Calls.json?PageSize=100&ParentCallSid=' || t.sid('CA', 1)) $$,
  'a participant joins, and the call is asked for');
select is((select count(*) from t.applied(t.participant(2))), 3::bigint, 'another');
select set_eq($$ select t.applied(t.resource()) $$, $$ values ('repeated ' || t.sid('RE', 1)) $$, 'two are enough');
select set_eq($$ select kind from api.reconcile_missing(t.sid('AC', 1),
  '/2010-04-01/Accounts/' || t.sid('AC', 1) || '/Recordings/' || t.sid('RE', 1) || '.json', false) $$,
  $$ values ('updated') $$, 'a conference''s recording that is gone');
select is((t.recording_of(t.sid('RE', 1))).state::text, 'deleted', 'is deleted');
select is((select count(*) from data.call_record), 2::bigint, 'and joins no calls');

-- 9. Events about nobody.
select is(t.send(t.joined(9) - 'CallSid' || '{"StatusCallbackEvent": "conference-end"}'), 'ignored', 'a conference that ends is no call');
select is(t.failure(format('select api.status_callback(%L, null, null)', t.status('ringing', 1) - 'CallSid')),
  'PT400 call_missing', 'what names neither a call nor a conference is refused');

-- 10. Calls that turn out to be one, in a conference.
call t.reset();
call t.sent(t.joined(1));
call t.sent(t.joined(4097));
call t.sent(t.of_conference(1));
call t.sent(t.child('completed', 30));
select results_eq('select t.rows()', $$ values ('01 RE01') $$, 'two legs of one call in one conference');
select is((select count(*) from data.conference_call where keeps_recording), 1::bigint, 'it took part once');

-- 11. Another organization's conference of the same name, and a purge.
call t.sent(t.of_conference(8, 1, jsonb_build_object('AccountSid', t.sid('AC', 2))));
select results_eq('select t.rows()', $$ values ('01 RE01') $$, 'R39: is another one');
select is((select count(*) from api.purge('recordings', true)) > 0, true, 'a purge of recordings');
select is((select count(*) from data.conference_call), 1::bigint, 'forgets no conference');
select is((select count(*) from api.purge('call-records', true)) > 0, true, 'one of call records');
select is((select count(*) from data.conference_call), 0::bigint, 'forgets them');

-- 12. A call that is heard of by its own recording began first, and keeps what was recorded of the conference.
call t.sent(t.joined(61, 6));
call t.sent(t.of_conference(61, 6));
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 62), 'RecordingSid', t.sid('RE', 62),
  'ConferenceSid', t.sid('CF', 6), 'RecordingStartTime', t.rfc2822(t.call_start() - interval '1 hour'))));
select results_eq('select t.rows() order by 1', $$ values ('3d with 3e'), ('3e RE3d+RE3e') $$,
  'R1: it gets the recording that was there, and its own segment becomes a part of it');

select * from finish();
rollback;
