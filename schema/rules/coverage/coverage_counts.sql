-- How many calls of an organization were answered, should have audio that
-- can be played, and have it; and why not, where they have not. A row for
-- each day, campaign or agent (by; one that had no answered call has none),
-- and last the total, alone if by is null. first_day and the rest are as
-- rules.coverage_days() gives them; a call is of the day on which it began.
--
-- answered: somebody spoke. Where the call was passed on to others (its
--   child legs), one of those must have answered too.
-- expected: of these, the calls that are over, but for those that have no
--   audio for a good reason: too short, silent, kept elsewhere, deleted, or
--   shared: recorded in a conference, and counted with the call that has it.
-- playable: of these, those whose audio can be heard.
-- waiting and the rest: the calls that are over and not playable. Each is
--   one of them, so that they and playable add up to the calls that are over;
--   shared is the only one that another row has the audio of.
-- Raises PT400 invalid_by.
create or replace function rules.coverage_counts(
  organization uuid, first_day date, end_day date, by text, time_zone text,
  out is_total boolean, out day date, out id uuid, out name text,
  out answered bigint, out expected bigint, out playable bigint,
  out waiting bigint, out too_short bigint, out silent bigint, out external_storage bigint,
  out absent bigint, out credentials_refused bigint, out gone_at_twilio bigint, out our_disk bigint,
  out failed bigint, out deleted bigint, out not_recorded bigint, out shared bigint)
returns setof record
-- A day and a year want different plans. What belongs to calls of the same
-- day lies side by side: their ids are in time order.
language plpgsql stable set search_path = rules, data, pg_temp
  set plan_cache_mode = force_custom_plan set random_page_cost = 1
as $$
#variable_conflict use_column
begin
  if by not in ('day', 'campaign', 'agent') then
    raise sqlstate 'PT400' using message = 'invalid_by',
      detail = 'by is day, campaign or agent.';
  end if;
  return query
  with answered_call as (
    select case by when 'day' then (c.listed_at at time zone time_zone)::date end as day,
           case by when 'campaign' then c.campaign_id when 'agent' then c.agent_id end as id,
           -- Who is gone is known by the name that the call keeps.
           case when by = 'campaign' and c.campaign_id is null then c.campaign_name
                when by = 'agent' and c.agent_id is null then c.agent_name end as name,
           case
             when c.status <> 'completed' then 'on'
             when o.status in ('in-progress', 'completed') then 'shared'
             when r.is_playable then 'playable'
             when r.state = 'in_progress' then 'waiting'
             -- Not ready yet, or encrypted until it is copied.
             when r.state = 'available' and coalesce(r.problem = 'not_ready', true) then 'waiting'
             when r.problem in ('credentials_refused', 'gone_at_twilio', 'our_disk')
               and r.state in ('available', 'failed') then r.problem::text
             when r.state = 'available' then 'failed'
             when r.state = 'absent' then
               case r.state_reason when '16101' then 'too_short' when '16102' then 'silent'
                 when 'external_storage' then 'external_storage' else 'absent' end
             when r.state is not null then r.state::text
             -- Twilio tells of a recording after it tells of the end.
             when coalesce(c.ended_at, c.listed_at) > now() - interval '5 minutes' then 'waiting'
             else 'not_recorded'
           end as fate
      from call_record c
      left join recording own on own.call_record_id = c.id
      -- Of a conference: counted with the call that has it, if that one counts.
      left join lateral conference_recording(case when c.conference_sid is not null then c.id end) w on true
      left join call_record o on w.conference_sid is not null and o.id = w.call_record_id
      cross join lateral (values (
        coalesce(w.state, own.state),
        case when w.state is null then own.state_reason else w.state_reason end,
        case when w.state is null then own.problem else w.problem end,
        coalesce(w.is_playable, own.is_playable))) r (state, state_reason, problem, is_playable)
     where c.organization_id = organization
       and c.listed_at >= first_day::timestamp at time zone time_zone
       and c.listed_at < end_day::timestamp at time zone time_zone
       and c.status in ('in-progress', 'completed')
       and coalesce((
         select bool_or(l.status in ('in-progress', 'completed')) from call_leg l
          where l.call_record_id = c.id and l.parent_sid is not null
            and l.status is not null), true)
  ), counted as (
    select grouping(o.day, o.id, o.name) > 0 as is_total, o.day, o.id, o.name,
           count(*) as answered,
           count(*) filter (where fate not in
             ('on', 'too_short', 'silent', 'external_storage', 'deleted', 'shared')) as expected,
           count(*) filter (where fate = 'playable') as playable,
           count(*) filter (where fate = 'waiting') as waiting,
           count(*) filter (where fate = 'too_short') as too_short,
           count(*) filter (where fate = 'silent') as silent,
           count(*) filter (where fate = 'external_storage') as external_storage,
           count(*) filter (where fate = 'absent') as absent,
           count(*) filter (where fate = 'credentials_refused') as credentials_refused,
           count(*) filter (where fate = 'gone_at_twilio') as gone_at_twilio,
           count(*) filter (where fate = 'our_disk') as our_disk,
           count(*) filter (where fate = 'failed') as failed,
           count(*) filter (where fate = 'deleted') as deleted,
           count(*) filter (where fate = 'not_recorded') as not_recorded,
           count(*) filter (where fate = 'shared') as shared
      from answered_call o
     group by grouping sets ((o.day, o.id, o.name), ())
    having by is not null or grouping(o.day, o.id, o.name) > 0)
  select n.is_total, n.day, n.id, coalesce(p.name, a.name, n.name),
         n.answered, n.expected, n.playable, n.waiting, n.too_short, n.silent,
         n.external_storage, n.absent, n.credentials_refused, n.gone_at_twilio, n.our_disk,
         n.failed, n.deleted, n.not_recorded, n.shared
    from counted n
    left join campaign p on by = 'campaign' and p.id = n.id
    left join agent a on by = 'agent' and a.id = n.id
   order by n.is_total, n.day, 4, n.id;
end
$$;
