-- A page of an organization's agents, campaigns, contacts or dispositions
-- (kind: agent, campaign, contact or disposition), by name. cursor is the
-- "next" of the page before, or null; page_size is 1 to 200.
-- Raises PT401 as rules.principal(); PT400 as rules.page_size() and
-- rules.directory_cursor().
create or replace function api.directory_list(credential bytea, kind text, page_size text, cursor text)
returns json
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who    principal := principal(credential);
  size   integer := page_size(page_size);
  start  record := directory_cursor(cursor);
  answer json;
begin
  with page as (
    select d.id, d.name, d.answer from directory_json d
     where d.kind = directory_list.kind::directory_kind and d.organization_id = who.organization_id
       and (d.name, d.id) > (start.name, start.id)
     order by d.name, d.id
     limit size + 1)
  select json_build_object(
           'items', coalesce(json_agg(p.answer order by n) filter (where n <= size), '[]'),
           'next', max(case when n = size and count > size then
             encode(convert_to(p.name, 'UTF8'), 'hex') || '.' || p.id end))
    into answer
    from (select *, row_number() over (order by name, id) as n, count(*) over () as count
            from page) p;
  return answer;
end
$$;

grant execute on function api.directory_list to omnivox_directory;
