-- The first half of logging in: whose password is to be checked. No row:
-- nobody has this address.
create or replace function api.session_password(
  email text, out user_id uuid, out password_hash text)
returns setof record
language plpgsql stable security definer set search_path = data, pg_temp
as $$
begin
  return query select u.id, u.password_hash from app_user u
    where lower(u.email) = lower(session_password.email);
end
$$;
