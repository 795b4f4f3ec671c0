-- What is wrong with the members of an object: a list of {pointer, code,
-- detail}, in the order of the members' names; [] if nothing is. Of more than
-- a hundred the rest is left out. Pointers are those of RFC 6901; that of the
-- object itself is pointer.
-- shape: the names and types of members, as in {"callSid": "CallSid",
-- "agent": {"key": "key!"}}; one with a ! must be there. null is as good as
-- absent. A member "x" and one "xId" say the same: only one may be there.
create or replace function rules.json_faults(body jsonb, shape jsonb, pointer text)
returns jsonb
language plpgsql stable
as $$
declare
  faults jsonb := jsonb '[]';
  member text;
  value  jsonb;
  at     text;
  fault  record;
begin
  for member, value in
    select coalesce(b.key, s.key), b.value
      from jsonb_each(body) b full join jsonb_each(shape) s using (key)
     order by coalesce(b.key, s.key) collate "C"
  loop
    exit when jsonb_array_length(faults) >= 100;
    at := pointer || '/' || replace(replace(member, '~', '~0'), '/', '~1');
    if jsonb_typeof(shape -> member) = 'object' and jsonb_typeof(value) = 'object'
       and not coalesce(body -> (member || 'Id') <> 'null', false) then
      faults := faults || json_faults(value, shape -> member, at);
      continue;
    end if;
    fault := json_member_fault(body, shape, member);
    if fault.code is not null then
      faults := faults || jsonb_build_object('pointer', at, 'code', fault.code, 'detail',
        format('%s %s', left(replace(ltrim(pointer || '/' || member, '/'), '/', '.'), 128), fault.words));
    end if;
  end loop;
  return faults;
end
$$;
