-- Writes a call that Twilio is to be asked for now, and what that says of the
-- leg of its own id. Returns its id, which the URLs have that Twilio calls back.
create or replace function rules.outgoing_call_write(new data.outgoing_call)
returns uuid
language plpgsql
as $$
declare
  written_id uuid;
begin
  insert into outgoing_call (organization_id, account_sid, call_id, agent_number,
    customer_number, from_number, placed_by)
  values (new.organization_id, new.account_sid, new.call_id, new.agent_number,
    new.customer_number, new.from_number, new.placed_by)
  on conflict on constraint outgoing_call_organization_id_call_id_key do update
    set state = 'placing', error = null, account_sid = excluded.account_sid,
        placed_by = excluded.placed_by, agent_number = excluded.agent_number,
        customer_number = excluded.customer_number, from_number = excluded.from_number,
        created_at = now(), tries = outgoing_call.tries + 1
  returning outgoing_call.id into written_id;
  update call_leg l
     set direction = 'outbound', from_number = new.from_number, to_number = new.agent_number,
         customer_number = new.customer_number, status = null, ended_at = null
   where l.sid = new.call_id and l.organization_id = new.organization_id;
  return written_id;
end
$$;
