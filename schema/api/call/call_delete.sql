-- Deletes a call record that a dialer made by mistake: one of which Twilio has
-- said nothing, whatever CallSid or ConferenceSid the dialer gave it. What was
-- said of it is in the audit.
-- Raises PT401, PT403 as rules.dialer_authorize(); PT400 invalid_call_id; PT404
-- call_not_found; PT409 as rules.call_delete_check(); 40001 as
-- rules.call_record_lock(), and if the call has a new name meanwhile.
create or replace function api.call_delete(credential bytea, call_id text)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who         record := dialer_authorize(credential);
  names       text[];
  conferences text[]; -- that it took part in
  ids         uuid[];
begin
  perform call_id_check(call_id);
  select array_agg(other.sid) into names
    from call_leg l join call_leg other using (call_record_id)
   where l.sid = call_delete.call_id and l.organization_id = who.organization_id;
  -- One that is made while this waits has this name, whatever else it has.
  names := coalesce(names, array[call_id]);
  conferences := conference_candidates(who.organization_id, names, null, null, null);
  perform call_names_lock(who.organization_id, names || conferences);
  ids := array(select l.call_record_id from call_leg l
                where l.sid = call_delete.call_id and l.organization_id = who.organization_id);
  if ids = '{}' then
    raise sqlstate 'PT404' using message = 'call_not_found',
      detail = 'There is no call of this name.';
  end if;
  perform call_record_lock(variadic ids);
  perform call_delete_check(who.organization_id, ids[1], names, conferences);
  insert into audit_event (organization_id, actor, action, detail)
  select who.organization_id, who.name, 'delete',
         jsonb_build_object('names', names, 'said', jsonb_strip_nulls(to_jsonb(c.shown)))
    from call_record_shown c where c.id = ids[1];
  perform call_record_remove(who.organization_id, ids[1], names);
  perform conference_keeper_choose(who.organization_id, cf) from unnest(conferences) cf;
end
$$;

grant execute on function api.call_delete to omnivox_call;
