-- Returns where the audio is, as a Recording resource says, if it is not at
-- Twilio: an account may keep audio in storage of its own. Callbacks have
-- no MediaUrl.
-- Source: Twilio, "External storage for recordings".
create or replace function rules.recording_external_url(params jsonb)
returns text
language sql immutable
as $$
  select case when (params ->> 'MediaUrl' like '%/Accounts/' || (params ->> 'AccountSid')
                    || '/Recordings/' || (params ->> 'RecordingSid') || '%') is not true
    then nullif(params ->> 'MediaUrl', '') end
$$;
