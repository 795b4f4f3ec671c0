-- A leased job's audio could not be copied now: problem is one of
-- data.media_problem, error the same in words; null if it says nothing of
-- the recording (its worker was stopped). Tries again after 1, 2, 4, ... s
-- up to an hour, each a quarter more or less so that many do not come back
-- together, and not before the seconds that Twilio asked for have passed
-- (0: it did not ask); 24 h after the first try the segment is failed.
-- Whatever the worker has left under the object key of this try is removed.
-- Raises PT409 lease_lost; 40001 as rules.call_record_lock().
create or replace function api.media_job_retry(
  lease_id uuid, problem text, error text, retry_after_s integer)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  job  record := media_job_lock(lease_id);
  what media_problem := problem::media_problem;
begin
  if job.first_tried_at > now() - interval '24 hours' then
    insert into media_removal (object_key) values (job.object_key);
    update media_job j
       set run_at = now() + make_interval(secs => greatest(
             least(3600, 2 ^ least(j.attempts - 1, 12)) * (0.75 + random() / 2),
             retry_after_s * (1 + random() / 4))),
           last_error = error, lease_id = null, object_key = null
     where j.recording_sid = job.recording_sid and j.account_sid = job.account_sid;
    update recording_segment s set problem = what, state_reason = error
     where s.recording_sid = job.recording_sid and s.account_sid = job.account_sid
       and what is not null and (s.problem, s.state_reason) is distinct from (what, error);
    if found then
      perform recording_refresh(job.recording_id);
    end if;
  else
    perform media_job_fail(job.recording_sid, job.account_sid, job.recording_id, what, error);
  end if;
  if what = 'credentials_refused' then
    perform account_credentials_mark(job.account_sid, true);
  end if;
end
$$;

grant execute on function api.media_job_retry to omnivox_mirror;
