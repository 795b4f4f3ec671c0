-- Reads a time of this century; null: the text is no such time. Callbacks
-- and the REST API have RFC 2822 with any zone; ISO 8601 is taken, too.
-- Other words that PostgreSQL reads as times, as 'yesterday', are not
-- taken.
create or replace function rules.time_or_null(text text)
returns timestamptz
language plpgsql stable
as $$
declare
  at timestamptz;
begin
  if rules.time_is_plain(text) then
    return text::timestamptz;
  elsif text ~ ('^(([A-Z][a-z]{2}, ?)?[0-9]{1,2} [A-Z][a-z]{2} 20[0-9]{2} [0-9]{2}:[0-9]{2}(:[0-9]{2})?'
                ' ([+-][0-9]{4}|GMT|UTC|Z)'
                '|20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.,][0-9]+)?'
                '(Z|[+-][0-9]{2}:?[0-9]{2}))$') then
    -- There may still be no such day, or hour.
    begin
      at := text::timestamptz;
    exception
      when data_exception then
        at := null;
    end;
  end if;
  return at;
end
$$;
