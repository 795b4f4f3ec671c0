-- Writes into a call record, which is locked, what its legs say. old: the
-- record as it is.
create or replace function rules.call_record_refresh(old data.call_record)
returns void
language plpgsql
as $$
declare
  new call_record := call_record_from_legs(old, array(
    select l from call_leg l where l.call_record_id = old.id order by l.started_at nulls last, l.sid));
begin
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
