-- The segment as it is after an event that says state and params. An event
-- that brings it forward overrules what was known; a late one only fills
-- gaps; where Twilio has ended it once (or we have), nothing changes.
-- Raises PT403 foreign_recording: the RecordingSid is another account's.
create or replace function data.recording_segment_advance(
  old data.recording_segment, state data.recording_state, params jsonb)
returns data.recording_segment
language plpgsql stable set search_path = data, pg_temp
as $$
declare
  new     recording_segment := old;
  forward boolean := old.state is null
    or (old.state = 'in_progress' and state <> 'in_progress')
    or (old.state = 'failed' and state = 'available');
  source  text := nullif(params ->> 'RecordingSource', '');
  track   text := nullif(params ->> 'RecordingTrack', '');
  at      timestamptz := nullif(params ->> 'RecordingStartTime', '')::timestamptz;
  seconds integer := nullif(params ->> 'RecordingDuration', '')::integer;
  number  smallint := nullif(params ->> 'RecordingChannels', '')::smallint;
  error   text := nullif(nullif(params ->> 'ErrorCode', ''), '0');
begin
  if old.account_sid <> params ->> 'AccountSid' then
    raise sqlstate 'PT403' using message = 'foreign_recording',
      detail = 'The recording belongs to another account.';
  end if;
  if old.state in ('absent', 'deleted') then
    return old;
  end if;
  if not forward then
    new.source := coalesce(old.source, source);
    new.track := coalesce(old.track, track);
    new.started_at := coalesce(old.started_at, at);
    new.channels := coalesce(old.channels, number);
    new.duration_reported_s := coalesce(old.duration_reported_s, seconds);
    return new;
  end if;
  new.state := state;
  new.state_reason := case when state in ('absent', 'failed') then error end;
  new.source := coalesce(source, old.source);
  new.track := coalesce(track, old.track);
  new.started_at := coalesce(at, old.started_at);
  new.channels := coalesce(number, old.channels);
  new.duration_reported_s := coalesce(seconds, old.duration_reported_s);
  return new;
end
$$;
