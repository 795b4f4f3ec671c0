-- A page of an organization's agents, campaigns, contacts or dispositions
-- (kind: agent, campaign, contact or disposition), by name. cursor is the
-- "next" of the page before, or null; page_size is 1 to 200.
-- Raises PT401 as rules.principal(); PT400 invalid_limit, invalid_cursor.
create or replace function api.directory_list(credential bytea, kind text, page_size text, cursor text)
returns json
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who    record := principal(credential);
  size   integer;
  after  text := '';
  last   uuid := uuid '00000000-0000-0000-0000-000000000000';
  answer json;
begin
  size := page_size(page_size);
  if cursor is not null then
    begin
      -- The name may have any character: hence its bytes.
      after := convert_from(decode(split_part(cursor, '.', 1), 'hex'), 'UTF8');
      last := split_part(cursor, '.', 2)::uuid;
    exception
      when data_exception then
        last := null;
    end;
    if last is null or cursor <> encode(convert_to(after, 'UTF8'), 'hex') || '.' || last then
      raise sqlstate 'PT400' using message = 'invalid_cursor',
        detail = 'cursor is the "next" of a page, unchanged.';
    end if;
  end if;

  with page as (
    select d.id, d.name, d.shown from directory_json d
     where d.kind = directory_list.kind::directory_kind and d.organization_id = who.organization_id
       and (d.name, d.id) > (after, last)
     order by d.name, d.id
     limit size + 1)
  select json_build_object(
           'items', coalesce(json_agg(shown order by n) filter (where n <= size), '[]'),
           'next', max(case when n = size and count > size then
             encode(convert_to(name, 'UTF8'), 'hex') || '.' || id end))
    into answer
    from (select *, row_number() over (order by name, id) as n, count(*) over () as count
            from page) numbered;
  return answer;
end
$$;

grant execute on function api.directory_list to omnivox_directory;
