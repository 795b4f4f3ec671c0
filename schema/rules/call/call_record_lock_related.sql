-- Locks the call record of a call, and those of all calls in the same
-- conferences: lock_ids and conferences are as call_record_resolve() gave them.
-- Any of these calls may have to keep what was recorded. Returns the call's.
-- Raises 40001 as call_record_lock(), and if the call has joined another
-- conference since, whose name and whose calls are not locked.
create or replace function rules.call_record_lock_related(id uuid, lock_ids uuid[], conferences text[])
returns data.call_record
language plpgsql
as $$
declare
  call call_record;
begin
  foreach call in array call_record_lock(variadic lock_ids) loop
    exit when call.id = call_record_lock_related.id;
  end loop;
  if call.conference_sid is not null and exists (
    select from conference_call k
     where k.call_record_id = call.id and k.conference_sid <> all (conferences)) then
    raise serialization_failure using message = 'a call has joined a conference meanwhile';
  end if;
  return call;
end
$$;
