-- Recording callbacks: what each leaves in the database.
begin;
\i t/sql/fixture.psql
select plan(164);

-- The recording's facts, in one line.
create function t.facts(recording_sid text) returns text language sql stable
as $$
  select concat_ws(' ', s.state, coalesce(s.state_reason, '-'), r.state,
                   coalesce(r.state_reason, '-'),
                   (select count(*) from data.media_job j where j.recording_sid = s.recording_sid))
    from data.recording_segment s join data.recording r on r.id = s.recording_id
   where s.recording_sid = facts.recording_sid
$$;
-- The event of recording n of call n.
create function t.nth(n integer, status text, changes jsonb default '{}') returns jsonb
language sql stable
as $$
  select t.recording(status, jsonb_build_object(
    'CallSid', t.sid('CA', n), 'RecordingSid', t.sid('RE', n)) || changes)
$$;

-- 1. Before anything else is known.
select is(t.send(t.recording('completed'), 'token-1'), 'created',
  'R5: a recording that comes first makes its call');
select results_eq(
  $$ select organization_id, direction::text, status::text, customer_number, started_at,
            ended_at, duration_s, agent_id
       from t.call(t.sid('CA', 1)) $$,
  $$ values (t.acme(), null, null, null::text, t.call_start() + interval '7 seconds',
             null::timestamptz, null::integer, null::uuid) $$,
  'the call knows only what the recording said');
select results_eq(
  $$ select account_sid, is_primary, state::text, state_reason, source, track, channels::integer,
            started_at, duration_reported_s, duration_measured_s, object_key, byte_size, sha256
       from t.segment(t.sid('RE', 1)) $$,
  $$ values (t.sid('AC', 1), true, 'available', null::text, 'OutboundAPI', 'both', 2,
             t.call_start() + interval '7 seconds', 42, null::numeric, null::text,
             null::bigint, null::text) $$,
  'R25: the segment has what Twilio said, and nothing measured');
select is((t.recording_of(t.sid('RE', 1))).state::text, 'available', 'Twilio has the audio');
select results_eq(
  $$ select recording_sid, attempts, lease_id, run_at <= now() from data.media_job $$,
  $$ values (t.sid('RE', 1), 0, null::uuid, true) $$,
  'a job to copy it is due');
select results_eq(
  $$ select endpoint, outcome, idempotency_token, params from data.webhook_event $$,
  $$ values ('recording-callback', 'created', 'token-1', t.recording('completed')) $$,
  'the journal has the request as it came');

-- 2. Repeats.
create temporary table before as
select to_jsonb(s) as segment, to_jsonb(r) as recording
  from t.segment(t.sid('RE', 1)) s, t.recording_of(t.sid('RE', 1)) r;
select is(t.send(t.recording('completed'), 'token-1'), 'repeated', 'the same again is a repeat');
select is(t.send(t.recording('completed')), 'repeated', 'so it is without its token');
select is(t.send(t.recording('in-progress', '{"RecordingChannels": "1"}')), 'repeated',
  'a late in-progress says nothing new');
select is(t.send(t.recording('failed', '{"ErrorCode": "16105"}')), 'repeated',
  'R17: a late failed does not spoil a recording that is there');
select is(t.send(t.recording('absent', '{"ErrorCode": "16101"}')), 'repeated',
  'R17: nor does a late absent');
select results_eq(
  $$ select to_jsonb(s), to_jsonb(r)
       from t.segment(t.sid('RE', 1)) s, t.recording_of(t.sid('RE', 1)) r $$,
  $$ select * from before $$, 'none of them changed a thing');
select is(t.counts(), '1 1 1 1 1 6',
  'one call, leg, recording, segment and job, and a row in the journal for each request');

-- 3. Every status that Twilio has, each on a call of its own.
select is(t.send(t.nth(n, status)), outcome, format('%s alone', status))
  from (values (11, 'started', 'created'), (12, 'in-progress', 'created'),
    (13, 'paused', 'created'), (14, 'resumed', 'created'), (15, 'stopped', 'created'),
    (16, 'processing', 'created'), (17, 'completed', 'created'), (18, 'absent', 'created'),
    (19, 'failed', 'created'), (20, 'deleted', 'ignored'), (21, 'Completed', 'ignored'),
    (22, '', 'ignored'), (23, 'in_progress', 'ignored'), (24, 'stored', 'ignored'),
    (25, 'available', 'ignored'), (26, 'never heard of', 'ignored')
  ) as t (n, status, outcome);
