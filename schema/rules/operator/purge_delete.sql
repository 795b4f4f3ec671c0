-- Deletes what a purge of recordings or call-records deletes, and queues the
-- files for removal.
create or replace function rules.purge_delete(what text)
returns void
language plpgsql
as $$
begin
  insert into media_removal (object_key)
  select s.object_key from recording_segment s where s.object_key is not null
  union select j.object_key from media_job j where j.object_key is not null
  on conflict do nothing;
  -- Who counts, or asks for counts, waits for nobody: so these are not truncated.
  delete from coverage_change;
  delete from coverage_part;
  delete from coverage_day;
  if what = 'call-records' then
    truncate call_record, call_leg, conference_call, former_id, outgoing_call,
      recording, recording_segment, media_job, transcription_job, reconcile_asked;
  else
    truncate recording, recording_segment, media_job, transcription_job, reconcile_asked;
  end if;
end
$$;
