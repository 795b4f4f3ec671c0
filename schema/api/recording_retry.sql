-- Somebody wants a recording that failed to be copied again.
-- Raises as data.recording_seen(); PT409 recording_not_failed.
create or replace function api.recording_retry(credential bytea, id uuid)
returns void
language plpgsql security definer set search_path = data, pg_temp
as $$
declare
  one   recording := recording_seen(credential, id);
  who   record := principal(credential);
  again integer := recording_again(one.id);
begin
  if again = 0 then
    raise sqlstate 'PT409' using message = 'recording_not_failed',
      detail = 'Nothing of this recording has failed.';
  end if;
  insert into audit_event (organization_id, actor, action, detail)
  values (who.organization_id,
          coalesce((select u.email from app_user u where u.id = who.user_id),
                   (select 'token ' || t.name from api_token t where t.token_hash = credential)),
          'retry', jsonb_build_object('recording', one.id, 'segments', again));
end
$$;
