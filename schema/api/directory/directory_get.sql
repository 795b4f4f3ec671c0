-- Returns one agent, campaign, contact or disposition (kind) by a dialer's
-- key.
-- Raises PT401 as rules.principal(); PT400 invalid_key; PT404
-- agent_not_found, campaign_not_found, contact_not_found,
-- disposition_not_found.
create or replace function api.directory_get(credential bytea, kind text, key text)
returns json
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who    principal := principal(credential);
  answer json;
begin
  perform key_check(key);
  select d.answer into answer from directory_json d
   where d.kind = directory_get.kind::directory_kind
     and d.organization_id = who.organization_id and d.key = directory_get.key;
  if not found then
    raise sqlstate 'PT404' using message = kind || '_not_found',
      detail = format('There is no %s with this key.', kind);
  end if;
  return answer;
end
$$;

grant execute on function api.directory_get to omnivox_directory;
