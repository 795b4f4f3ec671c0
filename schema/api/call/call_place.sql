-- Somebody wants a call placed: to the agent's phone first, then, once the
-- agent has answered, to the customer. Writes what is wanted, and says with
-- place whether Twilio is to be asked for it now. A callId that was given
-- before is the same call: it is asked for again only if Twilio has said no
-- to it, or has no such call as far as outgoing_call_is_lost(); until then
-- is_unknown says that its answer did not come.
-- Dialers and administrators make agents, campaigns and so on by naming a
-- new key; others only name those that there are.
-- Raises PT401 as principal(); PT403 not_allowed; PT400 invalid_body,
-- invalid_call_id, agent_number_missing, from_number_missing,
-- unknown_from_number: it is not one of the organization's; PT429
-- too_many_calls, by one user or token in a minute, with the seconds to wait
-- as the hint; PT409 call_exists: it is on, or was, and not by us, or is a
-- call between other numbers; 40001 as call_record_lock(); and as
-- call_record_annotate().
create or replace function api.call_place(
  credential bytea, body jsonb, out shown json, out place boolean, out outgoing_call_id uuid,
  out account_sid text, out agent_number text, out from_number text, out customer_number text,
  out is_unknown boolean)
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who     record := principal(credential);
  name    text;
  call    record;
  old     outgoing_call;
begin
  if who.user_id is null and not 'dialer' = any (who.scopes)
     or who.role = 'agent'
        and (who.agent_id is null or body ? 'agentNumber' or body ->> 'agentId' <> who.agent_id::text
             or body #>> '{agent,key}' <> coalesce((select a.key from agent a where a.id = who.agent_id), '')) then
    raise sqlstate 'PT403' using message = 'not_allowed',
      detail = 'Agents place calls from their own phone; programs need the scope dialer.';
  end if;
  perform json_check(body, jsonb '{"callId": "string", "customerNumber": "phone!", "agentNumber": "phone",
    "fromNumber": "phone"}' || directory_shape());
  name := coalesce(body ->> 'callId', 'call-' || gen_random_uuid());
  perform call_id_check(name);
  if name ~ '^C[AF][0-9a-fA-F]{32}$' then
    raise sqlstate 'PT400' using message = 'invalid_call_id',
      detail = 'callId is an id of yours: Twilio gives a call its CallSid.';
  end if;
  customer_number := body ->> 'customerNumber';
  if who.agent_id is not null and body #>> '{agent,key}' is null then
    body := jsonb_build_object('agentId', who.agent_id) || jsonb_strip_nulls(body);
  end if;
  agent_number := coalesce(body ->> 'agentNumber',
    (select a.phone_number from agent a
      where a.organization_id = who.organization_id
        and (a.id = (body ->> 'agentId')::uuid or a.key = body #>> '{agent,key}')));
  if agent_number is null then
    raise sqlstate 'PT400' using message = 'agent_number_missing',
      detail = 'Give agentNumber, or an agent who has a phone number.';
  end if;
  select a.account_sid, p.number into call_place.account_sid, call_place.from_number
    from twilio_account a join phone_number p using (account_sid)
   where a.organization_id = who.organization_id
     and case when body ->> 'fromNumber' is null then p.is_default
              else p.number = body ->> 'fromNumber' end
   order by a.account_sid limit 1;
  if from_number is null and body ->> 'fromNumber' is null then
    raise sqlstate 'PT400' using message = 'from_number_missing',
      detail = 'Give fromNumber: the account has no number of its own to show.';
  elsif from_number is null then
    raise sqlstate 'PT400' using message = 'unknown_from_number',
      detail = 'The fromNumber is not one of your organization''s.';
  end if;

  select * into call
    from call_record_resolve(who.organization_id, '{}', name, null, null, null, null, false, false, false);
  perform call_record_hold(call.id, call.ids, call.conferences);
  select * into old from outgoing_call o
   where o.organization_id = who.organization_id and o.call_id = name;
  if (old.customer_number, old.agent_number, old.from_number)
     <> (customer_number, agent_number, coalesce(body ->> 'fromNumber', old.from_number)) then
    raise sqlstate 'PT409' using message = 'call_exists',
      detail = 'This callId is that of a call between other numbers.';
  end if;
  place := old.id is null or old.state = 'refused' or outgoing_call_is_lost(old);
  is_unknown := not place and old.state in ('placing', 'unknown');
  if place then
    if exists (select from call_leg l where l.call_record_id = call.id and l.sid ~ '^CA[0-9a-fA-F]{32}$') then
      raise sqlstate 'PT409' using message = 'call_exists',
        detail = 'Twilio has a call with this callId already.';
    elsif old.id is null and exists (
         select from call_record c
          where c.id = call.id and (c.started_at is not null or c.ended_at is not null or c.status is not null
            or c.customer_number <> call_place.customer_number or c.agent_id <> who.agent_id)) then
      raise sqlstate 'PT409' using message = 'call_exists',
        detail = 'This callId is another call''s already.';
    end if;
    if (select coalesce(sum(o.tries), 0) from outgoing_call o
         where o.placed_by = who.id and o.created_at > now() - interval '1 minute')
       >= (case when who.user_id is null then 600 else 10 end) then
      raise sqlstate 'PT429' using message = 'too_many_calls', hint = '10',
        detail = 'In a minute a person may place 10 calls, and a program 600.';
    end if;
    insert into outgoing_call (organization_id, account_sid, call_id, agent_number,
      customer_number, from_number, placed_by)
    values (who.organization_id, account_sid, name, agent_number, customer_number, from_number, who.id)
    on conflict on constraint outgoing_call_organization_id_call_id_key do update
      set state = 'placing', error = null, account_sid = excluded.account_sid,
          placed_by = excluded.placed_by, agent_number = excluded.agent_number, customer_number = excluded.customer_number,
          from_number = excluded.from_number, created_at = now(), tries = outgoing_call.tries + 1
    returning outgoing_call.id into outgoing_call_id;
    update call_leg l
       set direction = 'outbound', from_number = call_place.from_number,
           to_number = call_place.agent_number, customer_number = call_place.customer_number,
           status = null, ended_at = null
     where l.sid = name and l.organization_id = who.organization_id;
    perform call_record_refresh(call.id);
    perform call_record_annotate(call.id, body, who.user_id is null or who.role = 'administrator');
  end if;
  select c.shown into call_place.shown from call_record_json c where c.id = call.id;
end
$$;

grant execute on function api.call_place to omnivox_call_place;
