-- Raises PT400 invalid_key unless a dialer may use this key: see
-- key_is_valid().
create or replace function rules.key_check(key text)
returns void
language plpgsql immutable
as $$
begin
  if not key_is_valid(key) then
    raise sqlstate 'PT400' using message = 'invalid_key',
      detail = 'A key is 1 to 128 characters without white space, slashes and control characters, '
               'and not . or ..';
  end if;
end
$$;
