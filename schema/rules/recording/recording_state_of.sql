-- Translates Twilio's RecordingStatus; null: we do not know it. Each status
-- that ends nothing is 'in_progress' to us. Only a Recording resource,
-- which has a MediaUrl, says 'deleted'.
create or replace function rules.recording_state_of(params jsonb)
returns data.recording_state
language plpgsql immutable
as $$
declare
  status text := params ->> 'RecordingStatus';
begin
  return case
    when status = 'completed' then 'available'
    when status in ('absent', 'failed') or (status = 'deleted' and params ? 'MediaUrl') then status
    when status in ('started', 'in-progress', 'paused', 'resumed', 'stopped', 'processing')
      then 'in_progress'
  end::data.recording_state;
end
$$;
