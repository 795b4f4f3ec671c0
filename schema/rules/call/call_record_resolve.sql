-- Finds the call record that a reference is about; it is the one way in. With
-- dry_run nothing is locked. Writes nothing: call_record_unite() makes what
-- has changed.
--
-- Names match exactly or not at all. What Twilio names together is one call.
-- A ConferenceSid is no name of a call: the call took part in the conference.
--
-- Locks the names, and those of all conferences in which the calls took part.
-- If these turn out to be more than were locked, it lets all of them go and
-- begins again, so that all are locked in their order.
create or replace function rules.call_record_resolve(reference data.call_reference, dry_run boolean)
returns data.call_resolution
language plpgsql
as $$
declare
  org         uuid := reference.organization_id;
  names       text[] := case when reference.dialer_id is null then reference.names
                             else call_names(variadic reference.names || reference.dialer_id) end;
  conferences text[] := array[]::text[];
  call        call_resolution;
begin
  if reference.conference_sid <> '' then
    conferences := array[reference.conference_sid];
  end if;
  loop
    begin
      if not dry_run then
        perform call_names_lock(org, names || reference.recording_sid || conferences);
      end if;
      call := call_record_find(reference, names);
      if call.may_confer then
        call.conferences := call_names(variadic conferences || conference_candidates(
          org, names, reference.conference_sid, reference.account_sid, reference.recording_sid));
      end if;
      exit when dry_run or call.conferences <@ conferences;
      conferences := call.conferences;
      raise sqlstate 'OV001' using message = 'more conferences are to be locked';
    exception
      when sqlstate 'OV001' then
        null; -- the locks are gone
    end;
  end loop;
  call.lock_ids := array_remove(call.record_ids || call.other_id, null);
  if call.may_confer then
    call.lock_ids := conference_lock_ids(org, call.conferences, call.lock_ids);
  end if;
  return call;
end
$$;
