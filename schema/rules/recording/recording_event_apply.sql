-- What one recording status callback, or a Recording resource in its
-- words, says about its segment. A call that is not known yet is made
-- here; later events fill it in. call_id, dry_run and what is returned: as
-- for call_event_apply().
-- Raises PT400 call_missing: there is neither a CallSid nor a
-- ConferenceSid.
-- Source: Twilio, "RecordingStatusCallback".
create or replace function rules.recording_event_apply(
  organization_id uuid, params jsonb, call_id text, dry_run boolean)
returns text
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  org     uuid := organization_id;
  re      text := params ->> 'RecordingSid';
  ac      text := params ->> 'AccountSid';
  names   text[] := call_names(params ->> 'CallSid');
  in_cf   boolean := coalesce(params ->> 'ConferenceSid', '') <> '';
  of_cf   text := recording_conference(params);
  -- A conference's recording says when the conference began, not each leg.
  leg     text := coalesce(of_cf, names[1]);
  at      timestamptz := time_or_null(params ->> 'RecordingStartTime');
  call    record;
  old     recording_segment;
  new     recording_segment;
  earlier boolean;
  keeper  uuid; -- the call that the segment belongs to
begin
  if leg is null then
    raise sqlstate 'PT400' using message = 'call_missing',
      detail = 'A CallSid or a ConferenceSid is needed.';
  elsif recording_state_of(params) is null then
    return 'ignored';
  end if;

  select * into call from call_record_resolve(org, names, call_id, params ->> 'ConferenceSid',
    case when of_cf is null or names = '{}' then at end, ac, re, of_cf is not null, false, dry_run);
  select * into old from recording_segment s where s.recording_sid = re and s.account_sid = ac;
  new := recording_segment_advance(old, params);
  earlier := not call.created and exists (
    select from call_leg l
     where l.sid = leg and l.organization_id = org
       and l.started_at is distinct from least(l.started_at, at));
  if new is not distinct from old and not earlier and not call.changed then
    return 'repeated';
  end if;

  if not dry_run then
    if not call.changed then
      perform call_record_hold(call.id, call.ids, call.conferences);
    end if;
    if earlier then
      update call_leg l set started_at = at where l.sid = leg and l.organization_id = org;
    end if;
    -- Of one name alone, what is made now has nothing else to say.
    if earlier or (call.changed and (not call.created or in_cf or call_id is not null)) then
      perform call_record_refresh(call.id);
    end if;
    if new is distinct from old then
      select k.call_record_id into keeper from conference_call k
       where k.conference_sid = new.conference_sid and k.organization_id = org and k.keeps_recording;
      keeper := coalesce(keeper, call.id);
      perform recording_segment_put(keeper, old, new, params);
      if old.conference_sid is distinct from new.conference_sid and old.recording_sid is not null then
        perform conference_recordings_move(org, new.conference_sid, keeper);
      end if;
    end if;
  end if;
  return case when call.created then 'created' else 'updated' end;
end
$$;
