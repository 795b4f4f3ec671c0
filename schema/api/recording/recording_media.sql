-- Returns where nginx finds the audio of a recording, or of one of its
-- segments (null: of the primary one). object_key is relative to MEDIA_DIR;
-- it is null while only Twilio has the audio: then account_sid and
-- recording_sid say what to ask for. file_name is for people, and
-- ascii_name is the same for old programs.
-- Raises as rules.recording_audio().
create or replace function api.recording_media(
  credential bytea, id uuid, segment text, out object_key text, out account_sid text,
  out recording_sid text, out media_type text, out file_name text,
  out ascii_name text)
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
begin
  select a.object_key, a.account_sid, a.recording_sid, coalesce(a.media_type, 'audio/wav'), a.file_name
    into recording_media.object_key, recording_media.account_sid, recording_media.recording_sid,
         recording_media.media_type, recording_media.file_name
    from recording_audio(credential, id, segment) a;
  ascii_name := file_name_to_ascii(file_name);
end
$$;

grant execute on function api.recording_media to omnivox_recording_download, omnivox_recording_stream;
