-- What a dialer says of a call that it knows as call_id: makes the call
-- record, or completes it, or says nothing new. callSid is one of Twilio's
-- names of the same call; if that was another record, they are merged.
-- conferenceSid is a conference in which the call took part.
-- Where the dialer and Twilio say different things, which is right:
-- * status, numbers, times, duration, direction: Twilio, as soon as it has
--   said anything; the dialer's words only fill what Twilio leaves open;
-- * who the customer is: whom Twilio says was called, or who called, unless
--   that is an agent's own phone; else the dialer;
-- * agent, campaign, contact, disposition, notes: what was said last; what
--   is not given, or null, stays;
--   Each of the first four is named by its id (agentId) or by a key of the
--   dialer's own (agent: {key, name}), which makes it if there is none;
-- * the call's id: the dialer's. If it is a CallSid, numbers and times of
--   the body are not kept.
-- Raises PT401, PT403 as dialer_authorize(); PT400 invalid_call_id, invalid_body; PT409 call_id_taken: call_id is another call of
-- Twilio's; 40001 as call_record_lock(); and as call_record_annotate().
create or replace function api.call_put(
  credential bytea, call_id text, body jsonb, out shown json, out created boolean)
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who  record := dialer_authorize(credential);
  call record;
begin
  perform call_id_check(call_id);
  if call_id ~ '^CF[0-9a-fA-F]{32}$' then
    raise sqlstate 'PT400' using message = 'invalid_call_id',
      detail = 'A conference is not a call: give its ConferenceSid as the conferenceSid of each call that took part.';
  end if;
  perform json_check(body, jsonb '{"callSid": "CallSid", "conferenceSid": "ConferenceSid", "direction": "direction", "status": "status",
    "customerNumber": "phone", "fromNumber": "phone", "toNumber": "phone",
    "startedAt": "time", "endedAt": "time", "durationS": "seconds", "notes": "text"}' || directory_shape());

  select * into call from call_record_resolve(who.organization_id,
    call_names(body ->> 'callSid'), call_id, body ->> 'conferenceSid', null, null, null, false, true, false);
  if call.taken then
    raise sqlstate 'PT409' using message = 'call_id_taken',
      detail = format('The callId %s is that of another call: Twilio has not said that %s is a leg of it. '
                      'Give each call a callId of its own.', call_id, body ->> 'callSid');
  end if;
  perform call_record_hold(call.id, call.ids, call.conferences);
  if call.changed and body ->> 'conferenceSid' is not null then
    insert into audit_event (organization_id, actor, action, detail)
    values (who.organization_id, who.name, 'conference',
            jsonb_build_object('callId', call_id, 'id', call.id, 'conferenceSid', body ->> 'conferenceSid'));
  end if;
  update call_leg l
     set direction = coalesce((body ->> 'direction')::call_direction, l.direction),
         status = coalesce((body ->> 'status')::call_status, l.status),
         customer_number = coalesce(body ->> 'customerNumber', l.customer_number),
         from_number = coalesce(body ->> 'fromNumber', l.from_number),
         to_number = coalesce(body ->> 'toNumber', l.to_number),
         started_at = coalesce((body ->> 'startedAt')::timestamptz, l.started_at),
         ended_at = coalesce((body ->> 'endedAt')::timestamptz, l.ended_at),
         duration_s = coalesce((body ->> 'durationS')::integer, l.duration_s)
   where l.sid = call_put.call_id and l.organization_id = who.organization_id
     and l.sid !~ '^C[AF][0-9a-fA-F]{32}$';
  perform call_record_refresh(call.id);
  perform call_record_annotate(call.id, body, true);

  select c.shown into call_put.shown from call_record_json c where c.id = call.id;
  call_put.created := call.created;
end
$$;

grant execute on function api.call_put to omnivox_call;
