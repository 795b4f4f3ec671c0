-- Makes a call record, and these as its legs.
create or replace function rules.call_record_add(id uuid, legs data.call_leg[])
returns void
language plpgsql
as $$
declare
  new call_record;
begin
  new.id := id;
  new.organization_id := legs[1].organization_id;
  new.call_id := legs[1].sid;
  new := call_record_from_legs(new, legs);
  insert into call_record (id, organization_id, call_id, direction, status, customer_number,
    from_number, to_number, started_at, answered_at, ended_at, duration_s, is_customers)
  values (new.id, new.organization_id, new.call_id, new.direction, new.status, new.customer_number,
    new.from_number, new.to_number, new.started_at, new.answered_at, new.ended_at, new.duration_s,
    new.is_customers);
  insert into call_leg select * from unnest(legs);
end
$$;
