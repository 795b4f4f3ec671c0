-- Which call record has the recording of this one: itself, if it has one;
-- else the one that has what was recorded of a conference in which this call
-- took part; null: there is none.
create or replace function data.recorded_with(call_record_id uuid)
returns uuid
language plpgsql stable set search_path = data, pg_temp
as $$
begin
  return (
    select k.call_record_id
      from (select recorded_with.call_record_id, 1 as rank, null as conference_sid
            union all
            select keeper.call_record_id, 2, keeper.conference_sid
              from conference_call mine join conference_call keeper using (conference_sid, organization_id)
             where mine.call_record_id = recorded_with.call_record_id and keeper.keeps_recording) k
      join recording r on r.call_record_id = k.call_record_id
     where k.rank = 1 or exists (
       select from recording_segment s where s.recording_id = r.id and s.conference_sid = k.conference_sid)
     order by k.rank, r.id limit 1);
end
$$;
