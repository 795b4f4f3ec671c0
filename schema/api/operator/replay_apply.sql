-- Applies a request of the journal again, without a new row in the journal.
-- Each request is a transaction of its own: one that held the locks of many
-- calls would keep webhooks waiting. Returns the outcome; null if the journal
-- does not have the request. Raises as rules.webhook_apply().
create or replace function api.replay_apply(id bigint)
returns text
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  event webhook_event;
begin
  select * into event from webhook_event e where e.id = replay_apply.id;
  if not found then
    return null;
  end if;
  return webhook_apply(event.endpoint, event.params, event.outgoing_call_id);
end
$$;

grant execute on function api.replay_apply to omnivox_recctl;
