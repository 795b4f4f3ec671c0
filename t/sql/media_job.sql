-- The queue of segments to be copied: leases, tries and ends.
begin;
\i t/sql/fixture.psql
select plan(126);

-- now() stands still in a transaction, so time passes by moving rows.
create procedure t.passed(seconds interval) language sql
as $$ update data.media_job set run_at = run_at - seconds, first_tried_at = first_tried_at - seconds $$;
create function t.whole(recording_sid text) returns jsonb language sql stable
as $$
  select jsonb_build_object('segment', t.segment(recording_sid),
    'recording', t.recording_of(recording_sid),
    'job', (select to_jsonb(j) from data.media_job j where j.recording_sid = whole.recording_sid))
$$;
create temporary table lease (no integer, recording_sid text, account_sid text, object_key text,
  lease_id uuid);

-- 1. A lease is exclusive.
select is_empty('select * from api.media_job_lease(60)', 'without a job there is no lease');
call t.sent(t.recording('completed'));
insert into lease select 1, recording_sid, account_sid, object_key, lease_id
  from api.media_job_lease(60);
select results_eq('select no, recording_sid, account_sid from lease',
  $$ values (1, t.sid('RE', 1), t.sid('AC', 1)) $$,
  'a lease names the recording and the account to fetch it as');
select is((select object_key from lease), (select object_key from data.media_job),
  'and where to put it');
select matches((select object_key from lease), '^[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9a-f-]{36}\.wav$',
  'R38: the object key is made here, not by Twilio');
select isnt((select lease_id from lease), null, 'and itself');
select is_empty('select * from api.media_job_lease(60)', 'nobody else gets it');
select is((select run_at - now() from data.media_job), interval '60 seconds',
  'until its time is over');
call t.passed('59 seconds');
select is_empty('select * from api.media_job_lease(60)', 'not even in its last second');
select lives_ok(
  format('select api.media_job_renew(%L, 60)', lease_id),
  'the holder can renew it') from lease;
call t.passed('59 seconds');
select is_empty('select * from api.media_job_lease(60)', 'and then has it for as long again');
call t.passed('1 second');
insert into lease select 2, recording_sid, account_sid, object_key, lease_id
  from api.media_job_lease(60);
select is((select recording_sid from lease where no = 2), t.sid('RE', 1),
  'R23: a job whose worker died is given to another');
select isnt((select lease_id from lease where no = 2), (select lease_id from lease where no = 1),
  'under another lease');
select isnt((select object_key from lease where no = 2), (select object_key from lease where no = 1),
  'and for another place: the first worker may still write to its own');
select results_eq($$ select * from api.media_removals('') $$, 'select object_key from lease where no = 1',
  'R22: what the first worker left is to be removed');
select is((select attempts from data.media_job), 2, 'the tries are counted');

-- 2. Who has lost a lease can do nothing with it.
create temporary table before as select t.whole(t.sid('RE', 1)) as whole;
select is(t.failure(format(statement, lease_id)), 'PT409 lease_lost', name)
  from lease,
    (values ('a lost lease cannot be renewed', 'select api.media_job_renew(%L, 60)'),
      ('a lost lease cannot be finished',
       'select api.media_job_done(%L, 9, repeat(''c'', 64), ''audio/wav'', 1::smallint, 9)'),
      ('a lost lease cannot be tried again', 'select api.media_job_retry(%L, ''unreachable'', ''late'', 0)'))
      as t (name, statement)
 where no = 1;
select is(t.failure(statement), 'PT409 lease_lost', name)
  from (values ('a lease that never was cannot be renewed',
      $$ select api.media_job_renew(gen_random_uuid(), 60) $$),
    ('nor can no lease at all',
      $$ select api.media_job_renew(null, 60) $$),
    ('nor be finished',
      $$ select api.media_job_done(gen_random_uuid(), 9, repeat('c', 64),
           'audio/wav', 1::smallint, 9) $$)) as t (name, statement);
call t.sent(t.recording('completed', jsonb_build_object(
  'CallSid', t.sid('CA', 2), 'RecordingSid', t.sid('RE', 2))));
select is(t.whole(t.sid('RE', 1)), whole, 'R17: none of them changed a thing') from before;

