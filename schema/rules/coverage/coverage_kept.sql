-- The days between two times whose calls are counted in coverage_part, and
-- have not changed since.
create or replace function rules.coverage_kept(
  organization uuid, first_at timestamptz, end_at timestamptz)
returns table (day date, begins timestamptz, ends timestamptz)
language sql stable
as $$
  select d.day, b.begins, b.ends
    from data.coverage_day d
   cross join lateral (
     select d.day::timestamp at time zone 'UTC' as begins,
            (d.day + 1)::timestamp at time zone 'UTC' as ends) b
   where d.organization_id = organization
     and d.day between (first_at at time zone 'UTC')::date and (end_at at time zone 'UTC')::date
     and b.begins >= first_at and b.ends <= end_at
     -- A clock that was wrong counted days before they were over.
     and d.counted_at between b.ends + interval '24 hours' and now() and d.holds_until > now()
     and not exists (
       select from data.coverage_change x where x.organization_id = organization and x.day = d.day)
$$;
