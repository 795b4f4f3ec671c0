-- rules.state_hash(), for the operator.
create or replace function api.state_hash()
returns text
language sql stable security definer set search_path = rules, data, pg_temp
as $$ select state_hash() $$;

grant execute on function api.state_hash to omnivox_recctl;
