-- What one call status callback, or a Call resource in its words, says
-- about its leg, and so about its call; a conference's events are about the
-- leg that joined or left it, and one about nobody says nothing. call_id is
-- the name that we gave the call when we placed it; null: we did not, or it
-- is not known.
-- Returns the outcome; dry_run: the one that it would have.
-- Raises PT400 call_missing: there is neither a CallSid nor a ConferenceSid.
create or replace function rules.call_event_apply(
  organization_id uuid, params jsonb, call_id text, dry_run boolean)
returns text
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  org  uuid := organization_id;
  call record;
  old  call_leg;
  new  call_leg;
begin
  if coalesce(params ->> 'CallSid', '') = '' then
    if coalesce(params ->> 'ConferenceSid', '') <> '' then
      return 'ignored';
    end if;
    raise sqlstate 'PT400' using message = 'call_missing',
      detail = 'A CallSid or a ConferenceSid is needed.';
  end if;
  select * into call from call_record_resolve(org,
    call_names(params ->> 'CallSid', params ->> 'ParentCallSid'), call_id, params ->> 'ConferenceSid',
    time_or_null(params ->> 'Timestamp'), null, null, false, false, dry_run);
  select * into old from call_leg l
   where l.sid = params ->> 'CallSid' and l.organization_id = org;
  new := call_leg_advance(old, params);
  if new is not distinct from old and not call.changed then
    return 'repeated';
  end if;

  if not dry_run then
    if not call.changed then
      perform call_record_hold(call.id, call.ids, call.conferences);
    end if;
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
  end if;
  return case when call.created then 'created' else 'updated' end;
end
$$;
