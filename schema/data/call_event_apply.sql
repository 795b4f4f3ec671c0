-- What one call status callback, or a Call resource in its words, says
-- about its leg, and so about its call. call_id is the name that we gave
-- the call when we placed it; null: we did not, or it is not known.
create or replace function data.call_event_apply(organization_id uuid, params jsonb, call_id text)
returns text
language plpgsql set search_path = data, pg_temp
as $$
declare
  org  uuid := organization_id;
  sids text[] := array_remove(array[
    params ->> 'CallSid', nullif(params ->> 'ParentCallSid', ''),
    nullif(params ->> 'ConferenceSid', ''), call_id], null);
  call record;
  old  call_leg;
  new  call_leg;
begin
  select * into old from call_leg l
   where l.sid = params ->> 'CallSid' and l.organization_id = org;
  new := call_leg_advance(old, params);
  -- What says nothing new must not wait for the call's lock.
  if old.sid is not null and new is not distinct from old
     and cardinality(sids) = (
       select count(*) from call_leg l
        where l.organization_id = org and l.sid = any (sids)
          and l.call_record_id = old.call_record_id) then
    return 'repeated';
  end if;

  select * into call from call_record_resolve(org, sids, new.started_at, null);
  select * into old from call_leg l
   where l.sid = params ->> 'CallSid' and l.organization_id = org;
  new := call_leg_advance(old, params);
  if new is distinct from old then
    update call_leg l
       set parent_sid = new.parent_sid, direction = new.direction,
           from_number = new.from_number, to_number = new.to_number,
           status = new.status, sequence_number = new.sequence_number,
           started_at = new.started_at, answered_at = new.answered_at,
           ended_at = new.ended_at, duration_s = new.duration_s,
           sip_response_code = new.sip_response_code, answered_by = new.answered_by
     where l.sid = new.sid and l.organization_id = org;
  end if;
  perform call_record_refresh(call.id);
  return case when call.created then 'created' else 'updated' end;
end
$$;