-- 3. Done.
select ok(t.failure(format(
    'select api.media_job_done(%L, %s, %L, ''audio/wav'', %s::smallint, %s)',
    lease_id, bytes, sha, channels, seconds)) ~ '^23', name)
  from lease,
    (values ('no bytes are no audio', '0', repeat('a', 64), '2', '1.5'),
      ('audio without a SHA-256 is not stored', '9', null, '2', '1.5'),
      ('a wrong SHA-256 is not stored', '9', 'abc', '2', '1.5'),
      ('audio of unknown length is not stored', '9', repeat('a', 64), '2', 'null'),
      ('audio without channels is not stored', '9', repeat('a', 64), 'null', '1.5'))
      as t (name, bytes, sha, channels, seconds)
 where no = 2;
select is(t.whole(t.sid('RE', 1)), whole, 'R22: what is not whole changes nothing')
  from before;
select lives_ok(
  format('select api.media_job_done(%L, 670044, %L, ''audio/wav'', 1::smallint, 41.875)',
         lease_id, repeat('ab', 32)), 'the copy is done')
  from lease where no = 2;
select results_eq(
  $$ select s.state::text, s.state_reason, s.object_key, s.byte_size, s.sha256, s.media_type,
            s.channels::integer, s.duration_reported_s, s.duration_measured_s, s.stored_at,
            r.state::text, r.state_reason
       from t.segment(t.sid('RE', 1)) s, t.recording_of(t.sid('RE', 1)) r $$,
  $$ select 'stored', null::text, object_key, 670044::bigint, repeat('ab', 32), 'audio/wav', 1,
            42, 41.875, now(), 'stored', null::text from lease where no = 2 $$,
  'R22, R25: what is stored is whole, and measured beside what was reported');
select results_eq(
  $$ select recording_id, state::text from data.transcription_job $$,
  $$ select id, 'queued' from t.recording_of(t.sid('RE', 1)) $$,
  'R28: it is queued for transcription');
select is_empty($$ select from data.media_job where recording_sid = t.sid('RE', 1) $$,
  'its job is gone');
select is(t.failure(format(statement, lease_id)), 'PT409 lease_lost', name)
  from lease,
    (values ('a job is done once',
       'select api.media_job_done(%L, 9, repeat(''c'', 64), ''audio/wav'', 1::smallint, 9)'),
      ('a job that is done is not tried again', 'select api.media_job_retry(%L, ''unreachable'', ''late'', 0)'))
      as t (name, statement)
 where no = 2;
update before set whole = t.whole(t.sid('RE', 1));
select is(t.send(t.recording(status)), 'repeated', format('R17: stored, and then %s', status))
  from unnest(array['completed', 'in-progress', 'absent', 'failed']) status;
select is(t.whole(t.sid('RE', 1)), whole, 'R17: a stored recording stays as it is')
  from before;

-- 4. Which is next.
delete from data.media_job;
call t.sent(t.recording('completed', jsonb_build_object(
  'CallSid', t.sid('CA', 11), 'RecordingSid', t.sid('RE', 11))));
call t.sent(t.recording('completed', jsonb_build_object(
  'AccountSid', t.sid('AC', 2), 'CallSid', t.sid('CA', 12), 'RecordingSid', t.sid('RE', 12))));
call t.sent(t.recording('completed', jsonb_build_object(
  'CallSid', t.sid('CA', 13), 'RecordingSid', t.sid('RE', 13))));
update data.media_job set run_at = now() - case recording_sid
  when t.sid('RE', 11) then interval '1 minute' when t.sid('RE', 12) then interval '1 hour'
  else interval '-1 second' end;
select results_eq(
  'select recording_sid, account_sid from api.media_job_lease(60)',
  $$ values (t.sid('RE', 12), t.sid('AC', 2)) $$, 'the job that is due the longest is the next');
select results_eq(
  'select recording_sid from api.media_job_lease(60)',
  $$ values (t.sid('RE', 11)) $$, 'then the other');
select is_empty('select * from api.media_job_lease(60)', 'what is not due yet is not given');

delete from data.media_job;
create function t.leased(n integer, params jsonb) returns text language plpgsql
as $$
declare
  job record;
begin
  perform t.send(t.recording('completed', params || jsonb_build_object(
    'CallSid', t.sid('CA', n), 'RecordingSid', t.sid('RE', n))));
  select * into strict job from api.media_job_lease(60);
  return concat_ws(' ', coalesce(job.channels::text, 'unknown'),
    coalesce(job.public_key_sid || ':', 'clear'), job.encrypted_cek, job.iv);
