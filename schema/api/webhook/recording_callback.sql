-- Receives one recording status callback: see rules.webhook_receive().
create or replace function api.recording_callback(
  params jsonb, idempotency_token text, outgoing_call_id uuid)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
begin
  perform webhook_receive('recording-callback', params, idempotency_token, outgoing_call_id);
end
$$;

grant execute on function api.recording_callback to omnivox_recording_callback;
