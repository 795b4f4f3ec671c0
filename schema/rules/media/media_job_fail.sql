-- Gives up the job of a segment, whose call is locked: the segment is
-- failed, with the problem that it had last, and a reason in words.
create or replace function rules.media_job_fail(
  recording_sid text, account_sid text, recording_id uuid, problem data.media_problem, reason text)
returns void
language plpgsql
as $$
begin
  perform media_job_drop(recording_sid, account_sid);
  update recording_segment s 
     set state = 'failed', state_reason = reason,
         problem = coalesce(media_job_fail.problem, s.problem, 'too_many_tries')
   where s.recording_sid = media_job_fail.recording_sid
     and s.account_sid = media_job_fail.account_sid;
  perform recording_refresh(recording_id);
end
$$;
