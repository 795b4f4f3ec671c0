-- Can the audio of a segment be heard now: do we hold it, or has Twilio
-- said that it does, and nothing shown that it cannot be had? What is
-- encrypted can be only once it is copied; a disk of ours that is full
-- keeps nobody from hearing what Twilio has.
create or replace function rules.segment_is_playable(s data.recording_segment)
returns boolean
language sql immutable
as $$
  select s.state = 'stored'
      or (s.state = 'available' and s.encryption is null and coalesce(s.problem = 'our_disk', true))
$$;
