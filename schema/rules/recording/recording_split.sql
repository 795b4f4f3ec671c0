-- Takes what was recorded of a conference out of a recording, so that it can
-- become another call's: returns the recording that has this and nothing else.
-- That recording is still of the same call record, which has two until the
-- caller gives it to another. Each id stays with the segment that it was made
-- for.
create or replace function rules.recording_split(id uuid, conference_sid text)
returns uuid
language plpgsql
as $$
declare
  old    recording;
  new_id uuid;
  goes   text[]; -- the RecordingSids of the conference,
  stays  text[]; -- and the others
  moved  text[];
begin
  select array_agg(s.recording_sid order by s.recording_sid) filter (where s.is_going),
         array_agg(s.recording_sid order by s.recording_sid) filter (where not s.is_going)
    into goes, stays
    from (select p.recording_sid,
                 p.conference_sid is not distinct from recording_split.conference_sid as is_going
            from recording_segment p where p.recording_id = recording_split.id) s;
  if stays is null then
    return id;
  end if;
  select * into old from recording r where r.id = recording_split.id;
  moved := case when old.made_for = any (goes) then stays else goes end;
  set constraints recording_call_record_id_key deferred;
  insert into recording (call_record_id, state, made_for)
  values (old.call_record_id, 'in_progress', moved[1])
  returning recording.id into new_id;
  update recording_segment s set recording_id = new_id, is_primary = null
   where s.recording_id = recording_split.id and s.recording_sid = any (moved);
  update former_id f set current_id = new_id
   where f.current_id = recording_split.id and f.made_for = any (moved);
  perform transcription_job_split(id, new_id);
  perform recording_refresh(recording_split.id);
  perform recording_refresh(new_id);
  return case when moved = goes then new_id else id end;
end
$$;
