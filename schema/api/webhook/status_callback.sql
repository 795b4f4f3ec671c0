-- Receives one call status callback: see rules.webhook_receive().
create or replace function api.status_callback(
  params jsonb, idempotency_token text, outgoing_call_id uuid)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
begin
  perform webhook_receive('status-callback', params, idempotency_token, outgoing_call_id);
end
$$;

grant execute on function api.status_callback to omnivox_status_callback;
