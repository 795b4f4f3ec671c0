-- Returns the conference of which a recording is, as a callback says; null:
-- it is of a call. The recording of a participant's own leg may name both.
-- Source: Twilio docs, "RecordingSource".
create or replace function rules.recording_conference(params jsonb)
returns text
language sql immutable
as $$
  select case
    when coalesce(params ->> 'CallSid', '') = ''
         or params ->> 'RecordingSource' in ('Conference', 'StartConferenceRecordingAPI')
      then nullif(params ->> 'ConferenceSid', '')
  end
$$;
