-- Says that the database answers and is not read-only, for load balancers and
-- monitors.
-- Raises 25006 on a standby, and in a database that is read-only.
create or replace function api.health(out answer json)
language plpgsql stable security definer set search_path = rules, data, pg_temp
as $$
begin
  if current_setting('transaction_read_only')::boolean then
    raise read_only_sql_transaction using message = 'the database is read-only';
  end if;
  answer := json_build_object('status', 'ok');
end
$$;

grant execute on function api.health to omnivox_health;
