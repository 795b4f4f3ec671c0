-- Moves what was recorded of a conference from other calls to the call that
-- keeps it (keeper_id). All of these calls are locked.
create or replace function rules.conference_recordings_move(
  organization_id uuid, conference_sid text, keeper_id uuid)
returns void
language plpgsql
as $$
declare
  moving_id uuid;
begin
  for moving_id in
    select distinct r.id
      from recording_segment s
      join recording r on r.id = s.recording_id
      join call_record c on c.id = r.call_record_id
     where s.conference_sid = conference_recordings_move.conference_sid and r.call_record_id <> keeper_id
       and c.organization_id = conference_recordings_move.organization_id
  loop
    moving_id := recording_split(moving_id, conference_sid);
    perform recording_merge(array(
      select r.id from recording r where r.call_record_id = keeper_id or r.id = moving_id), keeper_id);
  end loop;
  set constraints recording_call_record_id_key immediate;
end
$$;
