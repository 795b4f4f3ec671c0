-- Writes what an event says of a call: makes its resolution true, and its leg
-- as leg is; the record then follows from its legs. Returns the record's id.
-- Raises 40001 as call_record_lock_related().
create or replace function rules.call_record_write(
  reference data.call_reference, call data.call_resolution, leg data.call_leg)
returns uuid
language plpgsql
as $$
declare
  old       call_record;
  is_later  boolean := (call.leg).sid is not null and leg is distinct from call.leg;
begin
  if call.changed then
    call := call_record_unite(reference, call, leg);
    select * into old from call_record c where c.id = call.id;
  else
    old := call_record_lock_related(call.id, call.lock_ids, call.conferences);
  end if;
  if is_later then
    perform call_leg_write(leg);
  end if;
  if is_later or (call.changed and not call.created) then
    perform call_record_refresh(old);
  end if;
  return call.id;
end
$$;
