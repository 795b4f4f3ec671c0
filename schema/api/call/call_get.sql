-- Returns a call record by any name of the call: a dialer's id, the CallSid
-- of one of its legs, or the ConferenceSid of the conference whose
-- recording it has.
-- Raises PT401 as rules.principal(); PT400 invalid_call_id; PT404
-- call_not_found: there is no such call, or it is another organization's.
create or replace function api.call_get(credential bytea, call_id text)
returns setof data.call_record_columns
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who principal := principal(credential);
begin
  perform call_id_check(call_id);
  return query
    select (c.shown).*
      from call_record_shown c
     where c.id = coalesce(
       (select l.call_record_id from call_leg l
         where l.sid = call_get.call_id and l.organization_id = who.organization_id),
       (select k.call_record_id from conference_call k
         where k.conference_sid = call_get.call_id and k.organization_id = who.organization_id
           and k.keeps_recording));
  if not found then
    raise sqlstate 'PT404' using message = 'call_not_found',
      detail = 'There is no call of this name.';
  end if;
end
$$;

grant execute on function api.call_get to omnivox_call;
