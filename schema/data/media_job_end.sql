-- Ends a leased job and returns its recording, whose call is then locked
-- for the rest of the transaction, in the order that webhooks lock.
-- Raises PT409 lease_lost: it is another worker's by now, or gone.
create or replace function data.media_job_end(lease_id uuid, recording_sid text)
returns uuid
language plpgsql set search_path = data, pg_temp
as $$
declare
  rec_id uuid;
begin
  -- Not found though the segment is there: its call was just merged into
  -- another, which is found the next time.
  loop
    select r.id into rec_id
      from call_record c
      join recording r on r.call_record_id = c.id
      join recording_segment s on s.recording_id = r.id
     where s.recording_sid = media_job_end.recording_sid
       for update of c;
    exit when found or not exists (
      select from recording_segment s where s.recording_sid = media_job_end.recording_sid);
  end loop;
  delete from media_job j
   where j.recording_sid = media_job_end.recording_sid
     and j.lease_id = media_job_end.lease_id;
  if not found then
    raise sqlstate 'PT409' using message = 'lease_lost',
      detail = 'The job is no longer this worker''s.';
  end if;
  return rec_id;
end
$$;
