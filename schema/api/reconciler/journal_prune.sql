-- Deletes what is older than it has to be kept: requests of the journal,
-- counts of refusals, failed tries to log in. Deletes at most 10,000 of
-- each (of the counts: minutes), so that it does not last long; true: there
-- is more.
create or replace function api.journal_prune(event_days integer, rejection_days integer)
returns boolean
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  most    constant integer := 10000;
  events  integer;
  counted integer;
  tries   integer;
begin
  delete from webhook_event e
   where e.id in (select o.id from webhook_event o
                   where o.received_at < now() - make_interval(days => event_days)
                   order by o.received_at limit most);
  get diagnostics events = row_count;
  delete from webhook_rejection r
   where r.minute in (select distinct o.minute from webhook_rejection o
                       where o.minute < now() - make_interval(days => rejection_days)
                       order by o.minute limit most);
  get diagnostics counted = row_count;
  delete from webhook_rejection_sample s where s.at < now() - make_interval(days => rejection_days);
  delete from log_in_failure f
   where (f.account, f.network) in (select o.account, o.network from log_in_failure o
                                     where o.last_at < now() - interval '1 day'
                                     order by o.last_at limit most);
  get diagnostics tries = row_count;
  return events = most or counted >= most or tries = most;
end
$$;

grant execute on function api.journal_prune to omnivox_reconciler;
