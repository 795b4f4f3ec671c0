-- The segment could not be fetched now, for a reason in words, and the
-- worker has left no file. Tries again after 1, 2, 4, ... s up to an hour,
-- each a quarter more or less so that many do not come back together, and
-- not before the seconds that Twilio asked for have passed (0: it did not
-- ask); after 24 h the segment is failed.
-- Raises PT409 lease_lost.
create or replace function api.media_job_retry(
  lease_id uuid, recording_sid text, error text, retry_after_s integer)
returns void
language plpgsql security definer set search_path = data, pg_temp
as $$
declare
  rec_id uuid;
begin
  update media_job j
     set run_at = now() + make_interval(secs => greatest(
           least(3600, 2 ^ least(j.attempts - 1, 12)) * (0.75 + random() / 2),
           retry_after_s * (1 + random() / 4))),
         last_error = error, lease_id = null, object_key = null
   where j.recording_sid = media_job_retry.recording_sid
     and j.lease_id = media_job_retry.lease_id
     and j.created_at > now() - interval '24 hours';
  if found then
    return;
  end if;
  rec_id := media_job_end(lease_id, recording_sid);
  update recording_segment s set state = 'failed', state_reason = error
   where s.recording_sid = media_job_retry.recording_sid;
  perform recording_refresh(rec_id);
end
$$;
