-- One call status callback: data.webhook_receive() says the rest.
create or replace function api.status_callback(
  params jsonb, idempotency_token text, outgoing_call_id uuid)
returns void
language plpgsql security definer set search_path = data, pg_temp
as $$
begin
  perform webhook_receive('status-callback', params, idempotency_token, outgoing_call_id);
end
$$;
