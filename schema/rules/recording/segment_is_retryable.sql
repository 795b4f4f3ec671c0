-- Can it help to try to copy a segment again that was given up? Not where
-- Twilio said that it has none, or has it no more.
create or replace function rules.segment_is_retryable(s data.recording_segment)
returns boolean
language sql immutable
as $$
  select s.state = 'failed' and coalesce(s.problem <> 'gone_at_twilio', false)
$$;
