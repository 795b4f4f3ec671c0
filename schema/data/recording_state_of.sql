-- The state that Twilio's RecordingStatus stands for; null for one that is
-- not known here. Those that end nothing are all 'in_progress' to us.
-- (plpgsql: a SQL function that casts is not inlined, but planned anew at
-- each call.)
create or replace function data.recording_state_of(status text)
returns data.recording_state
language plpgsql immutable
as $$
begin
  return case
    when status = 'completed' then 'available'
    when status in ('absent', 'failed') then status
    when status in ('started', 'in-progress', 'paused', 'resumed', 'stopped', 'processing')
      then 'in_progress'
  end::data.recording_state;
end
$$;
