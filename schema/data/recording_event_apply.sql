-- What one recording status callback says about its segment. A call that
-- is not known yet is made here; later events fill it in.
-- Raises PT400 call_missing: there is neither a CallSid nor a
-- ConferenceSid; and as recording_segment_advance().
-- Source: Twilio, "RecordingStatusCallback".
create or replace function data.recording_event_apply(organization_id uuid, params jsonb)
returns text
language plpgsql set search_path = data, pg_temp
as $$
declare
  state  recording_state := recording_state_of(params ->> 'RecordingStatus');
  at     timestamptz := nullif(params ->> 'RecordingStartTime', '')::timestamptz;
  sids   text[] := array_remove(array[nullif(params ->> 'CallSid', ''),
                                      nullif(params ->> 'ConferenceSid', '')], null);
  known  uuid;
  call   record;
  old    recording_segment;
  new    recording_segment;
begin
  if sids = '{}' then
    raise sqlstate 'PT400' using message = 'call_missing',
      detail = 'A CallSid or a ConferenceSid is needed.';
  end if;
  if state is null then
    return 'ignored';
  end if;

  select * into old from recording_segment s
   where s.recording_sid = params ->> 'RecordingSid';
  -- What says nothing new must not wait for the call's lock.
  if old.recording_sid is not null and (at is null or old.started_at <= at)
     and recording_segment_advance(old, state, params) is not distinct from old
     and cardinality(sids) = (
       select count(*) from call_leg l
        where l.organization_id = recording_event_apply.organization_id
          and l.sid = any (sids)) then
    return 'repeated';
  end if;

  select r.call_record_id into known from recording r where r.id = old.recording_id;
  select * into call from call_record_resolve(organization_id, sids, at, known);
  -- Everything about one call passes its lock, one at a time.
  if not call.created then
    perform from call_record c where c.id = call.id for update;
    update call_record c set started_at = at
     where c.id = call.id and c.started_at is distinct from least(c.started_at, at);
  end if;

  select * into old from recording_segment s
   where s.recording_sid = params ->> 'RecordingSid';
  new := recording_segment_advance(old, state, params);
  if new is not distinct from old then
    return 'repeated';
  end if;
  perform recording_segment_put(call.id, old, new, params);
  if new.state = 'available' and old.state is distinct from 'available' then
    perform media_job_add(params ->> 'RecordingSid');
  end if;
  return case when call.created then 'created' else 'updated' end;
end
$$;
