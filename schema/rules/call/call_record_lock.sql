-- Locks call records in the order of their ids, after call_names_lock(), and
-- returns them as they are now. Who holds a call record decides what belongs
-- to it: its legs, its recording, its segments.
-- Raises 40001 if one of them was merged into another since it was looked
-- up. Nothing is wrong with the request: db_execute() sends it again.
create or replace function rules.call_record_lock(variadic ids uuid[])
returns data.call_record[]
language plpgsql
as $$
declare
  locked call_record[];
begin
  select array_agg(held.c) into locked from (
    select c from call_record c where c.id = any (ids) order by c.id for update) held;
  if coalesce(cardinality(locked), 0) < cardinality(ids) then
    raise serialization_failure using message = 'a call was merged into another meanwhile';
  end if;
  return locked;
end
$$;
