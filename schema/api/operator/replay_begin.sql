-- Counts the requests of the journal from that time until now, and writes
-- into the audit that they are about to be applied again.
-- Raises PT409 purged: what was deleted since would be there again.
create or replace function api.replay_begin(
  since timestamptz, out begins timestamptz, out until timestamptz, out events bigint)
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  purge timestamptz := (select max(a.at) from audit_event a where a.action like 'purge %');
begin
  if purge >= since then
    raise sqlstate 'PT409' using message = 'purged',
      detail = format('At %s there was a purge; what it deleted would be there again. Give a later time.',
                      purge);
  end if;
  begins := since;
  until := now();
  select count(*) into events from webhook_event e where e.received_at between since and until;
  insert into audit_event (actor, action, detail)
  values ('recctl', 'replay', jsonb_build_object('since', since, 'until', until, 'events', events));
end
$$;

grant execute on function api.replay_begin to omnivox_recctl;
