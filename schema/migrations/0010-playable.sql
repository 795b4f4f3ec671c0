-- What is shown is so: audio that cannot be had is not called playable, and
-- a recording is as long as all of its segments.

-- 1. Why audio that Twilio should have is not here.
create type data.media_problem as enum ('not_ready', 'unreachable', 'damaged', 'our_disk',
  'credentials_refused', 'gone_at_twilio', 'no_private_key', 'too_many_tries');

alter table data.recording_segment add column problem data.media_problem;
comment on column data.recording_segment.problem is
  'Why the last try to copy it failed; state_reason has it in words. Null: none
   has, or it is copied.';
comment on column data.recording_segment.state_reason is
  'Twilio''s ErrorCode, or words for people.';
-- What was given up before this was known is tried again if somebody asks.
update data.recording_segment set problem = 'too_many_tries'
 where state = 'failed' and state_reason ~ '[^0-9]';

alter table data.twilio_account add column refused_since timestamptz;
comment on column data.twilio_account.refused_since is
  'Since when Twilio refuses our credentials; null: it does not, as far as we know.';

-- 2. What follows from the segments, for lists and for coverage; kept by
-- data.recording_refresh().
alter table data.recording
  add column problem        data.media_problem,
  add column is_playable    boolean not null default false,
  add column is_retryable   boolean not null default false,
  add column segment_count  integer not null default 1,
  add column duration_s     numeric(12,3);
comment on column data.recording.problem is 'That of the primary segment.';
comment on column data.recording.is_playable is 'One of its segments is.';
comment on column data.recording.is_retryable is
  'It can help to try to copy one of its segments again.';
comment on column data.recording.duration_s is
  'Seconds of audio on its timeline; if there is none, what Twilio reported.';
update data.recording r
   set problem = s.problem, segment_count = s.count, duration_s = s.duration_s,
       is_playable = s.is_playable, is_retryable = s.is_retryable
  from (select recording_id, count(*), max(problem) filter (where is_primary) as problem,
               sum(coalesce(duration_measured_s, duration_reported_s))
                 filter (where is_primary or state in ('available', 'stored')) as duration_s,
               bool_or(state = 'stored' or (state = 'available' and encryption is null)) as is_playable,
               bool_or(state = 'failed' and problem is not null) as is_retryable
          from data.recording_segment group by recording_id) s
 where s.recording_id = r.id;

-- Functions whose parameters or results change, or that are gone.
drop function if exists data.media_job_fail(text, text, uuid, text);
drop function if exists api.media_job_lease(integer);
drop function if exists api.media_job_retry(uuid, text, integer);
drop function if exists data.coverage(uuid, date, date, text, text);
drop function if exists api.coverage_table(text, text, text, text);
