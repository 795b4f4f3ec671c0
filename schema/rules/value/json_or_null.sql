-- Reads JSON; null: the text is no JSON, is nested too deep, or is null.
create or replace function rules.json_or_null(text text)
returns jsonb
language plpgsql immutable
as $$
declare
  value jsonb;
begin
  if text <> '' then
    begin
      value := text::jsonb;
    exception
      when data_exception or statement_too_complex then
        value := null;
    end;
  end if;
  return value;
end
$$;
