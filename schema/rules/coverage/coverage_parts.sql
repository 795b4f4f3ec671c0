-- As coverage_tally(), but of the days that are kept what was counted then, and
-- only of the times between them what is counted now. Some rows may be equal
-- but for calls.
create or replace function rules.coverage_parts(
  organization uuid, first_at timestamptz, end_at timestamptz, by text)
returns table (at timestamptz, id uuid, name text, fate text, calls integer)
language sql stable
as $$
  with kept as materialized (
    select * from rules.coverage_kept(organization, first_at, end_at)),
  gap as (
    select lag(b.ends, 1, first_at) over (order by b.begins) as first_at, b.begins as end_at
      from (select begins, ends from kept union all select end_at, end_at) b)
  select p.at, p.id, p.name, p.fate, p.calls
    from data.coverage_part p
   where p.organization_id = organization and p.by = coalesce(coverage_parts.by, 'day')
     and p.day = any (array(select day from kept))
  union all
  select t.at, t.id, t.name, t.fate, t.calls
    from gap g
   cross join lateral rules.coverage_tally(
     organization, g.first_at, g.end_at, array[coalesce(coverage_parts.by, 'day')]) t
   where g.first_at < g.end_at
$$;
