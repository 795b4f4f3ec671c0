-- Counts webhook requests that nobody signed, and that were refused with
-- that reason since the last call. Keeps the last one of each kind for
-- recctl doctor; is_whole: nothing of it is cut.
create or replace function api.webhook_reject_unsigned(
  endpoint text, reason text, count bigint, uri text, host text, signature text, body text,
  is_whole boolean)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
begin
  perform webhook_rejection_count(endpoint, reason, count);
  insert into webhook_rejection_sample as s (endpoint, reason, request)
  values (endpoint, reason, jsonb_build_object(
    'uri', uri, 'host', host, 'signature', signature, 'body', body, 'whole', is_whole))
  on conflict on constraint webhook_rejection_sample_pkey do update
    set at = excluded.at, request = excluded.request;
end
$$;

grant execute on function api.webhook_reject_unsigned to omnivox_recording_callback, omnivox_status_callback;