select is(t.facts(t.sid('RE', n)), facts, format('what it then is: %s', coalesce(facts, 'nothing')))
  from (values (11, 'in_progress - in_progress - 0'), (12, 'in_progress - in_progress - 0'),
    (13, 'in_progress - in_progress - 0'), (14, 'in_progress - in_progress - 0'),
    (15, 'in_progress - in_progress - 0'), (16, 'in_progress - in_progress - 0'),
    (17, 'available - available - 1'), (18, 'absent - absent - 0'),
    (19, 'failed - failed - 0'), (20, null), (26, null)) as t (n, facts);
select is(t.send(t.nth(n, status)), 'updated', format('%s, then %s', old, status))
  from (values (11, 'started', 'completed'), (12, 'in-progress', 'completed'),
    (13, 'paused', 'absent'), (14, 'resumed', 'failed'), (19, 'failed', 'completed')
  ) as t (n, old, status);
select is(t.facts(t.sid('RE', n)), facts, format('then it is: %s', facts))
  from (values (11, 'available - available - 1'), (12, 'available - available - 1'),
    (13, 'absent - absent - 0'), (14, 'failed - failed - 0'),
    (19, 'available - available - 1')) as t (n, facts);
select is(t.send(t.nth(13, 'completed')), 'repeated', 'absent is an end');
select is(t.facts(t.sid('RE', 13)), 'absent - absent - 0', 'and stays one');
select is(t.send(t.nth(14, 'in-progress')), 'repeated', 'failed does not begin again');
select is((t.call(t.sid('CA', 26))).id, null,
  'a status that is not known makes no call');
select results_eq(
  $$ select endpoint, outcome from data.webhook_event
      where params ->> 'RecordingStatus' = 'never heard of' $$,
  $$ values ('recording-callback', 'ignored') $$, 'but the journal has it');

-- 4. Why there is no audio.
call t.sent(t.nth(31, 'absent', '{"ErrorCode": "16101"}'));
select is(t.facts(t.sid('RE', 31)), 'absent 16101 absent 16101 0',
  'R20: absent says its ErrorCode');
call t.sent(t.nth(32, 'failed', '{"ErrorCode": "16105"}'));
select is(t.facts(t.sid('RE', 32)), 'failed 16105 failed 16105 0',
  'R20: failed says its ErrorCode');
call t.sent(t.nth(32, 'completed'));
select is(t.facts(t.sid('RE', 32)), 'available - available - 1',
  'failed and then completed is available, with a job and without the reason');
call t.sent(t.nth(33, 'absent', '{"ErrorCode": "0"}'));
select is(t.facts(t.sid('RE', 33)), 'absent - absent - 0', 'ErrorCode 0 is no reason');
call t.sent(t.nth(34, 'absent', '{"ErrorCode": ""}'));
select is(t.facts(t.sid('RE', 34)), 'absent - absent - 0', 'an empty ErrorCode is no reason');
call t.sent(t.nth(35, 'completed', '{"ErrorCode": "16107"}'));
select is(t.facts(t.sid('RE', 35)), 'available - available - 1',
  'audio that is there needs no reason');

