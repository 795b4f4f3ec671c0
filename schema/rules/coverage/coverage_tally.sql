-- Counts the answered calls of an organization that began from first_at on,
-- before end_at: how many had which fate, by day, campaign or agent, or several
-- of these (bys) in one pass. By day, at is the quarter of an hour in which they
-- began: the days of every time zone begin with one. A campaign or agent that is
-- gone is known by the name that the calls keep.
-- A day and a year want different plans, hence execute: plan_cache_mode would
-- also have what is called for each call of a conference planned each time.
-- What belongs to calls of the same day lies side by side: their ids are in
-- time order.
create or replace function rules.coverage_tally(
  organization uuid, first_at timestamptz, end_at timestamptz, bys text[])
returns table (by text, at timestamptz, id uuid, name text, fate text, calls integer)
language plpgsql stable
  set random_page_cost = 1
as $$
begin
  return query execute $query$
    select b.by,
           case b.by when 'day' then date_bin(interval '15 minutes', c.listed_at, timestamptz 'epoch') end,
           case b.by when 'campaign' then c.campaign_id when 'agent' then c.agent_id end,
           case when b.by = 'campaign' and c.campaign_id is null then c.campaign_name
                when b.by = 'agent' and c.agent_id is null then c.agent_name end,
           c.fate, count(*)::integer
      from coverage_calls($1, $2, $3) c cross join unnest($4) b (by)
     group by 1, 2, 3, 4, 5 $query$
    using organization, first_at, end_at, bys;
end
$$;
