-- Twilio has called back to the URL of a call that we placed: so it has
-- the call, whether or not its answer came. Returns the name that we gave
-- the call; null: there is no such one.
create or replace function data.outgoing_call_answered(
  organization_id uuid, id uuid)
returns text
language plpgsql set search_path = data, pg_temp
as $$
declare
  call_id text;
begin
  select o.call_id into call_id from outgoing_call o
   where o.id = outgoing_call_answered.id
     and o.organization_id = outgoing_call_answered.organization_id;
  update outgoing_call o set state = 'placed', error = null
   where o.id = outgoing_call_answered.id
     and o.organization_id = outgoing_call_answered.organization_id
     and o.state in ('placing', 'unknown');
  return call_id;
end
$$;
