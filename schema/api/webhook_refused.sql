-- A webhook request that Twilio had signed is being refused with that
-- reason: it is in the journal all the same, and counted.
create or replace function api.webhook_refused(
  endpoint text, reason text, params jsonb, idempotency_token text, outgoing_call_id uuid)
returns void
language plpgsql security definer set search_path = data, pg_temp
as $$
begin
  perform webhook_note(endpoint, 'refused', reason, params, idempotency_token, outgoing_call_id);
  perform webhook_rejection_count(endpoint, reason, 1);
end
$$;
