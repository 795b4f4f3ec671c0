-- The conferences in which calls took part: those of these names, the one
-- that has a recording (or null), the one that keeps what is recorded of a
-- conference (or null); and of which that recording is.
create or replace function data.conference_known(
  organization_id uuid, names text[], conference_sid text, account_sid text, recording_sid text)
returns text[]
language plpgsql stable set search_path = data, pg_temp
as $$
begin
  return array(
    select k.conference_sid
      from call_leg l join conference_call k using (call_record_id)
     where l.organization_id = conference_known.organization_id and l.sid = any (names)
    union
    select k.conference_sid
      from conference_call keeper join conference_call k using (call_record_id)
     where keeper.conference_sid = conference_known.conference_sid
       and keeper.organization_id = conference_known.organization_id and keeper.keeps_recording
    union
    select unnest(array[s.conference_sid, k.conference_sid])
      from recording_segment s
      join recording r on r.id = s.recording_id
      left join conference_call k on k.call_record_id = r.call_record_id
     where s.recording_sid = conference_known.recording_sid
       and s.account_sid = conference_known.account_sid);
end
$$;
