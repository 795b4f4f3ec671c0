-- What one recording status callback says about its segment. A call that
-- is not known yet is made here; later events fill it in.
-- Raises PT400 call_missing: there is neither a CallSid nor a
-- ConferenceSid; PT403 foreign_recording: the RecordingSid is another
-- account's.
-- Source: Twilio, "RecordingStatusCallback".
create or replace function data.recording_event_apply(organization_id uuid, params jsonb)
returns text
language plpgsql set search_path = data, pg_temp
as $$
declare
  sid    text := params ->> 'RecordingSid';
  state  recording_state := recording_state_of(params ->> 'RecordingStatus');
  at     timestamptz := nullif(params ->> 'RecordingStartTime', '')::timestamptz;
  sids   text[] := array_remove(array[nullif(params ->> 'CallSid', ''),
                                      nullif(params ->> 'ConferenceSid', '')], null);
  known  uuid;
  call   record;
  rec_id uuid;
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

  select r.call_record_id into known
    from recording_segment s join recording r on r.id = s.recording_id
   where s.recording_sid = sid;
  select * into call from call_record_resolve(organization_id, sids, known);

  -- Everything about one call passes this lock, one at a time.
  update call_record c set started_at = at
   where c.id = call.id and c.started_at is distinct from least(c.started_at, at);
  if not found then
    perform from call_record c where c.id = call.id for update;
  end if;

  select * into old from recording_segment s where s.recording_sid = sid;
  if found and old.account_sid <> params ->> 'AccountSid' then
    raise sqlstate 'PT403' using message = 'foreign_recording',
      detail = 'The recording belongs to another account.';
  end if;
  new := recording_segment_advance(old, state, params);
  if new is not distinct from old then
    return 'repeated';
  end if;

  if old.recording_sid is null then
    select r.id into rec_id from recording r where r.call_record_id = call.id;
    if rec_id is null then
      insert into recording (call_record_id, state, state_reason)
      values (call.id, new.state, new.state_reason)
      returning id into rec_id;
      new.is_primary := true;
    end if;
    new.recording_id := rec_id;
    insert into recording_segment (recording_sid, recording_id, account_sid,
      is_primary, state, state_reason, source, track, channels, started_at,
      duration_reported_s)
    values (sid, rec_id, params ->> 'AccountSid', new.is_primary, new.state,
      new.state_reason, new.source, new.track, new.channels, new.started_at,
      new.duration_reported_s);
  else
    update recording_segment s
       set state = new.state, state_reason = new.state_reason, source = new.source,
           track = new.track, channels = new.channels, started_at = new.started_at,
           duration_reported_s = new.duration_reported_s
     where s.recording_sid = sid;
  end if;
  if new.state = 'available' and old.state is distinct from 'available' then
    perform media_job_add(sid);
  end if;
  perform recording_refresh(new.recording_id);
  return case when call.created then 'created' else 'updated' end;
end
$$;
