-- Raises an error if somebody may not ask for this call: PT403 not_allowed:
-- agents place calls for themselves only, and programs need the scope dialer;
-- PT400 invalid_body, invalid_call_id.
create or replace function rules.call_place_check(who data.principal, body jsonb)
returns void
language plpgsql stable
as $$
begin
  if who.user_id is null and not 'dialer' = any (who.scopes)
     or who.role = 'agent'
        and (who.agent_id is null or body ? 'agentNumber' or body ->> 'agentId' <> who.agent_id::text
             or body #>> '{agent,key}'
                <> coalesce((select a.key from agent a where a.id = who.agent_id), '')) then
    raise sqlstate 'PT403' using message = 'not_allowed',
      detail = 'Agents place calls from their own phone; programs need the scope dialer.';
  end if;
  perform json_check(body, jsonb '{"callId": "string", "customerNumber": "phone!", "agentNumber": "phone",
    "fromNumber": "phone"}' || directory_shape());
  if body ->> 'callId' is not null then
    perform call_id_check(body ->> 'callId');
  end if;
  if call_name_is_twilios(body ->> 'callId') then
    raise sqlstate 'PT400' using message = 'invalid_call_id',
      detail = 'callId is an id of yours: Twilio gives a call its CallSid.';
  end if;
end
$$;
