-- A page of call records, newest first, after one row about the page. cursor
-- is the "next" of the page before, or null; page_size is 1 to 200. The total
-- is exact up to 1,000.
-- Raises PT401 as rules.principal(); PT400 as rules.page_size() and
-- rules.call_record_cursor().
create or replace function api.call_records(credential bytea, page_size text, cursor text)
returns setof data.call_records_columns
language plpgsql security definer set search_path = rules, data, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  who   principal := principal(credential);
  start record := call_record_cursor(cursor);
begin
  return query
    select * from call_records_page(who.organization_id, page_size(page_size), start.listed_at, start.id);
end
$$;

grant execute on function api.call_records to omnivox_call_records;
