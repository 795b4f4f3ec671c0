-- Writes what an event about a recording says: of its call, as
-- call_record_write(), and of its segment, which becomes new. The segment
-- belongs to the call that keeps what was recorded of its conference, else to
-- the call of the event.
create or replace function rules.recording_event_write(
  reference data.call_reference, call data.call_resolution, new data.recording_segment,
  leg data.call_leg)
returns void
language plpgsql
as $$
declare
  id     uuid := call_record_write(reference, call, leg);
  keeper uuid[];
begin
  if new is not distinct from call.segment then
    return;
  end if;
  if new.conference_sid is not null then
    keeper := conference_keeper(reference.organization_id, new.conference_sid);
  end if;
  id := coalesce(keeper[1], id);
  -- A call that is new may have got what was recorded of its conference.
  perform recording_segment_write(id, call.created and call.conference_sid is null, call.segment, new);
  if (call.segment).conference_sid is distinct from new.conference_sid
     and (call.segment).recording_sid is not null then
    perform conference_recordings_move(reference.organization_id, new.conference_sid, id);
  end if;
end
$$;
