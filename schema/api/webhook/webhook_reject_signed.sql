-- Writes a request that Twilio signed, and that is being refused with that
-- reason, into the journal, and counts it.
create or replace function api.webhook_reject_signed(
  endpoint text, reason text, params jsonb, idempotency_token text, outgoing_call_id uuid)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
begin
  perform webhook_event_write(endpoint, 'refused', reason, params, idempotency_token, outgoing_call_id);
  perform webhook_rejection_count(endpoint, reason, 1);
end
$$;

grant execute on function api.webhook_reject_signed to omnivox_recording_callback, omnivox_status_callback;
