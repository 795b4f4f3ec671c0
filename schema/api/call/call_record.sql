-- Returns one call record.
-- Raises PT401 as rules.principal(); PT404 call_record_not_found: there is
-- no such record, or it is another organization's.
create or replace function api.call_record(credential bytea, id uuid)
returns setof data.call_record_columns
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who principal := principal(credential);
begin
  return query
    select (c.shown).* from call_record_shown c
     where c.id = current_id(call_record.id) and c.organization_id = who.organization_id;
  if not found then
    raise sqlstate 'PT404' using message = 'call_record_not_found',
      detail = 'There is no call record with this id.';
  end if;
end
$$;

grant execute on function api.call_record to omnivox_call_records;