end
$$;
select is(t.leased(n, params::jsonb), leased, name)
  from (values
    (14, '{"RecordingChannels": "1"}', '1 clear', 'a lease says how many channels there are'),
    (15, '{"RecordingChannels": null}', 'unknown clear', 'if that is known'),
    (16, '{"EncryptionDetails":
           "{\"public_key_sid\": \"CR1\", \"encrypted_cek\": \"cek\", \"iv\": \"iv\"}"}',
     '2 CR1: cek iv', 'and how it is encrypted, in the callback''s names'),
    (17, '{"EncryptionDetails": "{\"encryption_public_key_sid\": \"CR2\", \"encryption_cek\": \"cek\", \"encryption_iv\": \"iv\"}"}',
     '2 CR2: cek iv', 'or in those of REST'),
    (18, '{"EncryptionDetails": "{\"type\": \"rsa-aes\"}"}',
     '2 :  ', 'what is encrypted in a way not told is not in clear')
  ) as t (n, params, leased, name);

-- 5. Tries. Their delays, as one worker sees them.
delete from data.media_job;
call t.sent(t.recording('completed', jsonb_build_object(
  'CallSid', t.sid('CA', 21), 'RecordingSid', t.sid('RE', 21))));
create temporary table try (n integer, wait_s numeric);
do $$
declare
  job record;
begin
  for n in 1..40 loop
    update data.media_job set run_at = now();
    select * into strict job from api.media_job_lease(60);
    perform api.media_job_retry(job.lease_id, 'unreachable', 'try ' || n, 0);
    insert into try select n, extract(epoch from run_at - now()) from data.media_job;
  end loop;
end
$$;
select is_empty(
  $$ select * from try where wait_s not between 0.75 * least(3600, 2 ^ (n - 1))
                                            and 1.25 * least(3600, 2 ^ (n - 1)) $$,
  'R23: the wait doubles from 1 s to an hour, a quarter more or less');
select cmp_ok(count(distinct wait_s), '>', 20::bigint, 'R23: no two wait the same')
  from try where n > 12;
select results_eq(
  $$ select lease_id, object_key, last_error, attempts from data.media_job $$,
  $$ values (null::uuid, null::text, 'try 40', 40) $$, 'the last reason is kept');
select is((select count(*) from data.media_removal), 41::bigint,
  'whatever a worker that failed may have left is to be removed, of each of its tries');
select is((t.recording_of(t.sid('RE', 21))).state::text, 'available',
  'R23: meanwhile the recording waits for its audio');

-- What Twilio asks for is the least; where it asks for little, we wait as always.
do $$
declare
  job record;
begin
  delete from try;
  for n in 1..40 loop
    update data.media_job set run_at = now(), attempts = case when n > 30 then 9 else 0 end;
    select * into strict job from api.media_job_lease(60);
    perform api.media_job_retry(job.lease_id, 'unreachable', '429', 100);
    insert into try select n, extract(epoch from run_at - now()) from data.media_job;
  end loop;
end
$$;
select is_empty('select * from try where n <= 30 and wait_s not between 100 and 125',
  'what Twilio asks us to wait is waited, and up to a quarter more');
select cmp_ok(count(distinct wait_s), '>', 20::bigint, 'so that not all come back together')
  from try where n <= 30;
select is_empty('select * from try where n > 30 and wait_s < 0.75 * 512',
  'it does not make a wait shorter');

create function t.retry(reason text) returns text language plpgsql
as $$
declare
  job record;
begin
  update data.media_job set run_at = now();
  select * into strict job from api.media_job_lease(60);
  perform api.media_job_retry(job.lease_id, 'unreachable', reason, 0);
  return (t.recording_of(job.recording_sid)).state;
end
$$;
update data.media_job set first_tried_at = now() - interval '23 hours 59 minutes';
select is(t.retry('still 404'), 'available', 'R23: it is tried for 24 h');
update data.media_job set first_tried_at = now() - interval '24 hours', run_at = now();
delete from lease;
insert into lease select 3, recording_sid, account_sid, object_key, lease_id
  from api.media_job_lease(60);
select is(t.failure('select api.media_job_retry(gen_random_uuid(), ''unreachable'', ''x'', 0)'),
  'PT409 lease_lost', 'a lost lease does not give a recording up');
