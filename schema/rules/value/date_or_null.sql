-- Reads a day as in 2026-03-02; null: the text is no day.
create or replace function rules.date_or_null(text text)
returns date
language plpgsql immutable
as $$
declare
  day date;
begin
  if text ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then
    begin
      day := make_date(split_part(text, '-', 1)::integer, split_part(text, '-', 2)::integer,
                       split_part(text, '-', 3)::integer);
    exception
      when data_exception then
        day := null;
    end;
  end if;
  return day;
end
$$;
