-- What is known of the leg and the recording that an event names; null: it is
-- not known, or the event names none. audio_call_id: whose the recording is,
-- unless it is a conference's; conferred: one of them was in a conference.
create or replace function rules.call_look_up(
  organization_id uuid, leg_sid text, account_sid text, recording_sid text,
  out segment data.recording_segment, out audio_call_id uuid, out leg data.call_leg, out conferred boolean)
returns setof record
language sql stable rows 1
as $$
  select s, r.call_record_id, l, coalesce(c.conference_sid, s.conference_sid) is not null
    from (select) one
    left join data.recording_segment s
      on s.recording_sid = call_look_up.recording_sid and s.account_sid = call_look_up.account_sid
    left join data.recording r on r.id = s.recording_id and s.conference_sid is null
    left join data.call_leg l on l.sid = leg_sid and l.organization_id = call_look_up.organization_id
    left join data.call_record c on c.id = l.call_record_id
$$;
