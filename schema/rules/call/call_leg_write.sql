-- Writes the facts of a leg, as call_leg_advance() gives them.
create or replace function rules.call_leg_write(new data.call_leg)
returns void
language plpgsql
as $$
begin
  update call_leg l
     set parent_sid = new.parent_sid, direction = new.direction,
         from_number = new.from_number, to_number = new.to_number,
         status = new.status, sequence_number = new.sequence_number,
         started_at = new.started_at, answered_at = new.answered_at,
         ended_at = new.ended_at, duration_s = new.duration_s,
         sip_response_code = new.sip_response_code, answered_by = new.answered_by
   where l.sid = new.sid and l.organization_id = new.organization_id;
end
$$;
