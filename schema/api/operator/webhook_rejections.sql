-- Returns the webhook requests that were refused since then (to the
-- minute), by endpoint and reason, with a sample of each as it came.
-- is_whole: nothing of its body is cut.
create or replace function api.webhook_rejections(since timestamptz)
returns table (endpoint text, reason text, count bigint, last_at timestamptz,
               uri text, host text, signature text, body text, is_whole boolean)
language plpgsql stable security definer set search_path = rules, data, pg_temp
as $$
begin
  return query
    select r.endpoint, r.reason, sum(r.count)::bigint, max(r.last_at),
           s.request ->> 'uri', s.request ->> 'host', s.request ->> 'signature',
           s.request ->> 'body', coalesce((s.request ->> 'whole')::boolean, true)
      from webhook_rejection r
      left join webhook_rejection_sample s using (endpoint, reason)
     where r.minute >= date_trunc('minute', since) and r.last_at >= since
     group by r.endpoint, r.reason, s.request
     order by r.endpoint, r.reason;
end
$$;

grant execute on function api.webhook_rejections to omnivox_recctl;
