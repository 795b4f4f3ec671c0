-- Notes that the audio of a leased job's segment is on our disk, whole and
-- synced: the segment is stored, and its recording is queued for
-- transcription in the same transaction.
-- Raises PT409 lease_lost: the caller must remove what it wrote; 40001 as
-- rules.call_record_lock().
create or replace function api.media_job_done(
  lease_id uuid, byte_size bigint, sha256 text, media_type text, channels smallint,
  duration_s numeric)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  job record := media_job_lock(lease_id);
begin
  update recording_segment s
     set state = 'stored', state_reason = null, problem = null, object_key = job.object_key,
         byte_size = media_job_done.byte_size, sha256 = media_job_done.sha256,
         media_type = media_job_done.media_type, channels = media_job_done.channels,
         duration_measured_s = media_job_done.duration_s, stored_at = now()
   where s.recording_sid = job.recording_sid and s.account_sid = job.account_sid;
  delete from media_job j
   where j.recording_sid = job.recording_sid and j.account_sid = job.account_sid;
  perform recording_refresh(job.recording_id);
  perform account_credentials_mark(job.account_sid, false);
  insert into transcription_job (recording_id) values (job.recording_id)
  on conflict do nothing;
end
$$;

grant execute on function api.media_job_done to omnivox_mirror;
