-- A page of call records, newest first. cursor is the "next" of the page
-- before, or null; page_size is 1 to 200. The total is exact up to 1,000.
-- Raises PT401 as rules.principal(); PT400 invalid_limit, invalid_cursor.
create or replace function api.call_records(credential bytea, page_size text, cursor text)
returns json
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who    record;
  size   integer;
  at     timestamptz := timestamptz 'infinity';
  before uuid := uuid 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  total  bigint;
  answer json;
begin
  who := principal(credential);
  size := page_size(page_size);
  if cursor !~ '^[0-9]{1,17}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    raise sqlstate 'PT400' using message = 'invalid_cursor',
      detail = 'cursor is the "next" of a page, unchanged.';
  elsif cursor is not null then
    at := to_timestamp(0) + split_part(cursor, '.', 1)::bigint * interval '1 microsecond';
    before := split_part(cursor, '.', 2)::uuid;
  end if;

  select count(*) into total from (
    select from call_record c
     where c.organization_id = who.organization_id
     order by c.listed_at desc limit 1001) few;
  with page as (
    select c.id, c.listed_at, c.shown
      from call_record_json c
     where c.organization_id = who.organization_id
       and (c.listed_at, c.id) < (at, before)
     order by c.listed_at desc, c.id desc
     limit size + 1)
  select json_build_object(
           'items', coalesce(json_agg(shown) filter (where n <= size), '[]'),
           'next', max(case when n = size and count > size then
             (extract(epoch from listed_at) * 1000000)::bigint || '.' || id end),
           'total', json_build_object(
             'value', least(total, 1000), 'exact', total <= 1000))
    into answer
    from (select *, row_number() over (order by listed_at desc, id desc) as n,
                 count(*) over () as count
            from page) numbered;
  return answer;
end
$$;

grant execute on function api.call_records to omnivox_call_records;
