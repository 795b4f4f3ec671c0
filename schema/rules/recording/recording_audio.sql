-- Where the audio of a recording is that the holder of this credential may
-- see, or that of one of its segments (null: of the primary one). object_key:
-- as in recording_segment; file_name: for people. The audio can be played.
-- Raises as recording_authorize() and recording_audio_check().
create or replace function rules.recording_audio(
  credential bytea, id uuid, segment text, out object_key text, out account_sid text,
  out recording_sid text, out media_type text, out file_name text)
language plpgsql
as $$
declare
  who      principal := principal(credential);
  playable boolean;
begin
  select s.object_key, s.account_sid, s.recording_sid, s.media_type,
         recording_file_name(c.listed_at, c.customer_number, c.contact_name), segment_is_playable(s)
    into object_key, account_sid, recording_sid, media_type, file_name, playable
    from recording r
    join recording_segment s on s.recording_id = r.id
    join call_record c on c.id = r.call_record_id
   where r.id = current_id(recording_audio.id) and c.organization_id = who.organization_id
     and (s.recording_sid = segment or segment is null and s.is_primary)
   order by s.is_primary limit 1;
  if not coalesce(playable, false) then
    perform recording_audio_check(recording_find(who.organization_id, id), segment);
  end if;
end
$$;
