-- Deletes all recordings (what = 'recordings'), or all call records and their
-- recordings (what = 'call-records'); with apply = false it only counts.
-- Returns a row for each table: whether its rows are deleted, and how many it
-- has before and after. The tables are locked meanwhile. api.media_removals()
-- then lists the files to remove. Raises PT400 invalid_purge.
create or replace function api.purge(
  what text, apply boolean,
  out name text, out goes boolean, out before bigint, out after bigint)
returns setof record
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  counts jsonb;
begin
  if what is null or what not in ('recordings', 'call-records') then
    raise sqlstate 'PT400' using message = 'invalid_purge',
      detail = 'What is purged is recordings or call-records.';
  end if;
  if apply then
    lock table call_leg, call_record, conference_call, former_id, outgoing_call, recording,
      recording_segment, media_job, transcription_job, reconcile_asked in access exclusive mode;
    lock table organization, app_user, agent, campaign, contact, disposition,
      api_token, webhook_event, webhook_rejection in share mode;
  end if;
  select jsonb_object_agg(c.name, c.count) into counts from purge_counts(what) c;

  if apply then
    perform purge_delete(what);
    insert into audit_event (actor, action, detail)
    values ('recctl', 'purge ' || what, counts);
  end if;

  return query
    select c.name, c.goes, (counts ->> c.name)::bigint, c.count
      from purge_counts(what) c;
end
$$;

grant execute on function api.purge to omnivox_recctl;
