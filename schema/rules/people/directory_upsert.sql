-- Returns the row of an agent, campaign, contact or disposition that has a
-- dialer's key. Renames the row if it has another name. Makes the row if
-- there is none; without a name it has the key for a name. A row from
-- before there were keys is given the key: see directory_key_give().
-- A caller may lock rows of later kinds only: see HACKING.md, "Locks".
create or replace function rules.directory_upsert(
  kind data.directory_kind, organization_id uuid, key text, name text,
  out id uuid, out kept_name text, out created boolean)
language plpgsql
as $$
declare
  find constant text :=
    format('select d.id, d.name from %I d where d.organization_id = $1 and d.key = $2', kind);
begin
  created := false;
  execute find into id, kept_name using organization_id, key;
  if id is null and kind <> 'contact' then
    select g.id, g.kept_name into directory_upsert.id, directory_upsert.kept_name
      from directory_key_give(kind, organization_id, key, name) g;
  end if;
  if id is null then
    execute format(
      'insert into %I as d (organization_id, key, name) values ($1, $2, $3)
       on conflict do nothing returning d.id, d.name', kind)
      into id, kept_name using organization_id, key, coalesce(name, key);
    created := id is not null;
  end if;
  if id is null then
    execute find into id, kept_name using organization_id, key;
  end if;
  if kept_name <> name then
    execute format('update %I d set name = $2 where d.id = $1', kind) using id, name;
    kept_name := name;
  end if;
end
$$;
