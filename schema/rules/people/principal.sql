-- Returns who shows this credential: the SHA-256 of a session cookie's
-- value or of an API token. Every function that people and programs call
-- asks here.
-- Raises PT401 not_logged_in: nobody has this credential, or not any more.
create or replace function rules.principal(credential bytea)
returns data.principal
language plpgsql
as $$
declare
  who       principal;
  last_seen timestamptz;
begin
  select u.organization_id, u.id, u.email, u.id, u.role, u.agent_id, s.last_seen_at
    into who.organization_id, who.id, who.name, who.user_id, who.role, who.agent_id, last_seen
    from session s join app_user u on u.id = s.user_id
   where s.token_hash = credential and s.expires_at > now()
     and s.last_seen_at > now() - interval '8 hours';
  if found then
    -- Once a minute is enough to keep a session from going idle, and no
    -- request waits for another one that is doing so.
    if last_seen < now() - interval '1 minute' then
      update session s set last_seen_at = now()
       where s.token_hash = (
         select k.token_hash from session k where k.token_hash = credential for update skip locked);
    end if;
    return who;
  end if;

  select t.organization_id, t.id, 'token ' || t.name, t.scopes
    into who.organization_id, who.id, who.name, who.scopes
    from api_token t
   where t.token_hash = credential and t.revoked_at is null;
  if not found then
    raise sqlstate 'PT401' using message = 'not_logged_in', hint = 'nobody has this credential',
      detail = 'Log in, or send a valid API token.';
  end if;
  return who;
end
$$;
