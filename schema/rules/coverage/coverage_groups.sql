-- How many answered calls of some days had which fate, and the day, campaign
-- or agent (by) with which they are counted.
create or replace function rules.coverage_groups(
  organization uuid, first_day date, end_day date, by text, time_zone text)
returns table (day date, id uuid, name text, fate text, calls integer)
language sql stable
as $$
  select case by when 'day' then (p.at at time zone time_zone)::date end, p.id, p.name, p.fate,
         sum(p.calls)::integer
    from rules.coverage_parts(organization, first_day::timestamp at time zone time_zone,
                              end_day::timestamp at time zone time_zone, by) p
   group by 1, 2, 3, 4
$$;
