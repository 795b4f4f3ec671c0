-- Returns where nginx finds the audio of a recording, or of one of its
-- segments (null: of the primary one). object_key is relative to MEDIA_DIR;
-- it is null while only Twilio has the audio: then account_sid and
-- recording_sid say what to ask for. file_name is for people, and
-- ascii_name is the same for old programs.
-- Raises as rules.recording_authorize() and
-- rules.recording_playable_segment().
create or replace function api.recording_media(
  credential bytea, id uuid, segment text, out object_key text, out account_sid text,
  out recording_sid text, out media_type text, out file_name text,
  out ascii_name text)
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  r recording := recording_authorize(credential, id);
  s recording_segment := recording_playable_segment(r, segment);
begin
  object_key := s.object_key;
  account_sid := s.account_sid;
  recording_sid := s.recording_sid;
  media_type := coalesce(s.media_type, 'audio/wav');
  select n.file_name, n.ascii_name into recording_media.file_name, recording_media.ascii_name
    from recording_file_name(r.call_record_id) n;
end
$$;

grant execute on function api.recording_media to omnivox_recording_download, omnivox_recording_stream;
