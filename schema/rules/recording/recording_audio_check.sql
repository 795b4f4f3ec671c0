-- Says why the audio of a recording, or of one of its segments (null: of the
-- primary one), cannot be had.
-- Raises PT404 segment_not_found: the recording has no such segment; and as
-- segment_check_playable().
create or replace function rules.recording_audio_check(r data.recording, segment text)
returns void
language plpgsql stable
as $$
declare
  s recording_segment;
begin
  select * into s from recording_segment p
   where p.recording_id = r.id and (p.recording_sid = segment or segment is null and p.is_primary)
   order by p.is_primary limit 1;
  if not found then
    raise sqlstate 'PT404' using message = 'segment_not_found',
      detail = 'The recording has no segment with this RecordingSid.';
  end if;
  perform segment_check_playable(s);
end
$$;
