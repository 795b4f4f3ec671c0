-- The call records kept and gone become one: so do their recordings. The
-- older recording stays, with the segments of both; the id of the younger
-- one goes on leading to it.
create or replace function data.recording_merge(kept uuid, gone uuid)
returns void
language plpgsql set search_path = data, pg_temp
as $$
declare
  ids uuid[] := array(select r.id from recording r
                       where r.call_record_id in (kept, gone) order by r.id);
begin
  if cardinality(ids) = 2 then
    update recording_segment s set is_primary = null
     where s.recording_id = ids[2] and s.is_primary;
    update recording_segment s set recording_id = ids[1] where s.recording_id = ids[2];
    update transcription_job t set recording_id = ids[1]
     where t.recording_id = ids[2]
       and not exists (select from transcription_job o where o.recording_id = ids[1]);
    delete from transcription_job t where t.recording_id = ids[2];
    delete from recording r where r.id = ids[2];
    update former_id f set current_id = ids[1] where f.current_id = ids[2];
    insert into former_id (id, current_id) values (ids[2], ids[1]);
  end if;
  if cardinality(ids) > 0 then
    update recording r set call_record_id = kept where r.id = ids[1];
    perform recording_refresh(ids[1]);
  end if;
end
$$;
