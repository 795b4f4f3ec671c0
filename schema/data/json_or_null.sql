-- The text as JSON; null where it is none, or null.
create or replace function data.json_or_null(text text)
returns jsonb
language plpgsql immutable set search_path = data, pg_temp
as $$
begin
  if text is null or text = '' then
    return null;
  end if;
  return text::jsonb;
exception
  when data_exception then
    return null;
end
$$;
