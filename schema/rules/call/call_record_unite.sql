-- Makes a resolution true that changes something: makes the call record, or
-- merges the records that are one call, makes each name a leg, and lets the
-- call join its conference. Locks the records first. leg: what is known of the
-- leg that the reference says something of, if it is new. The caller refreshes
-- a record that is not created now.
-- Raises 40001 as call_record_lock_related().
create or replace function rules.call_record_unite(
  reference data.call_reference, call data.call_resolution, leg data.call_leg)
returns data.call_resolution
language plpgsql
as $$
declare
  org  uuid := reference.organization_id;
  legs call_leg[];
begin
  if call.lock_ids <> '{}' then
    perform call_record_lock_related(i, call.lock_ids, call.conferences)
       from unnest(array_remove(call.record_ids || call.other_id, null)) i;
  end if;
  if call.created then
    call.id := data.uuid_v7();
    call.lock_ids := call.lock_ids || call.id;
  end if;
  legs := call_legs_named(call.id, reference, call.names, leg);
  if call.created then
    perform call_record_add(call.id, legs);
  else
    for i in 2 .. cardinality(call.record_ids) loop
      perform call_record_merge(call.id, call.record_ids[i], call.names);
      call.lock_ids := array_remove(call.lock_ids, call.record_ids[i]);
    end loop;
    insert into call_leg select * from unnest(legs) on conflict do nothing;
  end if;
  if call.conferences <> '{}' then
    perform conference_join(org, call, not coalesce(reference.is_dialers, false));
  end if;
  return call;
end
$$;
