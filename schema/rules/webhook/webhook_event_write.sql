-- Writes one request into the journal. reason is null unless the outcome is
-- refused. A clock that was set meanwhile is no reason to lose the request.
create or replace function rules.webhook_event_write(
  endpoint text, outcome text, reason text, params jsonb, idempotency_token text,
  outgoing_call_id uuid)
returns void
language plpgsql
as $$
begin
  insert into webhook_event (endpoint, outcome, reason, idempotency_token, params,
    outgoing_call_id, unusable, latency_us)
  values (endpoint, outcome, reason, idempotency_token, params, outgoing_call_id,
    webhook_unusable_fields(params),
    least(greatest(extract(epoch from clock_timestamp() - now()), 0), 2000) * 1000000);
end
$$;
