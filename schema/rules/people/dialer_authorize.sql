-- Returns who shows this credential, which must be a dialer's token.
-- Raises PT401 as principal(); PT403 not_allowed: it is no dialer's token.
create or replace function rules.dialer_authorize(
  credential bytea, out organization_id uuid, out name text)
language plpgsql
as $$
declare
  who principal := principal(credential);
begin
  if not coalesce('dialer' = any (who.scopes), false) then
    raise sqlstate 'PT403' using message = 'not_allowed',
      detail = 'Only an API token with the scope dialer may do this.';
  end if;
  organization_id := who.organization_id;
  name := who.name;
end
$$;
