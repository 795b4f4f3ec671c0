-- Translates Twilio's RecordingStatus; null: we do not know it. Each status
-- that ends nothing is 'in_progress' to us. Only a Recording resource,
-- which has a MediaUrl, says 'deleted'.
create or replace function rules.recording_state_of(params jsonb)
returns data.recording_state
language sql immutable
as $$
  select case params ->> 'RecordingStatus'
    when 'completed' then data.recording_state 'available'
    when 'absent' then 'absent'
    when 'failed' then 'failed'
    when 'deleted' then case when params ? 'MediaUrl' then data.recording_state 'deleted' end
    when 'started' then 'in_progress'
    when 'in-progress' then 'in_progress'
    when 'paused' then 'in_progress'
    when 'resumed' then 'in_progress'
    when 'stopped' then 'in_progress'
    when 'processing' then 'in_progress'
  end
$$;
