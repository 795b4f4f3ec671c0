-- Returns the id of an organization by name; null: of the only one there
-- is.
-- Raises PT404 organization_not_found; PT400 organization_needed: there are
-- several.
create or replace function rules.organization_find(name text)
returns uuid
language plpgsql stable
as $$
declare
  ids uuid[];
begin
  select array_agg(o.id) into ids from organization o
   where organization_find.name is null or o.name = organization_find.name;
  if ids is null then
    raise sqlstate 'PT404' using message = 'organization_not_found',
      detail = 'There is no organization of that name.';
  elsif cardinality(ids) > 1 then
    raise sqlstate 'PT400' using message = 'organization_needed',
      detail = 'There are several organizations: say which.';
  end if;
  return ids[1];
end
$$;
