-- Writes what a dialer says of a call into the leg of its own id. Of a leg of
-- Twilio's the dialer's words are not kept.
create or replace function rules.call_leg_put(organization_id uuid, call_id text, body jsonb)
returns void
language plpgsql
as $$
begin
  update call_leg l
     set direction = coalesce((body ->> 'direction')::call_direction, l.direction),
         status = coalesce((body ->> 'status')::call_status, l.status),
         customer_number = coalesce(body ->> 'customerNumber', l.customer_number),
         from_number = coalesce(body ->> 'fromNumber', l.from_number),
         to_number = coalesce(body ->> 'toNumber', l.to_number),
         started_at = coalesce((body ->> 'startedAt')::timestamptz, l.started_at),
         ended_at = coalesce((body ->> 'endedAt')::timestamptz, l.ended_at),
         duration_s = coalesce((body ->> 'durationS')::integer, l.duration_s)
   where l.sid = call_id and l.organization_id = call_leg_put.organization_id
     and not call_name_is_twilios(l.sid);
end
$$;
