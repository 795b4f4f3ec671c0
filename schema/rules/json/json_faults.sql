-- What is wrong with the members of an object: a list of {pointer, code,
-- detail}, in the order of the members' names; [] where nothing is. Of more
-- than a hundred the rest is left out. Pointers are those of RFC 6901; that
-- of the object itself is pointer.
-- shape: the names and types of members, as in {"callSid": "CallSid",
-- "agent": {"key": "key!"}}; one with a ! must be there. null is as good as
-- absent. A member "x" and one "xId" say the same: only one may be there.
create or replace function rules.json_faults(body jsonb, shape jsonb, pointer text)
returns jsonb
language plpgsql stable set search_path = rules, data, pg_temp
as $$
declare
  -- The JSON type, what its text is like, how long it may be, what it must be.
  types constant jsonb := jsonb_build_object(
    'CallSid',   jsonb_build_array('string', '^CA[0-9a-fA-F]{32}$', null, 'CA and 32 hexadecimal digits'),
    'ConferenceSid', jsonb_build_array('string', '^CF[0-9a-fA-F]{32}$', null, 'CF and 32 hexadecimal digits'),
    'direction', jsonb_build_array('string', '^(inbound|outbound)$', null, 'inbound or outbound'),
    'status',    jsonb_build_array('string', '^(' || array_to_string(enum_range(null::call_status), '|') || ')$', null,
                   'one of ' || array_to_string(enum_range(null::call_status), ', ')),
    'phone',     jsonb_build_array('string', '^\+[1-9][0-9]{6,14}$', null,
                   'a phone number in E.164 form, as +15550100200'),
    'key',       jsonb_build_array('string', '^(?!\.{1,2}$)[^[:cntrl:][:space:]/]+$', 128,
                   '1 to 128 characters without white space, slashes and control characters, and neither . nor ..'),
    'label',     jsonb_build_array('string', '^(?=.*[^[:space:]])[^[:cntrl:]]+$', 200,
                   '1 to 200 characters without control characters, and not only spaces'),
    'uuid',      jsonb_build_array('string', '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$', null, 'a UUID'),
    'time',      jsonb_build_array('string', '^20\d\d-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$', null,
                   'a time of this century as RFC 3339 has it, as 2026-03-02T10:00:00Z'),
    'seconds',   jsonb_build_array('number', '^[0-9]{1,8}$', null, 'a number of whole seconds, from 0 to 99999999'),
    'string',    jsonb_build_array('string', '', null, 'a text'),
    'text',      jsonb_build_array('string', '', 10000, 'a text of at most 10,000 characters'));
  faults jsonb := jsonb '[]';
  member text;
  value  jsonb;
  type   jsonb;
  at     text;
  code   text;
  words  text;
begin
  for member, value in
    select coalesce(b.key, s.key), b.value
      from jsonb_each(body) b full join jsonb_each(shape) s using (key)
     order by coalesce(b.key, s.key) collate "C"
  loop
    exit when jsonb_array_length(faults) >= 100;
    at := pointer || '/' || replace(replace(member, '~', '~0'), '/', '~1');
    type := shape -> member;
    code := null;
    if type is null then
      code := 'unknown_member';
      words := format('is unknown; there are %s.',
        (select string_agg(k, ', ' order by k collate "C") from jsonb_object_keys(shape) k));
    elsif value is null or value = 'null' then
      if type #>> '{}' like '%!' then
        code := 'missing';
        words := 'is missing.';
      end if;
    elsif jsonb_typeof(type) = 'object' then
      if body -> (member || 'Id') <> 'null' then
        code := 'conflict';
        words := format('and %sId say the same: only one of them may be given.', member);
      elsif jsonb_typeof(value) <> 'object' then
        code := 'wrong_type';
        words := 'must be an object.';
      else
        faults := faults || json_faults(value, type, at);
      end if;
    else
      type := types -> rtrim(type #>> '{}', '!');
      words := format('must be %s.', type ->> 3);
      code := case
        when jsonb_typeof(value) <> type ->> 0 then 'wrong_type'
        when length(value #>> '{}') > (type ->> 2)::integer then 'too_long'
        when value #>> '{}' !~ (type ->> 1) then 'malformed'
        -- There may still be no such day.
        when shape ->> member = 'time' and time_or_null(upper(value #>> '{}')) is null then 'malformed'
      end;
    end if;
    if code is not null then
      faults := faults || jsonb_build_object('pointer', at, 'code', code, 'detail',
        format('%s %s', left(replace(ltrim(pointer || '/' || member, '/'), '/', '.'), 128), words));
    end if;
  end loop;
  return faults;
end
$$;
