-- The one function through which webhooks enter: applies what one request
-- says, and keeps it in the journal. params is its form, as Twilio named
-- the fields; whoever calls has checked the signature and the SIDs.
-- Raises as webhook_apply().
create or replace function rules.webhook_receive(
  endpoint text, params jsonb, idempotency_token text, outgoing_call_id uuid)
returns void
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  outcome text := webhook_apply(endpoint, params, outgoing_call_id);
begin
  perform webhook_event_write(endpoint, outcome, null, params, idempotency_token, outgoing_call_id);
end
$$;
