-- Which call an event about a recording names: see data.call_reference.
create or replace function rules.recording_reference(organization_id uuid, params jsonb, call_id text)
returns data.call_reference
language plpgsql stable set search_path = rules, data, pg_temp
as $$
declare
  reference call_reference;
begin
  reference.organization_id := organization_id;
  reference.names := call_names(params ->> 'CallSid');
  reference.dialer_id := call_id;
  reference.conference_sid := params ->> 'ConferenceSid';
  reference.account_sid := params ->> 'AccountSid';
  reference.recording_sid := params ->> 'RecordingSid';
  reference.is_of_conference := recording_conference(params) is not null;
  if not reference.is_of_conference or reference.names = '{}' then
    reference.started_at := time_or_null(params ->> 'RecordingStartTime');
  end if;
  return reference;
end
$$;
