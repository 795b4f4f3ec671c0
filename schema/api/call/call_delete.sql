-- Deletes a call record that a dialer made by mistake: one of which Twilio
-- has said nothing, whatever CallSid or ConferenceSid the dialer gave it.
-- What was said is in the audit.
-- Raises PT401, PT403 as rules.dialer_authorize(); PT400 invalid_call_id; PT404 call_not_found; PT409
-- call_is_at_twilio: a leg of it is there, or may be; call_has_recording;
-- 40001 as rules.call_record_lock(), and if the call has a new name meanwhile.
create or replace function api.call_delete(credential bytea, call_id text)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who   record := dialer_authorize(credential);
  names text[];
  known text[]; -- the conferences that it took part in
  ids   uuid[];
  said  json;
begin
  perform call_id_check(call_id);
  select array_agg(other.sid) into names
    from call_leg l join call_leg other using (call_record_id)
   where l.sid = call_delete.call_id and l.organization_id = who.organization_id;
  -- One that is made while this waits has this name, whatever else it has.
  names := coalesce(names, array[call_id]);
  known := conference_candidates(who.organization_id, names, null, null, null);
  perform call_names_lock(who.organization_id, names || known);
  ids := array(select l.call_record_id from call_leg l
                where l.sid = call_delete.call_id and l.organization_id = who.organization_id);
  if ids = '{}' then
    raise sqlstate 'PT404' using message = 'call_not_found',
      detail = 'There is no call of this name.';
  end if;
  perform call_record_lock(variadic ids);
  if exists (select from call_leg l where l.call_record_id = ids[1] and l.sid <> all (names)) then
    raise serialization_failure using message = 'a call was given another name meanwhile';
  elsif exists (select from recording r where r.call_record_id = ids[1]) then
    raise sqlstate 'PT409' using message = 'call_has_recording',
      detail = 'The call has a recording: it is not deleted.';
  elsif exists (select from conference_call k where k.call_record_id = ids[1] and k.conference_sid <> all (known)) then
    raise serialization_failure using message = 'a call has joined a conference meanwhile';
  elsif exists (select from call_leg l
                 where l.call_record_id = ids[1] and l.sid ~ '^C[AF][0-9a-fA-F]{32}$'
                   and (l.status is not null or l.direction is not null or l.started_at is not null))
     or exists (select from outgoing_call o
                 where o.organization_id = who.organization_id and o.call_id = any (names)
                   and o.state <> 'refused') then
    raise sqlstate 'PT409' using message = 'call_is_at_twilio',
      detail = 'Twilio has this call, or may have it: it is not deleted.';
  end if;

  select c.shown into said from call_record_json c where c.id = ids[1];
  insert into audit_event (organization_id, actor, action, detail)
  values (who.organization_id, who.name, 'delete',
          jsonb_build_object('names', names, 'said', jsonb_strip_nulls(said::jsonb)));
  delete from outgoing_call o where o.organization_id = who.organization_id and o.call_id = any (names);
  delete from call_leg l where l.call_record_id = ids[1];
  delete from conference_call k where k.call_record_id = ids[1];
  delete from former_id f where f.current_id = ids[1];
  delete from call_record c where c.id = ids[1];
  perform conference_keeper_choose(who.organization_id, cf) from unnest(known) cf;
end
$$;

grant execute on function api.call_delete to omnivox_call;
