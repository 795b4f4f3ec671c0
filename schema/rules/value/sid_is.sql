-- Is this a SID of that kind? As sid_pattern() says, without the pattern. Null
-- for null.
create or replace function rules.sid_is(kind text, sid text)
returns boolean
language sql immutable
as $$
  select left(sid, 2) = kind and length(sid) = 34
     and translate(substr(sid, 3), '0123456789abcdefABCDEF', '') = ''
$$;
