-- Returns the callId of the call that we asked for without an answer, if
-- this Call resource must be it: it is not known here, the API made it in
-- that minute, and only one of our calls has its numbers. Twilio gives no
-- better way to tell if its callbacks, which name our call exactly, were
-- lost, too.
-- Source: Twilio docs, "Call resource"; there is no idempotency key.
create or replace function rules.outgoing_call_match(organization_id uuid, resource jsonb)
returns text
language plpgsql stable
as $$
declare
  made  timestamptz := time_or_null(resource ->> 'date_created');
  names text[];
begin
  if resource ->> 'direction' is distinct from 'outbound-api'
     or exists (select from call_leg l
                 where l.sid = resource ->> 'sid'
                   and l.organization_id = outgoing_call_match.organization_id) then
    return null;
  end if;
  names := array(
    select o.call_id from outgoing_call o
     where o.organization_id = outgoing_call_match.organization_id
       and o.account_sid = resource ->> 'account_sid'
       and o.state in ('placing', 'unknown')
       and o.agent_number = resource ->> 'to' and o.from_number = resource ->> 'from'
       and made between o.created_at - interval '5 seconds' and o.created_at + interval '1 minute');
  return case when cardinality(names) = 1 then names[1] end;
end
$$;
