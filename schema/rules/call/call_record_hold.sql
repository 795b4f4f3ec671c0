-- Locks call records as call_record_lock() does: that of a call, and those of
-- all calls in the same conferences, as call_record_resolve() gave them.
-- Raises 40001 as that, and if the call has joined another conference than
-- these since: whose name, and whose calls, are not locked.
create or replace function rules.call_record_hold(id uuid, ids uuid[], conferences text[])
returns void
language plpgsql set search_path = rules, data, pg_temp
as $$
begin
  perform call_record_lock(variadic ids);
  if exists (select from conference_call k
              where k.call_record_id = call_record_hold.id and k.conference_sid <> all (conferences)) then
    raise serialization_failure using message = 'a call has joined a conference meanwhile';
  end if;
end
$$;
