-- Is body an object whose members have the names and types of shape? See
-- json_faults().
-- Raises PT400 invalid_body: the detail is a sentence about the first fault,
-- the hint has all of them.
create or replace function rules.json_check(body jsonb, shape jsonb)
returns void
language plpgsql stable
as $$
declare
  faults jsonb :=
    jsonb '[{"pointer": "", "code": "wrong_type", "detail": "The body must be a JSON object."}]';
  others integer;
begin
  if jsonb_typeof(body) = 'object' then
    faults := json_faults(body, shape, '');
  end if;
  others := jsonb_array_length(faults) - 1;
  if others >= 0 then
    raise sqlstate 'PT400' using message = 'invalid_body', hint = faults,
      detail = (faults #>> '{0,detail}') || case
        when others = 0 then ''
        when others = 1 then ' There is one more fault.'
        else format(' There are %s more faults.', others) end;
  end if;
end
$$;
