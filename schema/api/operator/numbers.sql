-- Returns the numbers that calls may show, by account. is_default: calls
-- show it unless they name another one.
create or replace function api.numbers(
  out account_sid text, out number text, out is_default boolean)
returns setof record
language plpgsql stable security definer set search_path = rules, data, pg_temp
as $$
begin
  return query
    select p.account_sid, p.number, p.is_default is not null from phone_number p order by 1, 2;
end
$$;

grant execute on function api.numbers to omnivox_recctl;
