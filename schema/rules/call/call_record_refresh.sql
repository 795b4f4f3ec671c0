-- Writes into a call record, which is locked, what its legs say.
create or replace function rules.call_record_refresh(id uuid)
returns void
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  old call_record;
  new call_record;
begin
  select * into old from call_record c where c.id = call_record_refresh.id;
  new := call_record_from_legs(old);
  if new is not distinct from old then
    return;
  end if;
  update call_record c
     set call_id = new.call_id, direction = new.direction, status = new.status,
         customer_number = new.customer_number, from_number = new.from_number,
         to_number = new.to_number, started_at = new.started_at,
         answered_at = new.answered_at, ended_at = new.ended_at,
         duration_s = new.duration_s, is_customers = new.is_customers
   where c.id = old.id;
  if new.conference_sid is not null then
    perform conference_keeper_review(old, new);
  end if;
end
$$;
