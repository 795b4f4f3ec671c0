-- Have every failed segment of a recording copied again, as if Twilio had
-- just said that it is complete; returns how many there are. The call is
-- locked, as by everything that changes its recording.
create or replace function data.recording_again(id uuid)
returns integer
language plpgsql set search_path = data, pg_temp
as $$
declare
  sids text[];
begin
  perform from call_record c join recording r on r.call_record_id = c.id
    where r.id = recording_again.id for update of c;
  with again as (
    update recording_segment s set state = 'available', state_reason = null
     where s.recording_id = recording_again.id and s.state = 'failed'
    returning s.recording_sid)
  select array_agg(again.recording_sid) into sids from again;
  if sids is null then
    return 0;
  end if;
  perform media_job_add(sid) from unnest(sids) sid;
  perform recording_refresh(id);
  return cardinality(sids);
end
$$;
