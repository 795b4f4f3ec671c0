-- Counts the calls of a day that is over, to be kept. Who changes one of them
-- meanwhile, unseen, has noted the day in coverage_change by the time that it
-- is seen, and nothing here deletes that note.
create or replace function rules.coverage_day_count(organization uuid, day date)
returns void
language plpgsql
as $$
declare
  begins timestamptz := day::timestamp at time zone 'UTC';
  ends   timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
  -- One after the other: who counts has seen what the one before has deleted.
  insert into coverage_day (organization_id, day) values (organization, day)
  on conflict on constraint coverage_day_pkey do update set counted_at = now(), holds_until = 'infinity';
  delete from coverage_part p
   where p.organization_id = organization and p.by in ('day', 'campaign', 'agent')
     and p.day = coverage_day_count.day;
  delete from coverage_change x where x.organization_id = organization and x.day = coverage_day_count.day;
  insert into coverage_part (organization_id, day, by, at, id, name, fate, calls)
  select organization, coverage_day_count.day, t.by, t.at, t.id, t.name, t.fate, t.calls
    from coverage_tally(organization, begins, ends, array['day', 'campaign', 'agent']) t;
  update coverage_day d set holds_until = soonest.at
    from (select min(coalesce(c.ended_at, c.listed_at)) + coverage_wait() as at
            from call_record c
           where c.organization_id = organization and c.listed_at >= begins and c.listed_at < ends
             and coalesce(c.ended_at, c.listed_at) > now() - coverage_wait()) soonest
   where d.organization_id = organization and d.day = coverage_day_count.day and soonest.at is not null;
end
$$;
