-- Applies an event about a recording that names one call, if neither is known
-- yet, or if it says nothing new of both. Returns the outcome; null: it is
-- neither, nothing is locked or written, and recording_event_apply() goes on.
-- That would come to the same, by the same rules, but with more look-ups.
create or replace function rules.recording_event_apply_plain(
  organization_id uuid, call_sid text, said data.recording_segment)
returns text
language plpgsql
as $$
declare
  known record;
  leg   call_leg;
begin
  begin
    perform call_names_lock(organization_id, array[call_sid, said.recording_sid]);
    select * into known from call_look_up(organization_id, call_sid, said.account_sid, said.recording_sid);
    leg := known.leg;
    if known.audio_call_id = leg.call_record_id
       and leg.started_at is not distinct from least(leg.started_at, said.started_at)
       and known.segment is not distinct from recording_segment_advance(known.segment, said, false) then
      return 'repeated';
    elsif not (known.segment is null and leg is null) then
      raise sqlstate 'OV001' using message = 'this event is not plain';
    end if;
  exception
    when sqlstate 'OV001' then
      return null; -- the locks are gone
  end;
  leg.sid := call_sid;
  leg.organization_id := organization_id;
  leg.call_record_id := data.uuid_v7();
  leg.started_at := said.started_at;
  perform call_record_add(leg.call_record_id, array[leg]);
  perform recording_segment_write(leg.call_record_id, true, null, said);
  return 'created';
end
$$;
