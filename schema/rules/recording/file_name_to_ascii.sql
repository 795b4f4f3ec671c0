-- Returns a file name as old programs can have it, in ASCII.
create or replace function rules.file_name_to_ascii(file_name text)
returns text
language sql immutable
as $$ select regexp_replace(file_name, '[^A-Za-z0-9 ._+-]', '_', 'g') $$;
