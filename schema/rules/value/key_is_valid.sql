-- Tells whether a dialer may use this key. Keys are parts of URLs: hence
-- neither . nor .., which lead elsewhere.
create or replace function rules.key_is_valid(key text)
returns boolean
language sql immutable
as $$
  select coalesce(key ~ '^[^[:cntrl:][:space:]/]{1,128}$' and key not in ('.', '..'), false)
$$;
