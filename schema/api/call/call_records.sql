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
  size  integer := page_size(page_size);
  start record := call_record_cursor(cursor);
  last  record;
  page  call_records_columns;
begin
  select least(count(*), 1000)::integer, count(*) <= 1000 into page.total, page.is_exact from (
    select from call_record c
     where c.organization_id = who.organization_id
     order by c.listed_at desc limit 1001) few;
  select c.listed_at, c.id into last from call_record c
   where c.organization_id = who.organization_id and (c.listed_at, c.id) < (start.listed_at, start.id)
   order by c.listed_at desc, c.id desc offset size - 1 limit 1;
  perform from call_record c
   where c.organization_id = who.organization_id and (c.listed_at, c.id) < (start.listed_at, start.id)
   order by c.listed_at desc, c.id desc offset size limit 1;
  if found then
    page.next := (extract(epoch from last.listed_at) * 1000000)::bigint || '.' || last.id;
  end if;
  return next page;
  return query
    select null, null::integer, null::boolean, (c.shown).* from call_record_shown c
     where c.organization_id = who.organization_id and (c.listed_at, c.id) < (start.listed_at, start.id)
     order by c.listed_at desc, c.id desc
     limit size;
end
$$;

grant execute on function api.call_records to omnivox_call_records;
