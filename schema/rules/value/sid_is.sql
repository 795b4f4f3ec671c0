-- Is this a SID of that kind? See sid_pattern(). Null for null.
create or replace function rules.sid_is(kind text, sid text)
returns boolean
language sql immutable
as $$ select sid ~ ('^' || rules.sid_pattern(kind) || '$') $$;
