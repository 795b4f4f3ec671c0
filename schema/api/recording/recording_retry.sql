-- Queues a recording that could not be copied for another try now.
-- Raises PT401 as rules.principal(); PT404 as rules.recording_find(); PT409
-- recording_not_failed; 40001 as rules.recording_requeue().
create or replace function api.recording_retry(credential bytea, id uuid)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who   principal := principal(credential);
  one   recording := recording_find(who.organization_id, id);
  again integer := recording_requeue(one.id);
begin
  if again = 0 then
    raise sqlstate 'PT409' using message = 'recording_not_failed',
      detail = 'There is nothing of this recording that could be copied by trying again.';
  end if;
  insert into audit_event (organization_id, actor, action, detail)
  values (who.organization_id, who.name, 'retry',
          jsonb_build_object('recording', one.id, 'segments', again));
end
$$;

grant execute on function api.recording_retry to omnivox_recording_retry;
