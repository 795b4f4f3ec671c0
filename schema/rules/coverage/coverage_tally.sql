-- Counts the answered calls of an organization that began from first_at on,
-- before end_at: how many had which fate, in all or by day, campaign or agent.
-- By day, at is the quarter of an hour in which they began: the days of every
-- time zone begin with one. A campaign or agent that is gone is known by the
-- name that the calls keep.
-- A day and a year want different plans. What belongs to calls of the same day
-- lies side by side: their ids are in time order.
create or replace function rules.coverage_tally(
  organization uuid, first_at timestamptz, end_at timestamptz, by text)
returns table (at timestamptz, id uuid, name text, fate text, calls integer)
language plpgsql stable
  set plan_cache_mode = force_custom_plan set random_page_cost = 1
as $$
begin
  return query
    select case by when 'day' then date_bin(interval '15 minutes', c.listed_at, timestamptz 'epoch') end,
           case by when 'campaign' then c.campaign_id when 'agent' then c.agent_id end,
           case when by = 'campaign' and c.campaign_id is null then c.campaign_name
                when by = 'agent' and c.agent_id is null then c.agent_name end,
           c.fate, count(*)::integer
      from coverage_calls(organization, first_at, end_at) c
     group by 1, 2, 3, 4;
end
$$;
