-- How many answered calls can be played, and why not the others: in all,
-- and by day, campaign or agent. What is counted is as data.coverage() says.
-- ratio is rounded down: 1 means all of them.
-- Raises PT401 as data.principal(); PT400 as data.coverage_days() and
-- data.coverage().
create or replace function api.coverage(
  credential bytea, since text, until text, by text, zone text)
returns json
language plpgsql security definer set search_path = data, pg_temp
as $$
declare
  who    record := principal(credential);
  days   record := coverage_days(since, until, zone);
  answer json;
begin
  select json_build_object(
           'from', days.first_day, 'until', days.end_day, 'zone', days.time_zone, 'by', by,
           'total', (json_agg(shown) filter (where is_total)) -> 0,
           'items', coalesce(json_agg(shown) filter (where not is_total), '[]'))
    into answer
    from (select c.is_total, json_build_object(
                   'day', c.day,
                   'campaign', case when by = 'campaign' and c.name is not null then
                     json_build_object('id', c.id, 'name', c.name) end,
                   'agent', case when by = 'agent' and c.name is not null then
                     json_build_object('id', c.id, 'name', c.name) end,
                   'answered', c.answered, 'expected', c.expected, 'playable', c.playable,
                   'ratio', trunc(c.playable / nullif(c.expected, 0)::numeric, 4),
                   'whyNot', json_build_object(
                     'waiting', c.waiting, 'tooShort', c.too_short, 'silent', c.silent,
                     'externalStorage', c.external_storage, 'absent', c.absent,
                     'failed', c.failed, 'deleted', c.deleted,
                     'notRecorded', c.not_recorded)) as shown
            from coverage(who.organization_id, days.first_day, days.end_day, by,
                          days.time_zone) c) rows;
  return answer;
end
$$;
