-- The primary segment of a recording whose audio can be played.
-- Raises PT409 while there is no audio yet, PT410 where there is none (any
-- more); the message is the code, recording_ and the state.
create or replace function data.recording_audio(r data.recording)
returns data.recording_segment
language plpgsql stable set search_path = data, pg_temp
as $$
declare
  s recording_segment;
begin
  case r.state
    when 'in_progress' then
      raise sqlstate 'PT409' using message = 'recording_in_progress',
        detail = 'The call is still being recorded, or its audio is not ready yet.';
    when 'failed' then
      raise sqlstate 'PT409' using message = 'recording_failed',
        detail = concat('The audio could not be fetched: ', coalesce(r.state_reason, 'no reason was given'), '.');
    when 'absent' then
      raise sqlstate 'PT410' using message = 'recording_absent',
        detail = concat('Twilio made no audio (error ', coalesce(r.state_reason, 'not given'), ').');
    when 'deleted' then
      raise sqlstate 'PT410' using message = 'recording_deleted',
        detail = 'The recording was deleted.';
    else null;
  end case;
  select * into strict s from recording_segment
   where recording_id = r.id and is_primary;
  return s;
end
$$;
