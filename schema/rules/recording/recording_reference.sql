-- Which call an event about a recording names: see data.call_reference. said
-- is what the event says of the segment.
-- Raises PT400 call_missing: there is neither a CallSid nor a ConferenceSid.
create or replace function rules.recording_reference(
  organization_id uuid, params jsonb, call_id text, said data.recording_segment)
returns data.call_reference
language plpgsql immutable
as $$
declare
  reference data.call_reference;
begin
  reference.organization_id := organization_id;
  reference.names := rules.call_names(params ->> 'CallSid');
  reference.dialer_id := call_id;
  reference.conference_sid := params ->> 'ConferenceSid';
  reference.account_sid := said.account_sid;
  reference.recording_sid := said.recording_sid;
  reference.is_of_conference := said.conference_sid is not null;
  -- A conference's recording says when the conference began, not each leg.
  reference.leg_sid := coalesce(said.conference_sid, reference.names[1]);
  if reference.leg_sid is null then
    raise sqlstate 'PT400' using message = 'call_missing',
      detail = 'A CallSid or a ConferenceSid is needed.';
  end if;
  return reference;
end
$$;
