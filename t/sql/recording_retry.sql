-- What failed and is wanted again: by somebody who may see it, or by the operator.
begin;
\i t/sql/fixture.psql
select plan(28);

create function t.failed(n integer) returns text language plpgsql
as $$
declare
  job record;
begin
  perform t.send(t.recording('completed', jsonb_build_object(
    'CallSid', t.sid('CA', n), 'RecordingSid', t.sid('RE', n))));
  update data.media_job set first_tried_at = now() - interval '25 hours', run_at = '-infinity'
   where recording_sid = t.sid('RE', n);
  select * into strict job from api.media_job_lease(60);
  perform api.media_job_retry(job.lease_id, 'unreachable', '404 for a day', 0);
  return (t.recording_of(t.sid('RE', n))).state;
end
$$;
create function t.retried(credential text, n integer) returns text language sql
as $$
  select t.failure(format('select api.recording_retry(%L, %L)', t.credential(credential),
                          coalesce((t.recording_of(t.sid('RE', n))).id, gen_random_uuid())))
$$;

-- 1. One recording, by who may see it.
select is(t.failed(1), 'failed', 'a recording has failed');
select is(t.retried('nobody', 1), 'PT401 not_logged_in', 'nobody cannot have it tried again');
select is(t.retried('other token', 1), 'PT404 recording_not_found', 'nor another organization');
select is(t.retried('sue', 99), 'PT404 recording_not_found', 'nor can what is not there');
select is_empty('select from data.media_job', 'none of them did');
select is_empty('select from data.audit_event', 'nor is it in the audit');
select is(t.retried('sue', 1), 'ok', 'who may see it can');
select results_eq(
  $$ select s.state::text, s.state_reason, r.state::text, r.state_reason, j.attempts,
            j.first_tried_at, j.last_error
       from t.segment(t.sid('RE', 1)) s, t.recording_of(t.sid('RE', 1)) r, data.media_job j
      where j.recording_sid = s.recording_sid $$,
  $$ values ('available', '404 for a day'::text, 'available', '404 for a day'::text, 0, null::timestamptz, null::text) $$,
  'it is to be copied, with a new job and 24 h more, and still says why it was not');
select results_eq(
  'select organization_id, actor, action, detail from data.audit_event',
  $$ select t.acme(), 'sue@acme.example', 'retry',
            jsonb_build_object('recording', (t.recording_of(t.sid('RE', 1))).id, 'segments', 1) $$,
  'and the audit says who wanted it');
select is(t.retried('sue', 1), 'PT409 recording_not_failed', 'what is being tried has not failed');
call t.store(t.sid('RE', 1));
select is(t.retried('sue', 1), 'PT409 recording_not_failed', 'nor has what is stored');
select is(t.failed(2), 'failed', 'another');
select is(t.retried('acme token', 2), 'ok', 'programs can, too');
select is((select actor from data.audit_event
            where detail ->> 'recording' = (t.recording_of(t.sid('RE', 2))).id::text),
  'token dialer of Acme',
  'under the name of their token');

-- 2. Of two segments, the one that failed.
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 3),
  'RecordingSid', t.sid('RE', 31), 'RecordingChannels', '1')));
call t.store(t.sid('RE', 31), 40, 1);
create function t.second() returns text language sql
as $$ select t.send(t.recording('failed', jsonb_build_object('CallSid', t.sid('CA', 3),
  'RecordingSid', t.sid('RE', 32)))) $$;
select isnt(t.second(), 'ignored', 'a second segment has failed');
select is(t.retried('sue', 31), 'PT409 recording_not_failed', 'what Twilio says has failed is not ours to try again');
update data.recording_segment set problem = 'damaged' where recording_sid = t.sid('RE', 32);
select is(t.retried('sue', 31), 'ok', 'what we gave up is, though the recording is stored');
select results_eq(
  $$ select (t.recording_of(t.sid('RE', 31))).state::text, (t.segment(t.sid('RE', 31))).state::text,
            (t.segment(t.sid('RE', 32))).state::text $$,
  $$ values ('stored', 'stored', 'available') $$, 'and the audio that there is stays');

-- 3. The operator.
delete from data.media_job;
delete from data.audit_event;
select is(t.failure('select api.failed_recording_retry(gen_random_uuid())'),
  'PT404 recording_not_found', 'the operator cannot retry what is not there');
select is_empty('select api.recordings_failed()', 'where nothing has failed there is nothing to do');
select is_empty('select from data.audit_event', 'and nothing to note');
select is(t.failed(4) || t.failed(5) || t.failed(6), 'failedfailedfailed', 'three have failed');
select is(api.failed_recording_retry((t.recording_of(t.sid('RE', 5))).id), 1, 'one of them is retried');
select set_eq('select api.recordings_failed()', $$ select (t.recording_of(t.sid('RE', n))).id from unnest('{4,6}'::integer[]) n $$,
  'the others are known');
select is(api.failed_recording_retry(id), 1, 'and each is retried') from api.recordings_failed() id;
select results_eq('select recording_sid from data.media_job order by 1',
  $$ select t.sid('RE', n) from generate_series(4, 6) n $$, 'each has its job');
select set_eq('select organization_id, actor, action, detail from data.audit_event',
  $$ select t.acme(), 'recctl'::text as actor, 'retry'::text as action, jsonb_build_object(
              'recording', (t.recording_of(t.sid('RE', n))).id, 'segments', 1) from generate_series(4, 6) n $$,
  'and the audit has them all');

select * from finish();
rollback;
