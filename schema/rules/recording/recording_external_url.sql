-- Returns where the audio is, as a Recording resource says, if it is not at
-- Twilio: an account may keep audio in storage of its own. Callbacks have
-- no MediaUrl.
-- Source: Twilio, "External storage for recordings".
create or replace function rules.recording_external_url(params jsonb)
returns text
language plpgsql immutable set search_path = rules, data, pg_temp
as $$
declare
  url text := nullif(params ->> 'MediaUrl', '');
begin
  if url like '%/Accounts/' || (params ->> 'AccountSid')
              || '/Recordings/' || (params ->> 'RecordingSid') || '%' then
    return null;
  end if;
  return url;
end
$$;
