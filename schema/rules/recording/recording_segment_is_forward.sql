-- Does a state that Twilio says, with its reason, bring a segment forward?
-- What we gave up is tried again if a callback says once more that the audio
-- is there; that the REST API lists it (is_listed) is nothing new.
create or replace function rules.recording_segment_is_forward(
  old data.recording_segment, state data.recording_state, reason text, is_listed boolean)
returns boolean
language plpgsql immutable
as $$
begin
  return old.state is null
    or (old.state = 'in_progress' and state <> 'in_progress')
    or (old.state = 'failed' and state = 'available' and not (old.problem is not null and is_listed))
    or (old.state = 'failed' and state = 'deleted')
    or (old.state = 'available' and state = 'deleted')
    or (old.state in ('available', 'failed') and reason = 'external_storage');
end
$$;
