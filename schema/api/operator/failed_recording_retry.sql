-- Queues a recording's failed segments for another copy, for the operator.
-- Returns how many there are.
-- Raises PT404 recording_not_found; 40001 as rules.recording_requeue().
create or replace function api.failed_recording_retry(recording_id uuid)
returns integer
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  one   uuid := current_id(recording_id);
  org   uuid;
  again integer;
begin
  select c.organization_id into org
    from recording r join call_record c on c.id = r.call_record_id where r.id = one;
  if not found then
    raise sqlstate 'PT404' using message = 'recording_not_found',
      detail = 'There is no recording with this id.';
  end if;
  again := recording_requeue(one);
  if again > 0 then
    insert into audit_event (organization_id, actor, action, detail)
    values (org, 'recctl', 'retry', jsonb_build_object('recording', one, 'segments', again));
  end if;
  return again;
end
$$;

grant execute on function api.failed_recording_retry to omnivox_recctl;
