-- Returns rules.coverage_counts() as a table in words, for recctl. The days
-- are those of UTC.
-- Raises PT400, PT404 as rules.organization_find(); PT400 as
-- rules.coverage_days() and rules.coverage_counts().
create or replace function api.coverage_table(
  organization text, since text, until text, by text,
  out name text, out answered bigint, out expected bigint, out playable bigint,
  out ratio text, out why_not text)
returns setof record
language plpgsql stable security definer set search_path = rules, data, pg_temp
as $$
declare
  org  uuid := organization_find(organization);
  days record := coverage_days(since, until, 'UTC');
begin
  return query
    select case when c.is_total then 'total' else coalesce(c.day::text, c.name, '-') end,
           c.answered, c.expected, c.playable,
           coalesce(trunc(100 * c.playable / nullif(c.expected, 0)::numeric, 1) || '%', '-'),
           concat_ws(', ', nullif(c.waiting, 0) || ' waiting',
             nullif(c.too_short, 0) || ' too short', nullif(c.silent, 0) || ' silent',
             nullif(c.external_storage, 0) || ' in other storage',
             nullif(c.absent, 0) || ' absent',
             nullif(c.credentials_refused, 0) || ' with credentials refused',
             nullif(c.gone_at_twilio, 0) || ' gone at Twilio',
             nullif(c.our_disk, 0) || ' that our disk did not take',
             nullif(c.failed, 0) || ' failed',
             nullif(c.deleted, 0) || ' deleted',
             nullif(c.not_recorded, 0) || ' not recorded',
             nullif(c.shared, 0) || ' recorded with another call')
      from coverage_counts(org, days.first_day, days.end_day, by, days.time_zone) c;
end
$$;

grant execute on function api.coverage_table to omnivox_recctl;
