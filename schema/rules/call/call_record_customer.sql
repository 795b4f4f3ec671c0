-- Fills in the customer's number of a call, whose other facts are known, and
-- whether Twilio says that somebody took part who is no agent
-- (is_customers).
-- The customer is who called in; else whom the first child leg called
-- (later ones are transfers), or whom the parent leg called. An agent on
-- their own phone or softphone is no customer; nor is whom the dialer
-- called to reach another. The number that was called from outside is our
-- own. If there is nobody else, a softphone may be a customer's, but a
-- phone that we know to be an agent's is not.
create or replace function rules.call_record_customer(
  call data.call_record, legs data.call_leg[], dialer data.call_leg)
returns data.call_record
language plpgsql stable
as $$
declare
  inbound boolean := coalesce(call.direction = 'inbound', false);
  likely  record;
  last    text;
begin
  select other.number,
         address_is_softphone(other.number)
         or coalesce(other.number = dialer.to_number and other.number <> dialer.customer_number, false)
         or exists (select from agent a
                     where a.organization_id = call.organization_id
                       and a.phone_number = other.number) as is_agent
    into likely
    from (select call.from_number,
                 case when address_is_softphone(call.from_number) then 3 else 0 end,
                 null::timestamptz where inbound
          union all
          select l.to_number, case when l.parent_sid is null then 2 else 1 end, l.started_at
            from unnest(legs) l
           where sid_is('CA', l.sid) and not (inbound and l.parent_sid is null)) other (number, rank, at)
   where other.number is not null
   order by is_agent, other.rank, other.at nulls last, other.number
   limit 1;
  last := coalesce(likely.number, case when inbound then call.from_number else call.to_number end);
  call.customer_number := coalesce(case when not likely.is_agent then likely.number end,
    dialer.customer_number,
    case when not exists (
      select from agent a where a.organization_id = call.organization_id and a.phone_number = last)
    then last end);
  call.is_customers := coalesce(not likely.is_agent, false);
  return call;
end
$$;