select is((t.recording_of(t.sid('RE', 21))).state::text, 'available', 'it is still waited for');
select is(t.retry('404 for a day'), 'failed', 'after 24 h it is failed');
select results_eq(
  $$ select s.state::text, s.state_reason, s.object_key, r.state_reason
       from t.segment(t.sid('RE', 21)) s, t.recording_of(t.sid('RE', 21)) r $$,
  $$ values ('failed', '404 for a day', null::text, '404 for a day') $$,
  'R20: it says why');
select is_empty('select * from data.media_job', 'its job is gone');

-- R21: what is called playable can be had; if not, the row says why.
create function t.problem(n integer, problem text, age interval default '0', word text default 'sue')
returns text language plpgsql
as $$
declare
  job record;
begin
  call t.sent(t.recording('completed', jsonb_build_object(
    'CallSid', t.sid('CA', n), 'RecordingSid', t.sid('RE', n))));
  update data.media_job set run_at = now() + interval '1 hour';
  update data.media_job set run_at = now(), first_tried_at = now() - age where recording_sid = t.sid('RE', n);
  select * into strict job from api.media_job_lease(60);
  perform api.media_job_retry(job.lease_id, problem, 'words', 0);
  return (select concat_ws(' ', c.state, c.reason_code, c.is_playable::text, c.can_retry::text,
                   regexp_replace(t.failure(format('select api.recording_media(%L, %L, null)',
                     t.credential(word), c.recording_id)), '^ok$', 'heard'))
            from t.shown_call((t.call(t.sid('CA', n))).id, word) c);
end
$$;
select is(t.problem(n, problem, age), shown, format('R21: %s, tried for %s: %s', coalesce(problem, 'stopped'), age, shown))
  from (values
    (101, null, interval '0', 'available true false heard'),
    (102, 'our_disk', '0', 'available our_disk true false heard'),
    (103, 'not_ready', '0', 'available not_ready false false PT409 recording_not_fetchable'),
    (104, 'not_ready', '25 hours', 'failed not_ready false true PT409 recording_failed'),
    (105, 'gone_at_twilio', '0', 'available gone_at_twilio false false PT409 recording_not_fetchable'),
    (106, 'unreachable', '0', 'available unreachable false false PT409 recording_not_fetchable'),
    (107, 'damaged', '25 hours', 'failed damaged false true PT409 recording_failed'),
    (108, null, '25 hours', 'failed too_many_tries false true PT409 recording_failed'),
    (109, 'gone_at_twilio', '25 hours', 'failed gone_at_twilio false false PT409 recording_failed'),
    (110, 'credentials_refused', '0', 'available credentials_refused false false PT409 recording_not_fetchable'))
    as t (n, problem, age, shown);
select isnt((select refused_since from data.twilio_account where account_sid = t.sid('AC', 1)), null,
  'R21: that credentials are refused is known of the account');
call t.store(t.sid('RE', 110));
select is((select concat_ws(' ', r.state, coalesce(r.state_reason, '-'), coalesce(r.problem::text, '-'), r.is_playable)
             from t.recording_of(t.sid('RE', 110)) r), 'stored - - t', 'what is copied after all has no reason any more');
select is((select refused_since from data.twilio_account where account_sid = t.sid('AC', 1)), null,
  'and Twilio takes the credentials again');
select is(api.failed_recording_retry((t.recording_of(t.sid('RE', 106))).id), 1, 'what waits for its next try can be tried now');
select is((select concat_ws(' ', j.run_at <= now(), s.problem)
             from data.media_job j join data.recording_segment s using (recording_sid, account_sid)
            where recording_sid = t.sid('RE', 106)), 't unreachable', 'and still says why it was not had');
select is(api.failed_recording_retry((t.recording_of(t.sid('RE', 106))).id), 0, 'once is enough');
delete from data.media_job;
select api.reconcile_credentials_refused(t.sid('AC', 1)) \g /dev/null
select isnt((select refused_since from data.twilio_account where account_sid = t.sid('AC', 1)), null, 'the reconciler is refused, too');
select api.reconcile_done(t.sid('AC', 1), now() - interval '1 hour', now(), 0, 0) \g /dev/null
select is((select refused_since from data.twilio_account where account_sid = t.sid('AC', 1)), null, 'or has its answers');
create function t.sent_again(status text) returns text language sql
as $$
  select t.send(t.recording(status, jsonb_build_object(
    'CallSid', t.sid('CA', 21), 'RecordingSid', t.sid('RE', 21))))
