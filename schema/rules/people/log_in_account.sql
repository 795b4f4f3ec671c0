-- Returns the name under which failed tries to log in with an email are
-- counted.
create or replace function rules.log_in_account(email text)
returns bytea
language sql immutable
as $$ select sha256(convert_to(lower(coalesce(email, '')), 'UTF8')) $$;
