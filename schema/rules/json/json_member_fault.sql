-- What is wrong with a member of an object, as a code and in words; no code:
-- nothing is. shape is as json_faults() has it.
create or replace function rules.json_member_fault(
  body jsonb, shape jsonb, member text, out code text, out words text)
language plpgsql stable
as $$
declare
  value jsonb := body -> member;
  type  jsonb := shape -> member;
begin
  if type is null then
    code := 'unknown_member';
    words := format('is unknown; there are %s.',
      (select string_agg(k, ', ' order by k collate "C") from jsonb_object_keys(shape) k));
  elsif value is null or value = 'null' then
    if type #>> '{}' like '%!' then
      code := 'missing';
      words := 'is missing.';
    end if;
  elsif jsonb_typeof(type) <> 'object' then
    select f.code, f.words into json_member_fault.code, json_member_fault.words
      from json_value_fault(value, rtrim(type #>> '{}', '!')) f;
  elsif body -> (member || 'Id') <> 'null' then
    code := 'conflict';
    words := format('and %sId say the same: only one of them may be given.', member);
  elsif jsonb_typeof(value) <> 'object' then
    code := 'wrong_type';
    words := 'must be an object.';
  end if;
end
$$;
