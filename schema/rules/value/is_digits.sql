-- Is this text one or more digits, and nothing else? Null for null. Patterns
-- cost ten times as much: callbacks do without.
create or replace function rules.is_digits(text text)
returns boolean
language sql immutable
as $$ select text <> '' and translate(text, '0123456789', '') = '' $$;
