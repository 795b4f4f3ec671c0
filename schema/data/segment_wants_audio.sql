-- Is there audio of a segment, or may there be, that cannot be heard now?
create or replace function data.segment_wants_audio(s data.recording_segment)
returns boolean
language sql immutable
as $$
  select s.state in ('in_progress', 'available', 'failed') and not data.segment_is_playable(s)
$$;
