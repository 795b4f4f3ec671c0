-- Finds the call record that a reference is about; it is the one way in.
-- Makes the record if none of the names is known; merges the records if the
-- names turn out to be of one call that was known as several. Every name
-- becomes a leg. With dry_run nothing is locked or written.
--
-- Names match exactly or not at all. What Twilio names together is one call.
-- A ConferenceSid is no name of a call: the call took part in the conference.
--
-- Locks the names. If the call has changed, its record is locked, too, and the
-- caller refreshes it. Else a caller who goes on to write locks it with
-- call_record_lock_related().
-- Raises 40001 as call_record_lock_related(), and if the recording turned out
-- to be a conference's whose name is not locked.
create or replace function rules.call_record_resolve(reference data.call_reference, dry_run boolean)
returns data.call_resolution
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  org         uuid := reference.organization_id;
  names       text[] := call_names(variadic reference.names || reference.dialer_id);
  conferences text[];
  call        call_resolution;
begin
  conferences := call_names(variadic reference.conference_sid || conference_candidates(
    org, names, reference.conference_sid, reference.account_sid, reference.recording_sid));
  if not dry_run then
    perform call_names_lock(org, names || reference.recording_sid || conferences);
  end if;
  call := call_record_find(reference, names);
  if dry_run then
    return call;
  end if;

  call.conferences := conferences;
  call.lock_ids := array_remove(call.record_ids || call.other_id, null);
  if call.conference_sid is not null and call.conference_sid <> all (conferences) then
    raise serialization_failure using message = 'a recording turned out to be a conference''s meanwhile';
  elsif conferences <> '{}' then
    call.lock_ids := array(
      select unnest(call.lock_ids)
      union
      select k.call_record_id from conference_call k
       where k.organization_id = org and k.conference_sid = any (conferences));
  end if;
  return case when call.changed then call_record_unite(reference, call) else call end;
end
$$;
