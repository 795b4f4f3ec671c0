-- data.state_hash(), for the operator.
create or replace function api.state_hash()
returns text
language sql stable security definer set search_path = data, pg_temp
as $$ select state_hash() $$;
