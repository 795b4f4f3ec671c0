-- Applies the request of the journal that came next after (received_at,
-- id), until then, once more; no row: there is none. The journal stays as
-- it is. One at a time, as webhooks do, because whoever holds the locks of
-- many calls keeps webhooks waiting. reason: why it was refused.
create or replace function api.replay_next(
  inout received_at timestamptz, inout id bigint, until timestamptz, out outcome text, out reason text)
returns setof record
language plpgsql security definer set search_path = data, pg_temp
as $$
#variable_conflict use_column
declare
  event webhook_event;
begin
  -- SIDs that C has refused, SQL would not know for what they are.
  select * into event from webhook_event e
   where e.received_at >= replay_next.received_at
     and (e.received_at, e.id) > (replay_next.received_at, replay_next.id)
     and e.received_at <= replay_next.until and e.reason is distinct from 'malformed_sid'
   order by e.received_at, e.id limit 1;
  if not found then
    return;
  end if;
  received_at := event.received_at;
  id := event.id;
  begin
    outcome := webhook_apply(event.endpoint, event.params, event.outgoing_call_id);
  exception
    when others then
      -- What a request says can be wrong; the rest is our affair.
      if sqlstate !~ '^(PT4|22|23)' then
        raise;
      end if;
      outcome := 'refused';
      reason := sqlerrm;
  end;
  return next;
end
$$;
