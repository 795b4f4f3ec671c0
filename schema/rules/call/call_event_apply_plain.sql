-- Applies an event of a call that names one leg, unless its call was in a
-- conference. Returns the outcome; null: it was, nothing is locked or written,
-- and call_event_apply() goes on. That would come to the same, by the same
-- rules, but with more look-ups.
-- Raises 40001 as call_record_lock_related().
create or replace function rules.call_event_apply_plain(organization_id uuid, params jsonb)
returns text
language plpgsql
as $$
declare
  sid   text := params ->> 'CallSid';
  known record;
  old   call_leg;
  new   call_leg;
begin
  begin
    perform call_names_lock(organization_id, array[sid]);
    select * into known from call_look_up(organization_id, sid, null, null);
    old := known.leg;
    new := call_leg_advance(old, params);
    if new is not distinct from old then
      return 'repeated';
    elsif known.conferred then
      raise sqlstate 'OV001' using message = 'this event is not plain';
    end if;
  exception
    when sqlstate 'OV001' then
      return null; -- the lock is gone
  end;
  if old.sid is null then
    new.sid := sid;
    new.organization_id := organization_id;
    new.call_record_id := data.uuid_v7();
    perform call_record_add(new.call_record_id, array[new]);
    return 'created';
  end if;
  known := call_record_lock_related(old.call_record_id, array[old.call_record_id], array[]::text[]);
  perform call_leg_write(new);
  perform call_record_refresh(known);
  return 'updated';
end
$$;
