-- So many webhook requests that nobody had signed were refused with that
-- reason since this was last told. One of them is kept as it came, the last
-- of its kind, for recctl doctor; its body only up to 4,096 characters.
create or replace function api.webhook_strangers(
  endpoint text, reason text, count bigint, uri text, host text, signature text, body text)
returns void
language plpgsql security definer set search_path = data, pg_temp
as $$
begin
  perform webhook_rejection_count(endpoint, reason, count);
  insert into webhook_rejection_sample as s (endpoint, reason, request)
  values (endpoint, reason, jsonb_build_object(
    'uri', left(uri, 4096), 'host', left(host, 256), 'signature', left(signature, 256),
    'body', left(body, 4096), 'whole', coalesce(length(body) <= 4096, true)))
  on conflict on constraint webhook_rejection_sample_pkey do update
    set at = excluded.at, request = excluded.request;
end
$$;
