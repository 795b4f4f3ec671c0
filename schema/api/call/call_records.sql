-- A page of call records, newest first. cursor is the "next" of the page
-- before, or null; page_size is 1 to 200. The total is exact up to 1,000.
-- Raises PT401 as rules.principal(); PT400 as rules.page_size() and
-- rules.call_record_cursor().
create or replace function api.call_records(credential bytea, page_size text, cursor text)
returns json
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who    principal := principal(credential);
  size   integer := page_size(page_size);
  start  record := call_record_cursor(cursor);
  total  bigint;
  answer json;
begin
  select count(*) into total from (
    select from call_record c
     where c.organization_id = who.organization_id
     order by c.listed_at desc limit 1001) few;
  with page as (
    select c.id, c.listed_at, c.answer
      from call_record_json c
     where c.organization_id = who.organization_id
       and (c.listed_at, c.id) < (start.listed_at, start.id)
     order by c.listed_at desc, c.id desc
     limit size + 1)
  select json_build_object(
           'items', coalesce(json_agg(p.answer) filter (where n <= size), '[]'),
           'next', max(case when n = size and count > size then
             (extract(epoch from p.listed_at) * 1000000)::bigint || '.' || p.id end),
           'total', json_build_object(
             'value', least(total, 1000), 'exact', total <= 1000))
    into answer
    from (select *, row_number() over (order by listed_at desc, id desc) as n,
                 count(*) over () as count
            from page) p;
  return answer;
end
$$;

grant execute on function api.call_records to omnivox_call_records;