-- 5. Fields that are missing or empty.
select is(t.send(t.nth(36, 'in-progress', '{"RecordingDuration": "", "RecordingChannels": "",
  "RecordingStartTime": "", "RecordingSource": "", "RecordingTrack": "", "ErrorCode": "",
  "ConferenceSid": ""}')), 'created', 'every field may be empty');
select results_eq(
  $$ select source, track, channels, started_at, duration_reported_s
       from t.segment(t.sid('RE', 36)) $$,
  $$ values (null::text, null::text, null::smallint, null::timestamptz, null::integer) $$,
  'an empty field is no fact');
select is((select count(*) from data.call_leg l
            where l.call_record_id = (t.call(t.sid('CA', 36))).id), 1::bigint,
  'an empty ConferenceSid is no leg');
select is(t.send(t.nth(36, 'completed', '{"RecordingDuration": "0"}')), 'updated',
  'a recording may last 0 s');
select results_eq(
  $$ select source, channels::integer, duration_reported_s from t.segment(t.sid('RE', 36)) $$,
  $$ values ('OutboundAPI', 2, 0) $$, 'what comes later fills in');
call t.sent(t.nth(45, 'completed', '{"RecordingDuration": null}'));
select is(t.send(t.nth(45, 'completed')), 'updated', 'a duration that was missing may come later');
select is((t.segment(t.sid('RE', 45))).duration_reported_s, 42, 'and is kept');
call t.sent(t.nth(37, 'completed', '{"RecordingTrack": null, "RecordingChannels": null,
  "RecordingSource": null}'));
select is(t.send(t.nth(37, 'in-progress')), 'updated', 'a late in-progress may fill gaps');
select results_eq(
  $$ select state::text, track, channels::integer, source, duration_reported_s
       from t.segment(t.sid('RE', 37)) $$,
  $$ values ('available', 'both', 2, 'OutboundAPI', 42) $$, 'and only gaps');
select is(t.send(t.nth(38, 'completed', '{"RecordingSource": "NewSource2027",
  "NewField": "x"}')), 'created', 'Twilio may add values and fields');
select is((t.segment(t.sid('RE', 38))).source, 'NewSource2027', 'a new source is kept as it came');
select ok(t.failure(format('select t.send(t.nth(39, %L, %L))', 'completed', bad)) ~ '^(22|23|PT400)',
  format('R37: %s is refused', bad))
  from (values ('{"RecordingSid": "../etc/passwd"}'), ('{"CallSid": null}')) as t (bad);
select is((t.call(t.sid('CA', 39))).id, null, 'and leaves no call behind');

-- An odd field is as good as none, and loses nothing else of the event.
create temporary table odd (n integer, field text, value text);
insert into odd values
  (801, 'RecordingDuration', 'long'), (802, 'RecordingDuration', '-1'), (803, 'RecordingDuration', '12.5'),
  (804, 'RecordingDuration', '99999999999'), (811, 'RecordingChannels', '3'), (812, 'RecordingChannels', 'dual'),
  (813, 'RecordingChannels', '0'), (821, 'RecordingStartTime', 'yesterday evening'),
  (822, 'RecordingStartTime', 'now'), (823, 'RecordingStartTime', 'Fri, 31 Feb 2026 10:00:00 +0000'),
  (824, 'RecordingStartTime', 'infinity'), (831, 'EncryptionDetails', '{no JSON');
create function t.odd_event(odd) returns jsonb language sql stable
as $$ select t.nth($1.n, 'completed', jsonb_build_object($1.field, $1.value)) $$;
select is(t.send(t.odd_event(o)), 'created', format('%s=%s is taken', field, value)) from odd o;
select is((select array_agg(e.unusable[1]) from data.webhook_event e where e.params = t.odd_event(o)),
  array[field], format('and the journal says that %s=%s could not be used', field, value)) from odd o;
select is(to_jsonb(s) - '{recording_sid,recording_id,created_at}'::text[],
  to_jsonb(t.segment(t.sid('RE', 17))) - '{recording_sid,recording_id,created_at}'::text[]
  || case field when 'RecordingDuration' then '{"duration_reported_s": null}'
       when 'RecordingChannels' then '{"channels": null}'
       when 'RecordingStartTime' then '{"started_at": null}' else '{}' end::jsonb,
  format('all but %s=%s is as usual', field, value))
  from odd o, t.segment(t.sid('RE', o.n)) s;
select is(t.send(t.nth(n, 'completed')), case field when 'EncryptionDetails' then 'repeated' else 'updated' end,
  format('what follows %s=%s fills it in', field, value)) from odd;
select is_empty($$ select id from data.webhook_event where unusable <> '{}'
                    and params not in (select t.odd_event(o) from odd o) $$, 'of all others everything could be used');

-- 6. Conferences name no call.
select is(t.send(t.nth(41, 'in-progress', jsonb_build_object(
  'CallSid', null, 'ConferenceSid', t.sid('CF', 41), 'RecordingSource', 'Conference',
  'RecordingChannels', '1'))), 'created', 'a conference makes a call of its own');
select is((t.call(t.sid('CF', 41))).organization_id, t.acme(), 'which is known by its ConferenceSid');
select is(t.send(t.nth(41, 'completed', jsonb_build_object(
  'CallSid', null, 'ConferenceSid', t.sid('CF', 41)))), 'updated', 'and found by it again');
call t.sent(t.nth(42, 'completed', jsonb_build_object(
  'CallSid', t.sid('CA', 41), 'ConferenceSid', t.sid('CF', 41))));
select is((t.recording_of(t.sid('RE', 42))).id, (t.recording_of(t.sid('RE', 41))).id,
  'R2: a CallSid beside a known ConferenceSid is the same call');
select is(t.send(t.status('completed', 50, jsonb_build_object('CallSid', t.sid('CA', 41)))),
  'updated', 'from then on it is found by the CallSid too');
select is((t.call(t.sid('CA', 41))).status::text, 'completed', 'which is its call id now, and it gets its status');
call t.sent(t.nth(43, 'in-progress', jsonb_build_object(
  'CallSid', null, 'ConferenceSid', t.sid('CF', 43))));
call t.sent(t.nth(43, 'completed', jsonb_build_object(
  'CallSid', t.sid('CA', 43), 'ConferenceSid', t.sid('CF', 43))));
select is(t.send(t.status('completed', 50, jsonb_build_object('CallSid', t.sid('CA', 43)))),
  'updated', 'R2: a known recording may name one more identifier of its call');

-- 7. Several recordings of one call.
create procedure t.two(call integer, first jsonb, second jsonb) language plpgsql
as $$
begin
  perform t.send(t.recording('completed', jsonb_build_object(
    'CallSid', t.sid('CA', call), 'RecordingSid', t.sid('RE', call)) || first));
  perform t.send(t.recording('completed', jsonb_build_object(
    'CallSid', t.sid('CA', call), 'RecordingSid', t.sid('RE', call + 1)) || second));
end
$$;
create function t.primary_of(call integer) returns text language sql stable
as $$
  select string_agg(s.recording_sid, ' ') from data.recording_segment s
    join data.recording r on r.id = s.recording_id
   where r.call_record_id = (t.call(t.sid('CA', call))).id and s.is_primary
$$;
call t.two(51, '{}', '{"RecordingSource": "DialVerb"}');
select results_eq(
  $$ select count(distinct s.recording_id), count(*), count(*) filter (where s.is_primary),
            count(j.recording_sid)
       from data.recording_segment s left join data.media_job j using (recording_sid)
      where s.recording_sid in (t.sid('RE', 51), t.sid('RE', 52)) $$,
  $$ values (1::bigint, 2::bigint, 1::bigint, 2::bigint) $$,
  'R18: two recordings of a call are two segments of one, and both are copied');

create temporary table rule (n integer, name text, better jsonb, worse jsonb);
insert into rule values
  (100, 'two channels before one, however short',
   '{"RecordingChannels": "2", "RecordingDuration": "5"}',
   '{"RecordingChannels": "1", "RecordingDuration": "90"}'),
  (200, 'the longer one',
   '{"RecordingDuration": "43"}', '{"RecordingDuration": "42"}'),
  (300, 'the earlier one',
   jsonb_build_object('RecordingStartTime', t.rfc2822(t.call_start())),
   jsonb_build_object('RecordingStartTime', t.rfc2822(t.call_start() + interval '1 second'))),
  (400, 'one whose channels are known', '{}', '{"RecordingChannels": ""}'),
  (500, 'audio before none yet',
   '{"RecordingChannels": "1"}', '{"RecordingStatus": "in-progress"}'),
  (600, 'audio before none ever',
   '{"RecordingChannels": "1"}', '{"RecordingStatus": "absent", "ErrorCode": "16101"}'),
  (700, 'audio before a failure',
   '{"RecordingChannels": "1"}', '{"RecordingStatus": "failed", "ErrorCode": "16105"}');
do $$
declare
  r rule;
begin
  for r in select * from rule loop
    call t.two(r.n, r.better, r.worse);
    call t.two(r.n + 50, r.worse, r.better);
  end loop;
end
$$;
select is(t.primary_of(n), t.sid('RE', n), format('R18: primary is %s; it came first', name))
  from rule;
select is(t.primary_of(n + 50), t.sid('RE', n + 51),
  format('R18: primary is %s; it came last', name))
  from rule;
select is((t.recording_of(t.sid('RE', n + 50))).state::text, 'available',
  format('the recording is available: %s', name))
  from rule where n >= 500;
select is_empty(
  $$ select recording_id from data.recording_segment
      group by recording_id having count(*) filter (where is_primary) <> 1 $$,
  'every recording has exactly one primary segment');

-- 8. Of whom.
create temporary table count_before as select t.counts() as counts;
select is(
  t.failure(format('select api.recording_callback(%L, null, null)',
    t.nth(61, 'completed', jsonb_build_object('AccountSid', account)))),
  'PT403 unknown_account', format('R36: no organization has account %s', account))
  from (values (t.sid('AC', 9)), (''), (null)) as t (account);
select is(t.counts(), (select counts from count_before),
  'R36: a refused request leaves no row anywhere');
-- A RecordingSid is an account's: nobody can take another one's.
create temporary table ours as select to_jsonb(s) as segment, to_jsonb(r) as recording
  from t.segment(t.sid('RE', 1)) s, t.recording_of(t.sid('RE', 1)) r;
select is(t.send(t.recording('failed', jsonb_build_object(
  'AccountSid', t.sid('AC', 2), 'CallSid', t.sid('CA', 64), 'ErrorCode', '16105'))),
  'created', 'another organization''s recording of the same RecordingSid is its own');
select results_eq(
  $$ select to_jsonb(s), to_jsonb(r)
       from data.recording_segment s join data.recording r on r.id = s.recording_id
      where s.recording_sid = t.sid('RE', 1) and s.account_sid = t.sid('AC', 1) $$,
  $$ select * from ours $$, 'and ours is as it was');
select is(t.send(t.nth(63, 'failed', jsonb_build_object('AccountSid', t.sid('AC', 2)))), 'created',
  'also if theirs comes first');
select is(t.send(t.nth(63, 'completed')), 'created', 'then ours is taken all the same');
select results_eq(
  $$ select s.account_sid, s.state::text, c.organization_id, j.recording_sid is not null
       from data.recording_segment s join data.recording r on r.id = s.recording_id
       join data.call_record c on c.id = r.call_record_id
       left join data.media_job j using (recording_sid, account_sid)
      where s.recording_sid = t.sid('RE', 63) order by 1 $$,
  $$ values (t.sid('AC', 1), 'available', t.acme(), true), (t.sid('AC', 2), 'failed', t.other(), false) $$,
  'and both are what was said of them');
select is((t.call(t.sid('CA', 1))).started_at, t.call_start() + interval '7 seconds',
  'and moves no call');
select is(t.send(t.nth(62, 'completed', jsonb_build_object(
  'AccountSid', t.sid('AC', 2), 'CallSid', t.sid('CA', 1)))), 'created',
  'a CallSid that another organization has too is a call of this one');
select is((select array_agg(c.organization_id order by c.organization_id = t.other())
             from data.call_record c where c.call_id = t.sid('CA', 1)),
  array[t.acme(), t.other()], 'each organization has its own');

-- 9. Of which call: never a guess.
call t.sent(t.status('in-progress', 3, jsonb_build_object('CallSid', t.sid('CA', 71))));
select is(t.send(t.nth(72, 'in-progress')), 'created',
  'R2: a recording of an unknown call does not go to the one in progress');
select is((select count(*) from data.recording r
            where r.call_record_id = (t.call(t.sid('CA', 71))).id), 0::bigint,
  'R19: a call in progress needs no recording');

select * from finish();
rollback;
