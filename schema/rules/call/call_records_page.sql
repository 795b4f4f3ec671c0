-- A page of call records as api.call_records() has it, of those before a time
-- and id. Stable, so that all of its statements see the same calls: one that is
-- made meanwhile would move the others down, and the next page would miss one.
create or replace function rules.call_records_page(
  organization_id uuid, size integer, listed_at timestamptz, id uuid)
returns setof data.call_records_columns
language plpgsql stable
as $$
declare
  org  constant uuid := organization_id;
  last record;
  page call_records_columns;
begin
  -- The oldest, as the index alone has them: of calls that came since the last
  -- vacuum each row has to be looked at.
  select least(count(*), 1000)::integer, count(*) <= 1000 into page.total, page.is_exact from (
    select from call_record c where c.organization_id = org order by c.listed_at limit 1001) few;
  select c.listed_at, c.id into last from call_record c
   where c.organization_id = org
     and (c.listed_at, c.id) < (call_records_page.listed_at, call_records_page.id)
   order by c.listed_at desc, c.id desc offset size - 1 limit 1;
  perform from call_record c
   where c.organization_id = org and (c.listed_at, c.id) < (last.listed_at, last.id)
   order by c.listed_at desc, c.id desc limit 1;
  if found then
    page.next := (extract(epoch from last.listed_at) * 1000000)::bigint || '.' || last.id;
  end if;
  return next page;
  return query
    select null, null::integer, null::boolean, (c.shown).* from call_record_shown c
     where c.organization_id = org
       and (c.listed_at, c.id) < (call_records_page.listed_at, call_records_page.id)
     order by c.listed_at desc, c.id desc
     limit size;
end
$$;
