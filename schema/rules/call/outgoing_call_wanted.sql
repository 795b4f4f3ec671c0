-- The call that somebody asks for: its id, the numbers that it is between, and
-- the account through which it goes.
-- Raises PT400 agent_number_missing, from_number_missing,
-- unknown_from_number: the number is not one of the organization's.
create or replace function rules.outgoing_call_wanted(who data.principal, body jsonb)
returns data.outgoing_call
language plpgsql
as $$
declare
  call outgoing_call;
begin
  call.organization_id := who.organization_id;
  call.placed_by := who.id;
  call.call_id := coalesce(body ->> 'callId', 'call-' || gen_random_uuid());
  call.customer_number := body ->> 'customerNumber';
  call.agent_number := coalesce(body ->> 'agentNumber',
    (select a.phone_number from agent a
      where a.organization_id = who.organization_id
        and (a.id = (body ->> 'agentId')::uuid or a.key = body #>> '{agent,key}')));
  if call.agent_number is null then
    raise sqlstate 'PT400' using message = 'agent_number_missing',
      detail = 'Give agentNumber, or an agent who has a phone number.';
  end if;
  select a.account_sid, p.number into call.account_sid, call.from_number
    from twilio_account a join phone_number p using (account_sid)
   where a.organization_id = who.organization_id
     and case when body ->> 'fromNumber' is null then p.is_default
              else p.number = body ->> 'fromNumber' end
   order by a.account_sid limit 1;
  if call.from_number is null and body ->> 'fromNumber' is null then
    raise sqlstate 'PT400' using message = 'from_number_missing',
      detail = 'Give fromNumber: the account has no number of its own to show.';
  elsif call.from_number is null then
    raise sqlstate 'PT400' using message = 'unknown_from_number',
      detail = 'The fromNumber is not one of your organization''s.';
  end if;
  return call;
end
$$;
