-- As what a call that is over counts whose recording is in this state, or has
-- none (state is null): see coverage_counts(). at: when it ended. Twilio tells
-- of a recording after it tells of the end. But for that, time changes nothing.
create or replace function rules.coverage_fate(
  state data.recording_state, state_reason text, problem data.media_problem,
  is_playable boolean, at timestamptz)
returns text
language sql stable
as $$
  select case
    when is_playable then 'playable'
    when state = 'in_progress' then 'waiting'
    -- Not ready yet, or encrypted until it is copied.
    when state = 'available' and coalesce(problem = 'not_ready', true) then 'waiting'
    when problem in ('credentials_refused', 'gone_at_twilio', 'our_disk')
      and state in ('available', 'failed') then problem::text
    when state = 'available' then 'failed'
    when state = 'absent' then rules.reason_code(state, state_reason, problem)
    when state is not null then state::text
    when at > now() - rules.coverage_wait() then 'waiting'
    else 'not_recorded'
  end
$$;
