-- What was recorded of a conference and belongs to other calls becomes
-- call_record_id's; all of these are locked.
create or replace function rules.conference_recordings_move(
  organization_id uuid, conference_sid text, call_record_id uuid)
returns void
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  cf    text := conference_sid;
  keeper uuid := call_record_id;
  rec_id uuid;
begin
  for rec_id in
    select distinct r.id
      from recording_segment s
      join recording r on r.id = s.recording_id
      join call_record c on c.id = r.call_record_id
     where s.conference_sid = cf and r.call_record_id <> keeper
       and c.organization_id = conference_recordings_move.organization_id
  loop
    rec_id := recording_split(rec_id, cf);
    perform recording_merge(
      array(select r.id from recording r where r.call_record_id = keeper or r.id = rec_id), keeper);
  end loop;
  set constraints recording_call_record_id_key immediate;
end
$$;
