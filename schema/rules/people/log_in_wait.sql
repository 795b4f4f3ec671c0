-- How long after the last of so many failures in a row the next try may be:
-- five are free, then it is 1, 2, 4, ... s up to a minute.
create or replace function rules.log_in_wait(failures integer)
returns interval
language sql immutable
as $$
  select case when failures < 5 then interval '0'
              else make_interval(secs => least(60, 2 ^ least(failures - 5, 6))) end
$$;
