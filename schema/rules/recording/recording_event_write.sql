-- Writes what an event about a recording says: its segment goes from old to
-- new. earlier_sid: the leg that began at that time, earlier than we thought;
-- null: none. The segment belongs to the call that keeps what was recorded of
-- its conference, else to the call of the event.
create or replace function rules.recording_event_write(
  reference data.call_reference, call data.call_resolution,
  old data.recording_segment, new data.recording_segment, earlier_sid text, at timestamptz)
returns void
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  keeper_id uuid;
begin
  if not call.changed then
    perform call_record_lock_related(call.id, call.lock_ids, call.conferences);
  end if;
  if earlier_sid is not null then
    update call_leg l set started_at = at
     where l.sid = earlier_sid and l.organization_id = reference.organization_id;
  end if;
  -- A call that is made now, and has one name only, has nothing more to say.
  if earlier_sid is not null or (call.changed and (not call.created
       or coalesce(reference.conference_sid, '') <> '' or reference.dialer_id is not null)) then
    perform call_record_refresh(call.id);
  end if;
  if new is not distinct from old then
    return;
  end if;
  keeper_id := coalesce((
    select k.call_record_id from conference_call k
     where k.conference_sid = new.conference_sid and k.organization_id = reference.organization_id
       and k.keeps_recording), call.id);
  perform recording_segment_write(keeper_id, old, new);
  if old.conference_sid is distinct from new.conference_sid and old.recording_sid is not null then
    perform conference_recordings_move(reference.organization_id, new.conference_sid, keeper_id);
  end if;
end
$$;
