-- Adds to the count of requests to an endpoint that were refused with that
-- reason.
create or replace function rules.webhook_rejection_count(endpoint text, reason text, count bigint)
returns void
language plpgsql
as $$
begin
  insert into webhook_rejection as r (minute, endpoint, reason, count)
  values (date_trunc('minute', now()), endpoint, reason, webhook_rejection_count.count)
  on conflict on constraint webhook_rejection_pkey do update
    set count = r.count + excluded.count, last_at = excluded.last_at;
end
$$;
