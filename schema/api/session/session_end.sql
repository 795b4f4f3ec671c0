-- Ends a session. One that has ended already is no error.
create or replace function api.session_end(credential bytea)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
begin
  delete from session s where s.token_hash = credential;
end
$$;

grant execute on function api.session_end to omnivox_session;
