-- Raises an error if the audio of a segment cannot be played: PT409 while
-- there is none yet, PT410 where there is none (any more). The message is the
-- code, recording_ and the state.
create or replace function rules.segment_check_playable(s data.recording_segment)
returns void
language plpgsql immutable
as $$
begin
  case
    when s.state = 'in_progress' then
      raise sqlstate 'PT409' using message = 'recording_in_progress',
        detail = 'The call is still being recorded, or its audio is not ready yet.';
    when s.state = 'failed' then
      raise sqlstate 'PT409' using message = 'recording_failed',
        detail =
          concat('The audio could not be fetched: ', coalesce(s.state_reason, 'no reason was given'), '.');
    when s.state = 'absent' and s.state_reason = 'external_storage' then
      raise sqlstate 'PT410' using message = 'recording_absent',
        detail = 'The audio is in storage of the account''s own, not at Twilio.';
    when s.state = 'absent' then
      raise sqlstate 'PT410' using message = 'recording_absent',
        detail = concat('Twilio made no audio (error ', coalesce(s.state_reason, 'not given'), ').');
    when s.state = 'deleted' then
      raise sqlstate 'PT410' using message = 'recording_deleted',
        detail = 'The recording was deleted.';
    when s.state = 'available' and s.problem <> 'our_disk' then
      raise sqlstate 'PT409' using message = 'recording_not_fetchable',
        detail = concat('The audio cannot be fetched now: ', s.state_reason, '.');
    when s.state = 'available' and s.encryption is not null then
      raise sqlstate 'PT409' using message = 'recording_encrypted',
        detail = 'The audio is encrypted until it has been copied. Please try again in a moment.';
    else null;
  end case;
end
$$;
