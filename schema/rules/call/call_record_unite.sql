-- Makes a resolution true that changes something: makes the call record, or
-- merges the records that are one call, makes each name a leg, and lets the
-- call join its conference. Locks the records first.
-- Raises 40001 as call_record_lock_related().
create or replace function rules.call_record_unite(reference data.call_reference, call data.call_resolution)
returns data.call_resolution
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  org uuid := reference.organization_id;
begin
  if call.lock_ids <> '{}' then
    perform call_record_lock_related(i, call.lock_ids, call.conferences)
       from unnest(array_remove(call.record_ids || call.other_id, null)) i;
  end if;
  if call.created then
    insert into call_record (organization_id, call_id, started_at)
    values (org, call.names[1], reference.started_at)
    returning call_record.id into call.id;
    call.lock_ids := call.lock_ids || call.id;
  end if;
  for i in 2 .. cardinality(call.record_ids) loop
    perform call_record_merge(call.id, call.record_ids[i], call.names);
    call.lock_ids := array_remove(call.lock_ids, call.record_ids[i]);
  end loop;
  insert into call_leg (sid, organization_id, call_record_id, started_at)
  select sid, org, call.id, case when call.created and sid = call.names[1] then reference.started_at end
    from unnest(call.names) sid
  on conflict do nothing;
  if call.conferences <> '{}' then
    perform conference_join(org, call, not coalesce(reference.is_dialers, false));
  end if;
  return call;
end
$$;
