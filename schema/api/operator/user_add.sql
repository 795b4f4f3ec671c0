-- Adds a user and returns their id. A user of role agent gets the agent of
-- their own name, which is made if there is none.
-- Raises PT409 user_exists: the address is taken; 22P02: there is no such
-- role; and as rules.organization_find().
create or replace function api.user_add(
  organization text, email text, name text, role text, password_hash text)
returns uuid
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  org    uuid := organization_find(organization);
  agent  uuid;
  answer uuid;
begin
  if role = 'agent' then
    select a.id into agent from agent a
     where a.organization_id = org and a.name = user_add.name;
    if not found then
      insert into agent (organization_id, name) values (org, user_add.name)
      returning id into agent;
    end if;
  end if;
  insert into app_user as u (organization_id, email, name, role, agent_id, password_hash)
  values (org, email, name, role::user_role, agent, password_hash)
  on conflict (lower(u.email)) do nothing
  returning u.id into answer;
  if not found then
    raise sqlstate 'PT409' using message = 'user_exists',
      detail = 'There is a user with this address already.';
  end if;
  insert into audit_event (organization_id, actor, action, detail)
  values (org, 'recctl', 'user add', jsonb_build_object('email', email, 'role', role));
  return answer;
end
$$;

grant execute on function api.user_add to omnivox_recctl;
