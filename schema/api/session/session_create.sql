-- Creates a session after the password was right, the second half of
-- logging in: it lasts at most 24 hours, and 8 hours idle. Deletes the
-- user's ended sessions, and their failed tries from that network.
create or replace function api.session_create(user_id uuid, token_hash bytea, address inet)
returns json
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
begin
  delete from log_in_failure f
   using app_user u
   where u.id = session_create.user_id and f.account = log_in_account(u.email)
     and f.network = log_in_network(address);
  delete from session s
   where s.user_id = session_create.user_id and s.expires_at < now();
  insert into session (token_hash, user_id, expires_at)
  values (token_hash, user_id, now() + interval '24 hours');
  return session_json(user_id);
end
$$;

grant execute on function api.session_create to omnivox_session;
