-- Counts a webhook request that was refused with that reason, and keeps
-- the last one of a kind as it came, for recctl doctor. params is its form
-- if Twilio had signed it: then it is in the journal, too.
create or replace function api.webhook_refused(
  endpoint text, reason text, uri text, host text, signature text, body text,
  params jsonb, idempotency_token text, outgoing_call_id uuid)
returns void
language plpgsql security definer set search_path = data, pg_temp
as $$
declare
  request jsonb := jsonb_build_object('uri', uri, 'host', host, 'signature', signature, 'body', body);
begin
  -- A number of strangers that a crash has lost is no loss.
  if params is null then
    perform set_config('synchronous_commit', 'off', true);
  else
    perform webhook_note(endpoint, 'refused', reason, params, idempotency_token, outgoing_call_id);
  end if;
  insert into webhook_rejection as r (hour, endpoint, reason, last_request)
  values (date_trunc('hour', now()), endpoint, reason, request)
  on conflict on constraint webhook_rejection_pkey do update
    set count = r.count + 1, last_at = excluded.last_at, last_request = excluded.last_request;
end
$$;
