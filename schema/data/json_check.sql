-- Is body an object whose members have the names and types of shape, as in
-- {"callSid": "CallSid", "notes": "text"}? null is as good as absent.
-- Raises PT400 invalid_body, with a sentence that names the member.
create or replace function data.json_check(body jsonb, shape jsonb)
returns void
language plpgsql immutable set search_path = data, pg_temp
as $$
declare
  types constant jsonb := jsonb_build_object(
    'CallSid',   jsonb_build_array('string', '^CA[0-9a-fA-F]{32}$', 'a CallSid'),
    'direction', jsonb_build_array('string', '^(inbound|outbound)$', 'inbound or outbound'),
    'number',    jsonb_build_array('string', '^[^[:cntrl:]]{1,64}$', 'a number of at most 64 characters'),
    'phone',     jsonb_build_array('string', '^\+[1-9][0-9]{6,14}$', 'a phone number in E.164 form, as +15550100200'),
    'name',      jsonb_build_array('string', '^[^[:cntrl:][:space:]/]{1,128}$', '1 to 128 characters without spaces and slashes'),
    'uuid',      jsonb_build_array('string', '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$', 'a UUID'),
    'time',      jsonb_build_array('string', '^20\d\d-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$', 'a time of this century as RFC 3339 has it'),
    'seconds',   jsonb_build_array('number', '^[0-9]{1,8}$', 'a number of whole seconds'),
    'text',      jsonb_build_array('string', '', 'a text of at most 10,000 characters'));
  member text;
  value  jsonb;
  type   jsonb;
begin
  if body is null or jsonb_typeof(body) <> 'object' then
    raise sqlstate 'PT400' using message = 'invalid_body', detail = 'The body must be a JSON object.';
  end if;
  for member, value in select * from jsonb_each(body) loop
    type := types -> (shape ->> member);
    if type is null then
      raise sqlstate 'PT400' using message = 'invalid_body',
        detail = format('There is no member %s; there are %s.', left(member, 64),
          (select string_agg(k, ', ' order by k) from jsonb_object_keys(shape) k));
    elsif value <> 'null' and
          (jsonb_typeof(value) <> type ->> 0 or length(value #>> '{}') > 10000
           or value #>> '{}' !~ (type ->> 1)) then
      raise sqlstate 'PT400' using message = 'invalid_body',
        detail = format('%s must be %s.', member, type ->> 2);
    end if;
  end loop;
end
$$;
