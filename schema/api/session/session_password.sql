-- Returns the user and the password hash of an email, the first half of
-- logging in. No row: nobody has this email. The try counts as failed until
-- session_create() is called.
-- Raises PT429 too_many_tries, with the seconds to wait as the hint: too
-- many tries have failed for this account from this network. Others who log
-- in to the same account do not wait for that.
create or replace function api.session_password(
  email text, address inet, out user_id uuid, out password_hash text)
returns setof record
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who      bytea := log_in_account(email);
  from_net cidr := log_in_network(address);
begin
  insert into log_in_failure as f (account, network) values (who, from_net)
  on conflict on constraint log_in_failure_pkey do update
    set failures = case when f.last_at < now() - interval '1 hour' then 1 else f.failures + 1 end,
        last_at = now()
    where f.last_at + log_in_wait(f.failures) <= now();
  if not found then
    raise sqlstate 'PT429' using message = 'too_many_tries',
      detail = 'Too many tries to log in. Please wait a little.',
      hint = (select ceil(extract(epoch from f.last_at + log_in_wait(f.failures) - now()))::text
                from log_in_failure f where f.account = who and f.network = from_net);
  end if;
  return query select u.id, u.password_hash from app_user u
    where lower(u.email) = lower(session_password.email);
end
$$;

grant execute on function api.session_password to omnivox_session;
