-- Applies one webhook request and writes it into the journal; all webhooks
-- enter here. params is the form, with Twilio's names of fields. The caller
-- has checked the signature and the SIDs.
-- Raises as webhook_apply().
create or replace function rules.webhook_receive(
  endpoint text, params jsonb, idempotency_token text, outgoing_call_id uuid)
returns void
language plpgsql
as $$
declare
  outcome text := webhook_apply(endpoint, params, outgoing_call_id);
begin
  perform webhook_event_write(endpoint, outcome, null, params, idempotency_token, outgoing_call_id);
end
$$;