$$;
select is(t.sent_again('in-progress'), 'repeated', 'a late in-progress does not revive it');
select is((select string_agg(kind, ' ') from api.reconcile_apply(t.sid('AC', 1), jsonb_build_object(
            'sid', t.sid('RE', 21), 'account_sid', t.sid('AC', 1), 'call_sid', t.sid('CA', 21),
            'status', 'completed'), false) where kind <> 'next'),
  'repeated', 'nor does a list, that has it in every round');
select is(t.sent_again('completed'), 'updated', 'a repeated completed does');
select results_eq(
  $$ select s.state::text, s.state_reason, r.state::text, r.state_reason, j.attempts,
            j.run_at <= now(), j.first_tried_at
       from t.segment(t.sid('RE', 21)) s, t.recording_of(t.sid('RE', 21)) r, data.media_job j
      where j.recording_sid = t.sid('RE', 21) $$,
  $$ values ('available', null::text, 'available', null::text, 0, true, null::timestamptz) $$,
  'it is available again, with a new job and 24 h more');
delete from lease;
insert into lease select 4, recording_sid, account_sid, object_key, lease_id from api.media_job_lease(60);
select is((select first_tried_at from data.media_job), now(), 'a day begins with the first try, however long a job has waited');
delete from lease;

-- Forty that fail at once, as all do while Twilio is away.
delete from data.media_job;
select is(count(*), 40::bigint, 'forty recordings are to be copied') from (
  select t.send(t.recording('completed', jsonb_build_object(
    'CallSid', t.sid('CA', n), 'RecordingSid', t.sid('RE', n)))) from generate_series(201, 240) n) sent;
create procedure t.fail() language plpgsql
as $$
declare
  job record;
begin
  loop
    select * into job from api.media_job_lease(60);
    exit when not found;
    perform api.media_job_retry(job.lease_id, 'unreachable', '503 all day', 0);
  end loop;
end
$$;
call t.fail();
select results_eq(
  $$ select count(*), count(distinct run_at) > 30, min(run_at) >= now() + interval '0.75 s',
            max(run_at) <= now() + interval '1.25 s' from data.media_job $$,
  $$ values (40::bigint, true, true, true) $$,
  'R23: what failed together does not come back together');

-- A day of tries, each when it is due, of some of them.
delete from data.media_job where recording_sid > t.sid('RE', 205);
create temporary table day (tries integer, lasted interval);
do $$
declare
  due data.media_job;
begin
  loop
    select * into due from data.media_job order by run_at limit 1;
    exit when not found;
    call t.passed(due.run_at - now());
    call t.fail();
    if not exists (select from data.media_job j where j.recording_sid = due.recording_sid) then
      insert into day values (due.attempts + 1, due.run_at - due.first_tried_at);
    end if;
  end loop;
end
$$;
select results_eq(
  $$ select count(*), min(lasted) >= interval '24 hours', max(lasted) <= interval '25 hours 15 minutes',
            min(tries) >= 30, max(tries) <= 46 from day $$,
  $$ values (5::bigint, true, true, true, true) $$,
  'R23: each is tried for a day, some forty times');
select is(count(*), 5::bigint, 'R20: and then says why it failed')
  from data.recording_segment where state = 'failed' and state_reason = '503 all day';

-- 6. What never has a job.
delete from data.media_job;
do $$
declare
  status text;
  n      integer := 30;
begin
  foreach status in array array['absent', 'failed', 'in-progress', 'paused', 'unheard-of'] loop
    n := n + 1;
    perform t.send(t.recording(status, jsonb_build_object(
      'CallSid', t.sid('CA', n), 'RecordingSid', t.sid('RE', n))));
  end loop;
end
$$;
select is_empty('select * from data.media_job', 'what has no audio has no job');
select throws_ok($$ insert into data.media_job (recording_sid, account_sid, object_key)
                    values (t.sid('RE', 78), t.sid('AC', 1), 'k') $$,
  '23503', null, 'nor has what is no recording');

-- 7. Two segments.
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 41),
  'RecordingSid', t.sid('RE', 41), 'RecordingChannels', '1')));
call t.store(t.sid('RE', 41), 40, 1);
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 41),
  'RecordingSid', t.sid('RE', 42))));
