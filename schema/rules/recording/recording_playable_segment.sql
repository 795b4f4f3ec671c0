-- The segment of a recording whose audio is asked for: the primary one, or the
-- one of that RecordingSid. Its audio can be played.
-- Raises PT404 segment_not_found: the recording has no such segment; and as
-- segment_check_playable().
create or replace function rules.recording_playable_segment(r data.recording, recording_sid text)
returns data.recording_segment
language plpgsql stable
as $$
declare
  s recording_segment;
begin
  select * into s from recording_segment p
   where p.recording_id = r.id
     and case when recording_playable_segment.recording_sid is null then p.is_primary
              else p.recording_sid = recording_playable_segment.recording_sid end
   order by p.is_primary limit 1;
  if not found then
    raise sqlstate 'PT404' using message = 'segment_not_found',
      detail = 'The recording has no segment with this RecordingSid.';
  elsif not segment_is_playable(s) then
    perform segment_check_playable(s);
  end if;
  return s;
end
$$;
