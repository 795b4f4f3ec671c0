-- What is wrong with a value that must be of a type, see json_type(), as a
-- code and in words; no code: nothing is.
create or replace function rules.json_value_fault(
  value jsonb, type text, out code text, out words text)
language plpgsql stable
as $$
declare
  wanted record := json_type(type);
  text   text := value #>> '{}';
begin
  words := format('must be %s.', wanted.words);
  code := case
    when jsonb_typeof(value) <> wanted.json_type then 'wrong_type'
    when length(text) > wanted.max_length then 'too_long'
    when text !~ wanted.pattern then 'malformed'
    -- There may still be no such day.
    when type = 'time' and time_or_null(upper(text)) is null then 'malformed'
  end;
end
$$;
