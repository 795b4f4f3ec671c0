-- A type of values in bodies, by its name: the JSON type, what its text is
-- like, how long that may be (null: as long as it likes), and what it must be
-- in words.
create or replace function rules.json_type(
  name text, out json_type text, out pattern text, out max_length integer, out words text)
language plpgsql stable
as $$
begin
  select t.json_type, t.pattern, t.max_length, t.words
    into strict json_type.json_type, json_type.pattern, json_type.max_length, json_type.words
    from (values
      ('CallSid', 'string', '^' || sid_pattern('CA') || '$', null, 'CA and 32 hexadecimal digits'),
      ('ConferenceSid', 'string', '^' || sid_pattern('CF') || '$', null, 'CF and 32 hexadecimal digits'),
      ('direction', 'string', '^(inbound|outbound)$', null, 'inbound or outbound'),
      ('status', 'string', '^(' || array_to_string(enum_range(null::call_status), '|') || ')$', null,
       'one of ' || array_to_string(enum_range(null::call_status), ', ')),
      ('phone', 'string', '^\+[1-9][0-9]{6,14}$', null, 'a phone number in E.164 form, as +15550100200'),
      ('key', 'string', '^(?!\.{1,2}$)[^[:cntrl:][:space:]/]+$', 128,
       '1 to 128 characters without white space, slashes and control characters, and neither . nor ..'),
      ('label', 'string', '^(?=.*[^[:space:]])[^[:cntrl:]]+$', 200,
       '1 to 200 characters without control characters, and not only spaces'),
      ('uuid', 'string', '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$', null, 'a UUID'),
      ('time', 'string', '^20\d\d-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$', null,
       'a time of this century as RFC 3339 has it, as 2026-03-02T10:00:00Z'),
      ('seconds', 'number', '^[0-9]{1,8}$', null, 'a number of whole seconds, from 0 to 99999999'),
      ('string', 'string', '', null, 'a text'),
      ('text', 'string', '', 10000, 'a text of at most 10,000 characters'))
      t (name, json_type, pattern, max_length, words)
   where t.name = json_type.name;
end
$$;
