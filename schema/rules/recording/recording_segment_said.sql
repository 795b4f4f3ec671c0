-- What an event, or a Recording resource, says of a segment, and nothing else.
-- state_reason: Twilio's ErrorCode, or why there is no audio at Twilio. A value
-- that cannot be used counts as absent: see webhook_unusable_fields().
create or replace function rules.recording_segment_said(params jsonb)
returns data.recording_segment
language plpgsql stable
as $$
declare
  said data.recording_segment;
begin
  said.recording_sid := params ->> 'RecordingSid';
  said.account_sid := params ->> 'AccountSid';
  said.conference_sid := rules.recording_conference(params);
  said.state := rules.recording_state_of(params);
  said.source := nullif(params ->> 'RecordingSource', '');
  said.track := nullif(params ->> 'RecordingTrack', '');
  said.channels := rules.integer_or_null(params ->> 'RecordingChannels', 1, 2)::smallint;
  said.started_at := rules.time_or_null(params ->> 'RecordingStartTime');
  said.duration_reported_s := rules.integer_or_null(params ->> 'RecordingDuration');
  if params ? 'EncryptionDetails' then
    said.encryption := rules.json_or_null(params ->> 'EncryptionDetails');
  end if;
  if params ? 'MediaUrl' then
    said.external_url := rules.recording_external_url(params);
  end if;
  if said.state = 'deleted' then
    said.state_reason := 'deleted_at_twilio';
  elsif said.external_url is not null and said.state = 'available' then
    said.state := 'absent';
    said.state_reason := 'external_storage';
  elsif said.state in ('absent', 'failed') then
    said.state_reason := nullif(nullif(params ->> 'ErrorCode', ''), '0');
  end if;
  return said;
end
$$;
