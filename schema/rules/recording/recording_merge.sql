-- Merges the recordings of these ids into the oldest one, which belongs to
-- that call record from now on, with the segments of all. The ids of the
-- others go on leading to it.
create or replace function rules.recording_merge(ids uuid[], call_record_id uuid)
returns void
language plpgsql
as $$
declare
  kept uuid;
  gone uuid[];
begin
  select min(i::text)::uuid, array_agg(i) into kept, gone from unnest(ids) i;
  gone := array_remove(gone, kept);
  if kept is null then
    return;
  end if;
  if gone <> '{}' then
    update recording_segment s set is_primary = null
     where s.recording_id = any (gone) and s.is_primary;
    update recording_segment s set recording_id = kept where s.recording_id = any (gone);
    insert into transcription_job (recording_id, state, created_at)
    select kept, t.state, t.created_at from transcription_job t where t.recording_id = any (gone)
    on conflict do nothing;
    delete from transcription_job t where t.recording_id = any (gone);
    update former_id f set current_id = kept where f.current_id = any (gone);
    with merged as (
      delete from recording r where r.id = any (gone) returning r.id, r.made_for)
    insert into former_id (id, current_id, made_for) select m.id, kept, m.made_for from merged m;
  end if;
  update recording r set call_record_id = recording_merge.call_record_id where r.id = kept;
  perform recording_refresh(kept);
end
$$;
