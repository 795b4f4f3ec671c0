-- The webhook requests that were refused since then, by endpoint and
-- reason, with the last one of each as it came.
create or replace function api.webhook_rejections(since timestamptz)
returns table (endpoint text, reason text, count bigint, last_at timestamptz,
               uri text, host text, signature text, body text)
language sql stable security definer set search_path = data, pg_temp
as $$
  select r.endpoint, r.reason, sum(r.count)::bigint, max(r.last_at),
         last.request ->> 'uri', last.request ->> 'host',
         last.request ->> 'signature', last.request ->> 'body'
    from webhook_rejection r
    cross join lateral (
      select l.last_request as request from webhook_rejection l
       where l.endpoint = r.endpoint and l.reason = r.reason order by l.hour desc limit 1) last
   where r.last_at >= since
   group by r.endpoint, r.reason, last.request
   order by r.endpoint, r.reason
$$;
