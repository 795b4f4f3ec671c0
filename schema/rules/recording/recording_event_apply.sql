-- Applies one recording status callback, or a Recording resource in its words,
-- to its segment. A call that is not known yet is made; later events complete
-- it. call_id, dry_run and the result: as for call_event_apply().
-- Raises PT400 as recording_reference().
-- Source: Twilio, "RecordingStatusCallback".
create or replace function rules.recording_event_apply(
  organization_id uuid, params jsonb, call_id text, dry_run boolean)
returns text
language plpgsql
as $$
declare
  said      recording_segment := recording_segment_said(params);
  reference call_reference;
  call      call_resolution;
  segment   recording_segment;
  leg       call_leg; -- it may have begun before we thought
  outcome   text;
begin
  if said.state is not null and recording_event_is_plain(params, call_id) and not dry_run then
    outcome := recording_event_apply_plain(organization_id, params ->> 'CallSid', said);
    if outcome is not null then
      return outcome;
    end if;
  end if;
  reference := recording_reference(organization_id, params, call_id, said);
  if said.state is null then
    return 'ignored';
  end if;
  call := call_record_resolve(reference, dry_run);
  segment := recording_segment_advance(call.segment, said, params ? 'MediaUrl');
  leg := call.leg;
  if leg.sid is not null or call.changed then
    leg.started_at := least(leg.started_at, said.started_at);
  end if;
  if segment is not distinct from call.segment and leg is not distinct from call.leg
     and not call.changed then
    return 'repeated';
  elsif not dry_run then
    perform recording_event_write(reference, call, segment, leg);
  end if;
  return case when call.created then 'created' else 'updated' end;
end
$$;
