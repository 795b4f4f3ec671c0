-- The segment as it is after an event, or a Recording resource, that says
-- params. What brings it forward overrules what was known; what is late
-- only fills gaps; where Twilio has ended it once (or we have), nothing
-- changes but of which conference it is. What we gave up is tried again when
-- a callback says once more that it is there; that the REST API lists it is
-- nothing new. Of two start times the earlier one counts. A value that
-- cannot be used is as good as none, see webhook_unusable_fields().
create or replace function rules.recording_segment_advance(
  old data.recording_segment, params jsonb)
returns data.recording_segment
language plpgsql stable set search_path = rules, data, pg_temp
as $$
declare
  new      recording_segment := old;
  state    recording_state := recording_state_of(params);
  external text := recording_external_url(params);
  error    text := nullif(nullif(params ->> 'ErrorCode', ''), '0');
  source   text := nullif(params ->> 'RecordingSource', '');
  track    text := nullif(params ->> 'RecordingTrack', '');
  at       timestamptz := time_or_null(params ->> 'RecordingStartTime');
  seconds  integer := integer_or_null(params ->> 'RecordingDuration');
  number   smallint := integer_or_null(params ->> 'RecordingChannels', 1, 2)::smallint;
  is_list  boolean := params ? 'MediaUrl';
  given_up boolean := old.state = 'failed' and old.problem is not null;
  forward  boolean;
begin
  new.conference_sid := coalesce(old.conference_sid, recording_conference(params));
  if old.state in ('absent', 'deleted') then
    return new;
  end if;
  if state = 'deleted' then
    error := 'deleted_at_twilio';
  elsif external is not null and state = 'available' then
    state := 'absent';
    error := 'external_storage';
  end if;
  forward := old.state is null
    or (old.state = 'in_progress' and state <> 'in_progress')
    or (old.state = 'failed' and state = 'available' and not (given_up and is_list))
    or (old.state = 'failed' and state = 'deleted')
    or (old.state = 'available' and state = 'deleted')
    or (old.state in ('available', 'failed') and error = 'external_storage');

  new.started_at := least(old.started_at, at);
  new.external_url := coalesce(old.external_url, external);
  new.encryption := coalesce(old.encryption, json_or_null(params ->> 'EncryptionDetails'));
  if forward then
    new.state := state;
    new.state_reason := case when state in ('absent', 'failed', 'deleted') then error end;
    new.problem := null;
    new.source := coalesce(source, old.source);
    new.track := coalesce(track, old.track);
    new.channels := coalesce(number, old.channels);
    new.duration_reported_s := coalesce(seconds, old.duration_reported_s);
  else
    new.source := coalesce(old.source, source);
    new.track := coalesce(old.track, track);
    new.channels := coalesce(old.channels, number);
    new.duration_reported_s := coalesce(old.duration_reported_s, seconds);
  end if;
  return new;
end
$$;
