-- Gives a dialer's key to the agent, campaign or disposition without a key
-- that alone has this name. No id: there is none, or somebody has made a row
-- with this key meanwhile. Not for contacts: many people have one name.
create or replace function rules.directory_key_give(
  kind data.directory_kind, organization_id uuid, key text, name text, out id uuid, out kept_name text)
language plpgsql
as $$
begin
  execute format(
    'update %1$I d set key = $2
      where d.key is null and d.id = (
        select (array_agg(o.id))[1] from %1$I o
         where o.organization_id = $1 and o.name = $3 and o.key is null having count(*) = 1)
     returning d.id, d.name', kind)
    into id, kept_name using organization_id, key, name;
exception
  when unique_violation then
    id := null;
end
$$;
