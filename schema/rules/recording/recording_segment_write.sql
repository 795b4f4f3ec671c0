-- Writes a segment of a call that is locked; is_new: the call is made now, and
-- has no recording. new is what the segment is after an event, old what it was,
-- all null if there was none. Audio that Twilio has now is to be copied; audio
-- that Twilio has no more is not.
create or replace function rules.recording_segment_write(
  call_record_id uuid, is_new boolean, old data.recording_segment, new data.recording_segment)
returns void
language plpgsql
as $$
declare
  written_id uuid; -- of the recording, if that has to be refreshed
begin
  if old.recording_sid is null then
    written_id := recording_segment_add(call_record_id, is_new, new);
  else
    update recording_segment s
       set state = new.state, state_reason = new.state_reason, problem = new.problem, source = new.source,
           track = new.track, channels = new.channels, started_at = new.started_at,
           duration_reported_s = new.duration_reported_s,
           encryption = new.encryption, external_url = new.external_url,
           conference_sid = new.conference_sid
     where s.recording_sid = new.recording_sid and s.account_sid = new.account_sid
    returning s.recording_id into written_id;
  end if;
  if written_id is not null then
    perform recording_refresh(written_id);
  end if;
  if new.state = 'available' and old.state is distinct from 'available' then
    perform media_job_add(new.recording_sid, new.account_sid);
  elsif new.state <> old.state then
    perform media_job_drop(new.recording_sid, new.account_sid);
  end if;
end
$$;
