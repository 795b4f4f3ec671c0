-- Queues a segment's audio for copying.
create or replace function rules.media_job_add(recording_sid text, account_sid text)
returns void
language plpgsql
as $$
begin
  insert into media_job (recording_sid, account_sid)
  values (media_job_add.recording_sid, media_job_add.account_sid)
  on conflict on constraint media_job_pkey do nothing;
end
$$;
