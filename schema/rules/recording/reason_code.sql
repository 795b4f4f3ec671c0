-- Returns why there is no audio, as a stable word for programs; null: there
-- is audio, or nothing is known to be wrong. 16101 and 16102 are Twilio's
-- ErrorCodes for audio that is too short, and for silence.
create or replace function rules.reason_code(
  state data.recording_state, state_reason text, problem data.media_problem)
returns text
language sql stable
as $$
  select case
    when state = 'absent' then
      case state_reason when '16101' then 'too_short' when '16102' then 'silent'
        when 'external_storage' then 'external_storage' else 'absent' end
    when state = 'deleted' then
      case state_reason when 'deleted_at_twilio' then 'deleted_at_twilio' else 'deleted' end
    when state in ('available', 'failed') and problem is not null then problem::text
    when state = 'failed' then 'twilio_failed'
  end
$$;
