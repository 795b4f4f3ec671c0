-- Returns who is logged in.
-- Raises PT401 as rules.principal(), also for a token: a program is no
-- user.
create or replace function api.session_who(credential bytea)
returns json
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who principal := principal(credential);
begin
  if who.user_id is null then
    raise sqlstate 'PT401' using message = 'not_logged_in',
      detail = 'An API token is not a session.';
  end if;
  return session_json(who.user_id);
end
$$;

grant execute on function api.session_who to omnivox_session;
