-- Raises an error if a call may not be placed, whose record is locked: PT409
-- call_exists: the call is on, or was, and not by us; PT429 too_many_calls, by
-- one user or token in a minute, with the seconds to wait as the hint.
-- is_first: we were never asked to place it before.
create or replace function rules.outgoing_call_check(
  who data.principal, new data.outgoing_call, call_record_id uuid, is_first boolean)
returns void
language plpgsql stable
as $$
begin
  if exists (select from call_leg l
              where l.call_record_id = outgoing_call_check.call_record_id and sid_is('CA', l.sid)) then
    raise sqlstate 'PT409' using message = 'call_exists',
      detail = 'Twilio has a call with this callId already.';
  elsif is_first and exists (
       select from call_record c
        where c.id = outgoing_call_check.call_record_id
          and (c.started_at is not null or c.ended_at is not null or c.status is not null
               or c.customer_number <> new.customer_number or c.agent_id <> who.agent_id)) then
    raise sqlstate 'PT409' using message = 'call_exists',
      detail = 'This callId is another call''s already.';
  elsif (select coalesce(sum(o.tries), 0) from outgoing_call o
          where o.placed_by = who.id and o.created_at > now() - interval '1 minute')
        >= (case when who.user_id is null then 600 else 10 end) then
    raise sqlstate 'PT429' using message = 'too_many_calls', hint = '10',
      detail = 'In a minute a person may place 10 calls, and a program 600.';
  end if;
end
$$;
