-- Adds an API token and returns its id. Only the token's hash comes here.
-- Raises PT400 invalid_scope; and as rules.organization_find().
create or replace function api.token_add(
  organization text, name text, scopes text, token_hash bytea)
returns uuid
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  org    uuid := organization_find(organization);
  list   text[] := string_to_array(scopes, ',');
  answer uuid;
begin
  if not list <@ array['dialer', 'supervisor'] or list = '{}' then
    raise sqlstate 'PT400' using message = 'invalid_scope',
      detail = 'A scope is dialer or supervisor; several are joined by commas.';
  end if;
  insert into api_token (organization_id, name, scopes, token_hash)
  values (org, name, list, token_hash)
  returning id into answer;
  insert into audit_event (organization_id, actor, action, detail)
  values (org, 'recctl', 'token add', jsonb_build_object('name', name, 'scopes', list));
  return answer;
end
$$;

grant execute on function api.token_add to omnivox_recctl;
