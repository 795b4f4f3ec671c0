-- How many calls of an organization were answered, should have audio that can
-- be played, and have it; and why not, where they have not: see
-- data.coverage_count. A row for each day, campaign or agent (by; one that had
-- no answered call has none), and last the total, alone if by is null.
-- first_day and the rest are as coverage_days() gives them; a call is of the
-- day on which it began. Each call that is over has one fate: see
-- coverage_calls().
-- A day and a year want different plans. What belongs to calls of the same day
-- lies side by side: their ids are in time order.
-- Raises PT400 as coverage_by_check().
create or replace function rules.coverage_counts(
  organization uuid, first_day date, end_day date, by text, time_zone text)
returns setof data.coverage_count
language plpgsql stable
  set plan_cache_mode = force_custom_plan set random_page_cost = 1
as $$
begin
  perform coverage_by_check(by);
  return query
  with counted as (
    select grouping(g.day, g.id, g.name) > 0 as is_total, g.day, g.id, g.name, count(*) as answered,
           count(*) filter (where g.fate not in
             ('on', 'too_short', 'silent', 'external_storage', 'deleted', 'shared')) as expected,
           count(*) filter (where g.fate = 'playable') as playable,
           count(*) filter (where g.fate = 'waiting') as waiting,
           count(*) filter (where g.fate = 'too_short') as too_short,
           count(*) filter (where g.fate = 'silent') as silent,
           count(*) filter (where g.fate = 'external_storage') as external_storage,
           count(*) filter (where g.fate = 'absent') as absent,
           count(*) filter (where g.fate = 'credentials_refused') as credentials_refused,
           count(*) filter (where g.fate = 'gone_at_twilio') as gone_at_twilio,
           count(*) filter (where g.fate = 'our_disk') as our_disk,
           count(*) filter (where g.fate = 'failed') as failed,
           count(*) filter (where g.fate = 'deleted') as deleted,
           count(*) filter (where g.fate = 'not_recorded') as not_recorded,
           count(*) filter (where g.fate = 'shared') as shared
      from coverage_groups(organization, first_day, end_day, by, time_zone) g
     group by grouping sets ((g.day, g.id, g.name), ())
    having by is not null or grouping(g.day, g.id, g.name) > 0)
  select n.is_total, n.day, n.id, coalesce(p.name, a.name, n.name), n.answered, n.expected, n.playable,
         n.waiting, n.too_short, n.silent, n.external_storage, n.absent, n.credentials_refused,
         n.gone_at_twilio, n.our_disk, n.failed, n.deleted, n.not_recorded, n.shared
    from counted n
    left join campaign p on by = 'campaign' and p.id = n.id
    left join agent a on by = 'agent' and a.id = n.id
   order by n.is_total, n.day, 4, n.id;
end
$$;
