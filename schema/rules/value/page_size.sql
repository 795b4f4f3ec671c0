-- Reads how many items a page has: 50 if no limit is given.
-- Raises PT400 invalid_limit.
create or replace function rules.page_size(text text)
returns integer
language plpgsql immutable
as $$
begin
  if coalesce(text, '50') !~ '^([1-9]|[1-9][0-9]|1[0-9][0-9]|200)$' then
    raise sqlstate 'PT400' using message = 'invalid_limit',
      detail = 'limit is a number from 1 to 200.';
  end if;
  return coalesce(text, '50')::integer;
end
$$;
