-- Returns how many answered calls can be played, and why the others cannot:
-- in all, and by day, campaign or agent. rules.coverage_counts() says what
-- is counted. ratio is rounded down: 1 means all of them. accounts are
-- those whose credentials Twilio refuses now; only administrators, who can
-- mend that, get them.
-- Raises PT401 as rules.principal(); PT400 as rules.coverage_days() and
-- rules.coverage_counts().
create or replace function api.coverage(
  credential bytea, since text, until text, by text, zone text)
returns json
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who    principal := principal(credential);
  days   record := coverage_days(since, until, zone);
  answer json;
begin
  select json_build_object(
           'from', days.first_day, 'until', days.end_day, 'zone', days.time_zone, 'by', by,
           'total', (json_agg(item) filter (where is_total)) -> 0,
           'items', coalesce(json_agg(item) filter (where not is_total), '[]'),
           'accounts', coalesce((
             select json_agg(json_build_object('accountSid', a.account_sid, 'refusedSince', a.refused_since)
                             order by a.account_sid)
               from twilio_account a
              where a.organization_id = who.organization_id and who.role = 'administrator'
                and a.refused_since is not null), '[]'))
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
                     'credentialsRefused', c.credentials_refused, 'goneAtTwilio', c.gone_at_twilio,
                     'ourDisk', c.our_disk, 'failed', c.failed, 'deleted', c.deleted,
                     'notRecorded', c.not_recorded, 'shared', c.shared)) as item
            from coverage_counts(who.organization_id, days.first_day, days.end_day, by,
                          days.time_zone) c) rows;
  return answer;
end
$$;

grant execute on function api.coverage to omnivox_coverage;
