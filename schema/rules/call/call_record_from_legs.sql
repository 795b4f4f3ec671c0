-- A call record as its legs make it, which are in the order of their times.
-- root is the parent leg at Twilio: of several legs without a parent (a dialer
-- says that they are one call) the first of which anything is known. dialer is
-- the leg of the dialer's own id.
create or replace function rules.call_record_from_legs(call data.call_record, legs data.call_leg[])
returns data.call_record
language plpgsql stable
as $$
declare
  leg      call_leg;
  root     call_leg;
  dialer   call_leg;
  first_at timestamptz; -- the earliest time that Twilio gave
  numbers  boolean := false; -- one of the legs has a number
begin
  foreach leg in array legs loop
    numbers := numbers or leg.from_number is not null or leg.to_number is not null;
    if not call_name_is_twilios(leg.sid) then
      if dialer.sid is null or leg.sid < dialer.sid then
        dialer := leg;
      end if;
      continue;
    end if;
    first_at := least(first_at, leg.started_at);
    if leg.parent_sid is null and leg.sid like 'CA%'
       and (root.sid is null or (root.status is null and leg.status is not null)) then
      root := leg;
    end if;
  end loop;
  call := call_record_facts(call, root, dialer, first_at);
  if numbers then
    return call_record_customer(call, legs, dialer);
  end if;
  call.customer_number := dialer.customer_number;
  call.is_customers := false;
  return call;
end
$$;
