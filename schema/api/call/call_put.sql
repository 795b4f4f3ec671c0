-- Writes what a dialer says of a call that it knows as call_id: makes the call
-- record, or completes it, or says nothing new. callSid is one of Twilio's
-- names of the same call; if that is of another record, the two are merged.
-- conferenceSid is a conference in which the call took part.
-- Where the dialer and Twilio say different things, this counts:
-- * status, numbers, times, duration, direction: Twilio, as soon as it has
--   said anything; the dialer's words only fill what Twilio leaves open;
-- * who the customer is: whom Twilio says was called, or who called, unless
--   that is an agent's own phone; else the dialer;
-- * agent, campaign, contact, disposition, notes: what was said last; what is
--   not given, or null, stays. Each of the first four is named by its id
--   (agentId) or by a key of the dialer's own (agent: {key, name}), which
--   makes it if there is none;
-- * the call's id: the dialer's. If it is a CallSid, numbers and times of the
--   body are not kept.
-- Raises PT401, PT403 as rules.dialer_authorize(); PT400 invalid_call_id,
-- invalid_body; PT409 call_id_taken: call_id is another call of Twilio's;
-- 40001 as rules.call_record_lock(); and as rules.call_record_annotate().
create or replace function api.call_put(credential bytea, call_id text, body jsonb)
returns setof data.call_put_columns
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who       record := dialer_authorize(credential);
  reference call_reference;
  call      call_resolution;
begin
  perform call_put_check(call_id, body);
  reference.organization_id := who.organization_id;
  reference.names := call_names(body ->> 'callSid');
  reference.dialer_id := call_id;
  reference.conference_sid := body ->> 'conferenceSid';
  reference.is_dialers := true;
  call := call_record_resolve(reference, false);
  if call.taken then
    raise sqlstate 'PT409' using message = 'call_id_taken',
      detail = format('The callId %s is that of another call: Twilio has not said that %s is a leg of it. '
                      'Give each call a callId of its own.', call_id, body ->> 'callSid');
  end if;
  call := call_record_settle(reference, call);
  if call.changed and reference.conference_sid is not null then
    insert into audit_event (organization_id, actor, action, detail)
    values (who.organization_id, who.name, 'conference', jsonb_build_object(
      'callId', call_id, 'id', call.id, 'conferenceSid', reference.conference_sid));
  end if;
  perform call_leg_put(who.organization_id, call_id, body);
  perform call_record_refresh(c) from call_record c where c.id = call.id;
  perform call_record_annotate(call.id, body, true);
  return query select call.created, (c.shown).* from call_record_shown c where c.id = call.id;
end
$$;

grant execute on function api.call_put to omnivox_call;
