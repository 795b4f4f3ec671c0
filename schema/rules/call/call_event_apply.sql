-- Applies one call status callback, or a Call resource in its words, to its
-- leg, and so to its call. A conference's event is about the leg that joined
-- or left the conference; one that names no leg says nothing. call_id is the
-- name that we gave the call when we placed it; null: we did not, or it is
-- not known.
-- Returns the outcome; with dry_run the outcome that it would have.
-- Raises PT400 call_missing: there is neither a CallSid nor a ConferenceSid.
create or replace function rules.call_event_apply(
  organization_id uuid, params jsonb, call_id text, dry_run boolean)
returns text
language plpgsql
as $$
declare
  reference call_reference;
  call      call_resolution;
  leg       call_leg;
  outcome   text;
begin
  if call_event_is_plain(params, call_id) and not dry_run then
    outcome := call_event_apply_plain(organization_id, params);
    if outcome is not null then
      return outcome;
    end if;
  end if;
  if coalesce(params ->> 'CallSid', '') = '' and coalesce(params ->> 'ConferenceSid', '') <> '' then
    return 'ignored';
  elsif coalesce(params ->> 'CallSid', '') = '' then
    raise sqlstate 'PT400' using message = 'call_missing',
      detail = 'A CallSid or a ConferenceSid is needed.';
  end if;
  reference.organization_id := organization_id;
  reference.names := call_names(params ->> 'CallSid', params ->> 'ParentCallSid');
  reference.dialer_id := call_id;
  reference.conference_sid := params ->> 'ConferenceSid';
  reference.leg_sid := params ->> 'CallSid';
  call := call_record_resolve(reference, dry_run);
  leg := call_leg_advance(call.leg, params);
  if leg is not distinct from call.leg and not call.changed then
    return 'repeated';
  elsif not dry_run then
    perform call_record_write(reference, call, leg);
  end if;
  return case when call.created then 'created' else 'updated' end;
end
$$;
