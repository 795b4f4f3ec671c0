-- What one recording status callback, or a Recording resource in its
-- words, says about its segment. A call that is not known yet is made
-- here; later events fill it in. call_id as for call_event_apply().
-- Raises PT400 call_missing: there is neither a CallSid nor a
-- ConferenceSid; and as recording_segment_advance().
-- Source: Twilio, "RecordingStatusCallback".
create or replace function data.recording_event_apply(organization_id uuid, params jsonb, call_id text)
returns text
language plpgsql set search_path = data, pg_temp
as $$
declare
  org    uuid := organization_id;
  re     text := params ->> 'RecordingSid';
  at     timestamptz := nullif(params ->> 'RecordingStartTime', '')::timestamptz;
  -- A conference's recording says when the conference began, not each leg.
  sids   text[] := array_remove(array[nullif(params ->> 'ConferenceSid', ''),
                                      nullif(params ->> 'CallSid', ''), call_id], null);
  call   record;
  old    recording_segment;
  new    recording_segment;
  news   boolean;
begin
  if sids = '{}' then
    raise sqlstate 'PT400' using message = 'call_missing',
      detail = 'A CallSid or a ConferenceSid is needed.';
  end if;
  if recording_state_of(params) is null then
    return 'ignored';
  end if;

  select * into old from recording_segment s where s.recording_sid = re;
  -- What says nothing new must not wait for the call's lock.
  if old.recording_sid is not null
     and recording_segment_advance(old, params) is not distinct from old
     and cardinality(sids) = (
       select count(*) from call_leg l join recording r using (call_record_id)
        where l.organization_id = org and l.sid = any (sids) and r.id = old.recording_id) then
    return 'repeated';
  end if;

  select * into call from call_record_resolve(org, sids, at, re);
  select * into old from recording_segment s where s.recording_sid = re;
  new := recording_segment_advance(old, params);
  if new is distinct from old then
    perform recording_segment_put(call.id, old, new, params);
  end if;
  if call.created and cardinality(sids) = 1 then
    return 'created';
  end if;
  update call_leg l set started_at = at
   where l.sid = sids[1] and l.organization_id = org
     and l.started_at is distinct from least(l.started_at, at);
  news := call_record_refresh(call.id) or call.changed or new is distinct from old;
  return case when call.created then 'created' when news then 'updated' else 'repeated' end;
end
$$;
