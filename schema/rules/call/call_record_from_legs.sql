-- A call record as its legs make it. root is the parent leg at Twilio: of
-- several legs without a parent (a dialer says that they are one call) the
-- first of which anything is known. dialer is the leg of the dialer's own id.
create or replace function rules.call_record_from_legs(call data.call_record)
returns data.call_record
language plpgsql stable set search_path = rules, data, pg_temp
as $$
declare
  leg      call_leg;
  root     call_leg;
  dialer   call_leg;
  first_at timestamptz; -- the earliest time that Twilio gave
begin
  for leg in
    select * from call_leg l
     where l.call_record_id = call.id order by l.started_at nulls last, l.sid
  loop
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
  select c.number, c.is_customers into call.customer_number, call.is_customers
    from call_record_customer(call, dialer) c;
  return call;
end
$$;
