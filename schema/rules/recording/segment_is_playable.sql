-- Tells whether the audio of a segment can be heard now: we hold it, or
-- Twilio has said that it does, and no try to copy it has shown otherwise.
-- Encrypted audio can be heard only once it is copied. If our disk is full,
-- people still hear what Twilio has.
create or replace function rules.segment_is_playable(s data.recording_segment)
returns boolean
language sql immutable
as $$
  select s.state = 'stored'
      or (s.state = 'available' and s.encryption is null and coalesce(s.problem = 'our_disk', true))
$$;
