-- How many calls of an organization were answered, should have audio that can
-- be played, and have it; and why not, where they have not: see
-- data.coverage_count. A row for each day, campaign or agent (by; one that had
-- no answered call has none), and last the total, alone if by is null.
-- first_day and the rest are as coverage_days() gives them; a call is of the
-- day on which it began. Each call that is over has one fate: see
-- coverage_calls(). The answer is that of all calls counted now, also where
-- they were counted before: see coverage_parts().
-- Raises PT400 as coverage_by_check().
create or replace function rules.coverage_counts(
  organization uuid, first_day date, end_day date, by text, time_zone text)
returns setof data.coverage_count
language plpgsql stable
as $$
begin
  perform coverage_by_check(by);
  return query
  with counted as (
    select grouping(g.day, g.id, g.name) > 0 as is_total, g.day, g.id, g.name,
           coalesce(sum(g.calls), 0) as answered,
           coalesce(sum(g.calls) filter (where g.fate not in
             ('on', 'too_short', 'silent', 'external_storage', 'deleted', 'shared')), 0) as expected,
           coalesce(sum(g.calls) filter (where g.fate = 'playable'), 0) as playable,
           coalesce(sum(g.calls) filter (where g.fate = 'waiting'), 0) as waiting,
           coalesce(sum(g.calls) filter (where g.fate = 'too_short'), 0) as too_short,
           coalesce(sum(g.calls) filter (where g.fate = 'silent'), 0) as silent,
           coalesce(sum(g.calls) filter (where g.fate = 'external_storage'), 0) as external_storage,
           coalesce(sum(g.calls) filter (where g.fate = 'absent'), 0) as absent,
           coalesce(sum(g.calls) filter (where g.fate = 'credentials_refused'), 0) as credentials_refused,
           coalesce(sum(g.calls) filter (where g.fate = 'gone_at_twilio'), 0) as gone_at_twilio,
           coalesce(sum(g.calls) filter (where g.fate = 'our_disk'), 0) as our_disk,
           coalesce(sum(g.calls) filter (where g.fate = 'failed'), 0) as failed,
           coalesce(sum(g.calls) filter (where g.fate = 'deleted'), 0) as deleted,
           coalesce(sum(g.calls) filter (where g.fate = 'not_recorded'), 0) as not_recorded,
           coalesce(sum(g.calls) filter (where g.fate = 'shared'), 0) as shared
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
