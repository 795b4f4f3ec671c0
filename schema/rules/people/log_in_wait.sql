-- Returns how long a user waits after so many failed tries in a row: five
-- tries are free, then it is 1, 2, 4, ... s up to a minute.
create or replace function rules.log_in_wait(failures integer)
returns interval
language sql immutable
as $$
  select case when failures < 5 then interval '0'
              else make_interval(secs => least(60, 2 ^ least(failures - 5, 6))) end
$$;
