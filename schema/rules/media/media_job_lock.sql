-- The job of a lease, locked for the rest of the transaction with its
-- segment's name and its call, and the recording that the segment is of.
-- Raises PT409 lease_lost: the job is another worker's by now, or gone; 40001
-- as call_record_lock(), and if the recording became another call's meanwhile.
create or replace function rules.media_job_lock(
  lease_id uuid, out recording_sid text, out account_sid text, out object_key text,
  out attempts integer, out first_tried_at timestamptz, out recording_id uuid)
language plpgsql
as $$
declare
  call record;
begin
  select c.id, c.organization_id, s.recording_sid, s.account_sid into call
    from media_job j
    join recording_segment s on s.recording_sid = j.recording_sid and s.account_sid = j.account_sid
    join recording r on r.id = s.recording_id
    join call_record c on c.id = r.call_record_id
   where j.lease_id = media_job_lock.lease_id;
  if found then
    perform call_names_lock(call.organization_id, array[call.recording_sid]);
    perform call_record_lock(call.id);
    if not exists (select from recording_segment s join recording r on r.id = s.recording_id
                    where s.recording_sid = call.recording_sid and s.account_sid = call.account_sid
                      and r.call_record_id = call.id) then
      raise serialization_failure using message = 'a recording became another call''s meanwhile';
    end if;
  end if;
  select j.recording_sid, j.account_sid, j.object_key, j.attempts, j.first_tried_at, s.recording_id
    into media_job_lock.recording_sid, media_job_lock.account_sid, media_job_lock.object_key,
         media_job_lock.attempts, media_job_lock.first_tried_at, media_job_lock.recording_id
    from media_job j
    join recording_segment s on s.recording_sid = j.recording_sid and s.account_sid = j.account_sid
   where j.lease_id = media_job_lock.lease_id
     for update of j;
  if not found then
    raise sqlstate 'PT409' using message = 'lease_lost',
      detail = 'The job is no longer this worker''s.';
  end if;
end
$$;