select results_eq(
  $$ select s.is_primary, r.state::text from t.segment(t.sid('RE', 41)) s,
            t.recording_of(t.sid('RE', 41)) r $$,
  $$ values (true, 'stored') $$,
  'R17, R18: a second segment does not take back the audio that there is');
call t.store(t.sid('RE', 42), 20, 2);
select results_eq(
  $$ select s.is_primary, r.state::text from t.segment(t.sid('RE', 42)) s,
            t.recording_of(t.sid('RE', 42)) r $$,
  $$ values (true, 'stored') $$,
  'R18: once it is stored too, the better one is primary');
select is((t.segment(t.sid('RE', 41))).is_primary, null, 'and the other is not');
select is((select count(*) from data.transcription_job
            where recording_id = (t.recording_of(t.sid('RE', 41))).id), 1::bigint,
  'R28: one recording is one transcription job');
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 43),
  'RecordingSid', t.sid('RE', 43), 'RecordingDuration', '50')));
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 43),
  'RecordingSid', t.sid('RE', 44), 'RecordingDuration', '10')));
delete from data.media_job where recording_sid <> t.sid('RE', 43);
update data.media_job set first_tried_at = now() - interval '25 hours';
select is(t.retry('gone'), 'available',
  'when the better segment cannot be fetched, the recording is the other one');
select is((t.segment(t.sid('RE', 44))).is_primary, true, 'which is then primary');

-- 9. A recording that ends every mirror that takes it.
delete from data.media_job;
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 91), 'RecordingSid', t.sid('RE', 91))));
create function t.vanish() returns text language plpgsql
as $$
declare
  job record;
begin
  select * into job from api.media_job_lease(60);
  update data.media_job set run_at = now();
  return job.recording_sid;
end
$$;
select is(t.vanish(), t.sid('RE', 91), format('it is taken for the %s. time', n)) from generate_series(1, 4) n;
select is(api.media_job_give_up(), null, 'four workers may vanish');
select is(t.vanish(), t.sid('RE', 91), 'it is taken once more');
select is(t.vanish(), null, 'but not after the fifth has vanished');
select is(api.media_job_give_up(), t.sid('RE', 91), 'then it is given up');
select results_eq($$ select state::text, state_reason from t.segment(t.sid('RE', 91)) $$,
  $$ values ('failed', 'the mirror ended five times while it was copying this') $$, 'R20: it says why');
select is_empty('select from data.media_job', 'its job is gone');
select is(api.media_job_give_up(), null, 'and there is nothing more to give up');
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 92), 'RecordingSid', t.sid('RE', 92))));
select is(t.vanish(), t.sid('RE', 92), 'another one') from generate_series(1, 4);
select is(t.retry('404'), 'available', 'whose fifth worker says what is wrong');
update data.media_job set run_at = now();
select is(t.vanish(), t.sid('RE', 92), 'is not given up: they have to vanish in a row') from generate_series(1, 4);
select is(api.media_job_give_up(), null, 'not yet');

-- 10. Files that cannot be removed are in nobody's way.
delete from data.media_removal;
insert into data.media_removal (object_key) select 'k' || lpad(n::text, 5, '0') from generate_series(1, 2500) n;
select results_eq(format('select count(*), min(k), max(k) from api.media_removals(%L) k', after),
  format('values (%s::bigint, %L, %L)', count, first, last), format('the keys after %L', after))
  from (values ('', 1000, 'k00001', 'k01000'), ('k01000', 1000, 'k01001', 'k02000'),
    ('k02000', 500, 'k02001', 'k02500'), ('k02500', 0, null, null)) v (after, count, first, last);
select lives_ok($$ select api.media_removals_done(array(select 'k' || lpad(n::text, 5, '0') from generate_series(2, 2500) n)) $$,
  'those that are gone are told at once');
select results_eq($$ select api.media_removals('') $$, $$ values ('k00001') $$, 'the others stay in the queue');

select ok(api.media_object_stored(s.recording_sid, s.object_key), 'a stored object is known as such')
  from data.recording_segment s where s.state = 'stored' limit 1;
select ok(not api.media_object_stored(s.recording_sid, '2026/01/01/other.wav'), 'another is not')
  from data.recording_segment s where s.state = 'stored' limit 1;
select ok(not api.media_object_stored(t.sid('RE', 999), 'x'), 'nor is one of no segment');

select * from finish();
rollback;
