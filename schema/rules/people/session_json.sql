-- Returns a user as the session endpoint has them.
create or replace function rules.session_json(user_id uuid)
returns json
language sql stable
as $$
  select json_build_object('user', json_build_object(
           'id', u.id, 'email', u.email, 'name', u.name, 'role', u.role,
           'agentId', u.agent_id,
           'organization', json_build_object('id', o.id, 'name', o.name)))
    from app_user u join organization o on o.id = u.organization_id
   where u.id = session_json.user_id
$$;
