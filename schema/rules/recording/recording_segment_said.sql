-- What an event, or a Recording resource, says of a segment, and nothing else.
-- state_reason: Twilio's ErrorCode, or why there is no audio at Twilio.
create or replace function rules.recording_segment_said(params jsonb)
returns data.recording_segment
language plpgsql stable set search_path = rules, data, pg_temp
as $$
declare
  said recording_segment;
begin
  said.recording_sid := params ->> 'RecordingSid';
  said.account_sid := params ->> 'AccountSid';
  said.conference_sid := recording_conference(params);
  said.state := recording_state_of(params);
  said.state_reason := nullif(nullif(params ->> 'ErrorCode', ''), '0');
  said.source := nullif(params ->> 'RecordingSource', '');
  said.track := nullif(params ->> 'RecordingTrack', '');
  said.channels := integer_or_null(params ->> 'RecordingChannels', 1, 2)::smallint;
  said.started_at := time_or_null(params ->> 'RecordingStartTime');
  said.duration_reported_s := integer_or_null(params ->> 'RecordingDuration');
  said.encryption := json_or_null(params ->> 'EncryptionDetails');
  said.external_url := recording_external_url(params);
  if said.state = 'deleted' then
    said.state_reason := 'deleted_at_twilio';
  elsif said.external_url is not null and said.state = 'available' then
    said.state := 'absent';
    said.state_reason := 'external_storage';
  end if;
  return said;
end
$$;
