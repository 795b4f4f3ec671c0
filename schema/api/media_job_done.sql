-- The segment's audio is on our disk, whole and synced: it is stored, and
-- is queued for transcription in the same transaction.
-- Raises PT409 lease_lost: the caller must remove what it wrote.
create or replace function api.media_job_done(
  lease_id uuid, recording_sid text, byte_size bigint, sha256 text,
  media_type text, channels smallint, duration_s numeric)
returns void
language plpgsql security definer set search_path = data, pg_temp
as $$
declare
  key    text;
  rec_id uuid;
begin
  select j.object_key into key from media_job j
   where j.recording_sid = media_job_done.recording_sid;
  rec_id := media_job_end(lease_id, recording_sid);
  update recording_segment s
     set state = 'stored', state_reason = null, object_key = key,
         byte_size = media_job_done.byte_size, sha256 = media_job_done.sha256,
         media_type = media_job_done.media_type, channels = media_job_done.channels,
         duration_measured_s = media_job_done.duration_s, stored_at = now()
   where s.recording_sid = media_job_done.recording_sid;
  perform recording_refresh(rec_id);
  insert into transcription_job (recording_id) values (rec_id)
  on conflict do nothing;
end
$$;
