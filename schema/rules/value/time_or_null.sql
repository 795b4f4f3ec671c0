-- The text as a time of this century; null where it is none. Callbacks and
-- the REST API have RFC 2822, whose zone may be any; ISO 8601 is as good.
-- What PostgreSQL knows besides, as 'yesterday', is not Twilio's.
create or replace function rules.time_or_null(text text)
returns timestamptz
language plpgsql stable
as $$
declare
  at timestamptz;
begin
  if text ~ ('^(([A-Z][a-z]{2}, ?)?[0-9]{1,2} [A-Z][a-z]{2} 20[0-9]{2} [0-9]{2}:[0-9]{2}(:[0-9]{2})?'
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
