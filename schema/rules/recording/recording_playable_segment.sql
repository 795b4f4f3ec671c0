-- The segment of a recording whose audio can be played: the primary one,
-- or the one of that RecordingSid.
-- Raises PT404 segment_not_found: the recording has no such one; PT409
-- while there is no audio yet, PT410 where there is none (any more); the
-- message is the code, recording_ and the state.
create or replace function rules.recording_playable_segment(r data.recording, recording_sid text)
returns data.recording_segment
language plpgsql stable set search_path = rules, data, pg_temp
as $$
declare
  s recording_segment;
begin
  select * into s from recording_segment p
   where p.recording_id = r.id
     and case when recording_playable_segment.recording_sid is null then p.is_primary
              else p.recording_sid = recording_playable_segment.recording_sid end
   order by p.is_primary limit 1;
  if not found then
    raise sqlstate 'PT404' using message = 'segment_not_found',
      detail = 'The recording has no segment with this RecordingSid.';
  end if;
  case
    when s.state = 'in_progress' then
      raise sqlstate 'PT409' using message = 'recording_in_progress',
        detail = 'The call is still being recorded, or its audio is not ready yet.';
    when s.state = 'failed' then
      raise sqlstate 'PT409' using message = 'recording_failed',
        detail = concat('The audio could not be fetched: ', coalesce(s.state_reason, 'no reason was given'), '.');
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
  return s;
end
$$;
