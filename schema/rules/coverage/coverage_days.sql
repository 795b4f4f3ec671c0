-- Reads the days that people ask for: from since up to, but not including,
-- until, each as in 2026-03-02, in a time zone as in Europe/Berlin. Nulls
-- mean the last 7 days, today included, and UTC.
-- Raises PT400 invalid_date, invalid_range, invalid_zone.
create or replace function rules.coverage_days(
  since text, until text, zone text,
  out first_day date, out end_day date, out time_zone text)
language plpgsql stable
as $$
declare
  today date;
begin
  time_zone := coalesce(zone, 'UTC');
  begin
    -- Which zones there are PostgreSQL knows. It would also take offsets, as
    -- in X+05, whose sign is the opposite of what people expect.
    today := case when time_zone ~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$' then
      (now() at time zone time_zone)::date end;
  exception
    when invalid_parameter_value then
      today := null;
  end;
  if today is null then
    raise sqlstate 'PT400' using message = 'invalid_zone',
      detail = 'zone is the name of a time zone, as in Europe/Berlin.';
  end if;

  end_day := case when until is null then today + 1 else date_or_null(until) end;
  first_day := case when since is null then end_day - 7 else date_or_null(since) end;
  if first_day is null or end_day is null then
    raise sqlstate 'PT400' using message = 'invalid_date',
      detail = 'A day is written as in 2026-03-02.';
  end if;
  if first_day >= end_day then
    raise sqlstate 'PT400' using message = 'invalid_range',
      detail = format('From %s until %s there is no day: the last one is not included.',
                      first_day, end_day);
  elsif end_day - first_day > 400 then
    raise sqlstate 'PT400' using message = 'invalid_range',
      detail = 'At most 400 days can be asked for at once.';
  end if;
end
$$;
