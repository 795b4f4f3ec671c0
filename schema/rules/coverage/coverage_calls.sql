-- The answered calls of an organization that began from first_at on, before
-- end_at, and the fate of each: 'on', or why it counts as what in
-- coverage_counts(). Answered: somebody spoke. If the call was passed on to
-- others (its child legs), one of those must have answered too.
-- What was recorded of a conference is counted with the call that has it, if
-- that one counts.
create or replace function rules.coverage_calls(
  organization uuid, first_at timestamptz, end_at timestamptz)
returns table (listed_at timestamptz, campaign_id uuid, campaign_name text, agent_id uuid, agent_name text,
               fate text)
language sql stable
as $$
  select c.listed_at, c.campaign_id, c.campaign_name, c.agent_id, c.agent_name,
         case
           when c.status <> 'completed' then 'on'
           when k.status in ('in-progress', 'completed') then 'shared'
           else rules.coverage_fate(coalesce(w.state, own.state),
             case when w.state is null then own.state_reason else w.state_reason end,
             case when w.state is null then own.problem else w.problem end,
             coalesce(w.is_playable, own.is_playable), coalesce(c.ended_at, c.listed_at))
         end
    from data.call_record c
    left join data.recording own on own.call_record_id = c.id
    left join lateral rules.conference_recording(
      case when c.conference_sid is not null then c.id end) w on true
    left join data.call_record k on w.conference_sid is not null and k.id = w.call_record_id
   where c.organization_id = organization and c.listed_at >= first_at and c.listed_at < end_at
     and c.status in ('in-progress', 'completed')
     and coalesce((
       select bool_or(l.status in ('in-progress', 'completed')) from data.call_leg l
        where l.call_record_id = c.id and l.parent_sid is not null
          and l.status is not null), true)
$$;
