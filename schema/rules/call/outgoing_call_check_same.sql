-- Raises PT409 call_exists: the callId of a new call is that of an old one
-- between other numbers. from_number: null if the caller leaves it to us.
create or replace function rules.outgoing_call_check_same(
  old data.outgoing_call, new data.outgoing_call, from_number text)
returns void
language plpgsql immutable
as $$
begin
  if (old.customer_number, old.agent_number, old.from_number)
     <> (new.customer_number, new.agent_number, coalesce(from_number, old.from_number)) then
    raise sqlstate 'PT409' using message = 'call_exists',
      detail = 'This callId is that of a call between other numbers.';
  end if;
end
$$;
