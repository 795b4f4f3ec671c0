-- Returns the agent, campaign, contact or disposition that body names: by
-- its id, as "agentId", or by a dialer's key, as "agent": {"key", "name"}.
-- The id is null if body names none. With may_make a key that is not known
-- makes a row, and another name renames the row.
-- Raises PT400 unknown_agent, unknown_campaign, unknown_contact,
-- unknown_disposition: the organization has none with this id or key.
create or replace function rules.directory_lookup(
  kind data.directory_kind, organization_id uuid, body jsonb, may_make boolean,
  out id uuid, out key text, out name text)
language plpgsql
as $$
declare
  given_id uuid := (body ->> (kind || 'Id'))::uuid;
begin
  key := body -> kind::text ->> 'key';
  if given_id is null and key is null then
    return;
  elsif may_make and key is not null then
    select k.id, k.kept_name into id, name
      from directory_upsert(kind, organization_id, key, body -> kind::text ->> 'name') k;
    return;
  end if;
  select d.id, d.key, d.name into id, key, name from directory_json d
   where d.kind = directory_lookup.kind and d.organization_id = directory_lookup.organization_id
     and (d.id = given_id or d.key = directory_lookup.key);
  if id is null then
    raise sqlstate 'PT400' using message = 'unknown_' || kind,
      detail = format('There is no %s with this %s.', kind,
                      case when given_id is null then 'key' else 'id' end);
  end if;
end
$$;
