-- Applies one recording status callback, or a Recording resource in its words,
-- to its segment. A call that is not known yet is made; later events complete
-- it. call_id, dry_run and the result: as for call_event_apply().
-- Raises PT400 call_missing: there is neither a CallSid nor a ConferenceSid.
-- Source: Twilio, "RecordingStatusCallback".
create or replace function rules.recording_event_apply(
  organization_id uuid, params jsonb, call_id text, dry_run boolean)
returns text
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  reference call_reference := recording_reference(organization_id, params, call_id);
  -- A conference's recording says when the conference began, not each leg.
  leg_sid   text := coalesce(recording_conference(params), reference.names[1]);
  at        timestamptz := time_or_null(params ->> 'RecordingStartTime');
  call      call_resolution;
  old       recording_segment;
  new       recording_segment;
  earlier   boolean; -- the leg began before we thought
begin
  if leg_sid is null then
    raise sqlstate 'PT400' using message = 'call_missing',
      detail = 'A CallSid or a ConferenceSid is needed.';
  elsif recording_state_of(params) is null then
    return 'ignored';
  end if;

  call := call_record_resolve(reference, dry_run);
  select * into old from recording_segment s
   where s.recording_sid = reference.recording_sid and s.account_sid = reference.account_sid;
  new := recording_segment_advance(old, params);
  earlier := not call.created and exists (
    select from call_leg l
     where l.sid = leg_sid and l.organization_id = recording_event_apply.organization_id
       and l.started_at is distinct from least(l.started_at, at));
  if new is not distinct from old and not earlier and not call.changed then
    return 'repeated';
  elsif not dry_run then
    perform recording_event_write(reference, call, old, new, case when earlier then leg_sid end, at);
  end if;
  return case when call.created then 'created' else 'updated' end;
end
$$;
