-- Tells whether another try can help with a segment that we gave up: not if
-- Twilio said that it has no audio, or has it no more.
create or replace function rules.segment_is_retryable(s data.recording_segment)
returns boolean
language sql immutable
as $$
  select s.state = 'failed' and coalesce(s.problem <> 'gone_at_twilio', false)
$$;
