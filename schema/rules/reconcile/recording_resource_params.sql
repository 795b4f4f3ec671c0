-- Translates a Recording resource of Twilio's REST API into the fields of a
-- recording callback, and MediaUrl.
-- Source: Twilio docs, "Recordings resource".
create or replace function rules.recording_resource_params(resource jsonb)
returns jsonb
language plpgsql immutable set search_path = rules, data, pg_temp
as $$
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'AccountSid', resource ->> 'account_sid', 'RecordingSid', resource ->> 'sid',
    'CallSid', resource ->> 'call_sid', 'ConferenceSid', resource ->> 'conference_sid',
    'RecordingStatus', resource ->> 'status', 'RecordingSource', resource ->> 'source',
    'RecordingTrack', resource ->> 'track', 'RecordingChannels', resource ->> 'channels',
    'RecordingDuration', resource ->> 'duration',
    'RecordingStartTime', coalesce(resource ->> 'start_time', resource ->> 'date_created'),
    'ErrorCode', resource ->> 'error_code',
    'EncryptionDetails', resource ->> 'encryption_details',
    'MediaUrl', coalesce(resource ->> 'media_url', '')));
end
$$;
