-- Deletes the job of a segment of which there is nothing to copy any more.
-- The file that a worker has begun is queued for removal.
create or replace function rules.media_job_drop(recording_sid text, account_sid text)
returns void
language plpgsql
as $$
begin
  with job as (
    delete from media_job j
     where j.recording_sid = media_job_drop.recording_sid
       and j.account_sid = media_job_drop.account_sid
    returning j.object_key)
  insert into media_removal (object_key)
  select job.object_key from job where job.object_key is not null
  on conflict on constraint media_removal_pkey do nothing;
end
$$;
