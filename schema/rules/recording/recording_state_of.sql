-- The state that Twilio's RecordingStatus stands for; null for one that is
-- not known here. Those that end nothing are all 'in_progress' to us.
-- 'deleted' is a Recording resource's only, which has a MediaUrl.
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
