-- Tells whether a segment has, or may have, audio that cannot be heard now.
create or replace function rules.segment_is_missing(s data.recording_segment)
returns boolean
language sql immutable
as $$
  select s.state in ('in_progress', 'available', 'failed') and not rules.segment_is_playable(s)
$$;
