-- The conferences that an event may be about, besides those that it names:
-- those in which the calls of these names took part; those of the call that
-- keeps what was recorded of conference_sid; those of the call that has the
-- recording, and the one of which the recording is. Null counts as not given.
create or replace function rules.conference_candidates(
  organization_id uuid, names text[], conference_sid text, account_sid text, recording_sid text)
returns text[]
language plpgsql stable
as $$
begin
  return array(
    select k.conference_sid
      from call_leg l join conference_call k using (call_record_id)
     where l.organization_id = conference_candidates.organization_id and l.sid = any (names)
    union
    select k.conference_sid
      from conference_call keeper join conference_call k using (call_record_id)
     where keeper.conference_sid = conference_candidates.conference_sid
       and keeper.organization_id = conference_candidates.organization_id and keeper.keeps_recording
    union
    select v
      from recording_segment s
      join recording r on r.id = s.recording_id
      left join conference_call k on k.call_record_id = r.call_record_id
      cross join lateral unnest(array[s.conference_sid, k.conference_sid]) v
     where s.recording_sid = conference_candidates.recording_sid
       and s.account_sid = conference_candidates.account_sid and v is not null);
end
$$;
