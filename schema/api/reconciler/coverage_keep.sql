-- Counts the calls of a day that is over, so that nobody has to count them each
-- time that coverage is asked for: one of the last 400 days on which there were
-- calls, or one whose calls have changed since. false: there is none.
-- A day is counted only when it has been over for a day: see
-- data.coverage_day_note().
create or replace function api.coverage_keep()
returns boolean
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  newest constant date := (now() at time zone 'UTC')::date - 2;
  due    record;
begin
  -- A clock that was wrong counted these: not even later will that have been right.
  update coverage_day d set counted_at = '-infinity' where d.counted_at > now();
  select d.* into due from (
    select x.organization_id, x.day from coverage_change x where x.day <= newest
    union
    select d.organization_id, d.day from coverage_day d
     where d.day <= newest and (d.counted_at = '-infinity' or d.holds_until <= now())
    union
    select o.id, g.day::date
      from organization o
     cross join lateral (
       select (c.listed_at at time zone 'UTC')::date as day
         from call_record c where c.organization_id = o.id order by c.listed_at limit 1) first
     cross join generate_series(greatest(first.day, newest - 399), newest, interval '1 day') g (day)
     where not exists (
       select from coverage_day k where k.organization_id = o.id and k.day = g.day::date)) d
   -- A day that cannot be counted in time keeps no other from it.
   order by random() limit 1;
  if not found then
    return false;
  end if;
  perform coverage_day_count(due.organization_id, due.day);
  return true;
end
$$;

grant execute on function api.coverage_keep to omnivox_reconciler;
