-- The answered calls of some days with their fate, and the day, campaign or
-- agent (by) with which each is counted. A campaign or agent that is gone is
-- known by the name that the call keeps.
create or replace function rules.coverage_groups(
  organization uuid, first_day date, end_day date, by text, time_zone text)
returns table (day date, id uuid, name text, fate text)
language sql stable
as $$
  select case by when 'day' then (c.listed_at at time zone time_zone)::date end,
         case by when 'campaign' then c.campaign_id when 'agent' then c.agent_id end,
         case when by = 'campaign' and c.campaign_id is null then c.campaign_name
              when by = 'agent' and c.agent_id is null then c.agent_name end,
         c.fate
    from rules.coverage_calls(organization, first_day::timestamp at time zone time_zone,
                              end_day::timestamp at time zone time_zone) c
$$;
