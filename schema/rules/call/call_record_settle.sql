-- Makes what a dialer's resolution says true, and locks the call record, which
-- the caller goes on to write.
-- Raises 40001 as call_record_lock_related().
create or replace function rules.call_record_settle(reference data.call_reference, call data.call_resolution)
returns data.call_resolution
language plpgsql
as $$
begin
  if call.changed then
    call := call_record_unite(reference, call, null);
  end if;
  perform call_record_lock_related(call.id, call.lock_ids, call.conferences);
  return call;
end
$$;
