-- Gives up one job whose worker vanished five times in a row: whatever ends
-- mirrors is in this recording. Returns its RecordingSid; null: there is no
-- such job.
-- Raises PT409 lease_lost, 40001 as rules.media_job_lock().
create or replace function api.media_job_give_up()
returns text
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  lease uuid;
  job   record;
begin
  select j.lease_id into lease from media_job j
   where j.run_at <= now() and media_job_is_hopeless(j)
   order by j.run_at limit 1;
  if not found then
    return null;
  end if;
  job := media_job_lock(lease);
  perform media_job_fail(job.recording_sid, job.account_sid, job.recording_id,
    'too_many_tries', 'the mirror ended five times while it was copying this');
  return job.recording_sid;
end
$$;

grant execute on function api.media_job_give_up to omnivox_mirror;
