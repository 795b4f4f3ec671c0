-- Notes that everything of an account in that time has been reconciled, and
-- deletes old notes of what was asked for.
create or replace function api.reconcile_done(
  account_sid text, window_from timestamptz, window_to timestamptz, created integer, updated integer)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
begin
  perform account_credentials_mark(account_sid, false);
  insert into reconcile_run (account_sid, window_from, window_to, created, updated)
  values (account_sid, window_from, window_to, created, updated);
  delete from reconcile_asked q where q.asked_at < now() - interval '15 days';
  delete from reconcile_run r where r.window_to < now() - interval '90 days';
end
$$;

grant execute on function api.reconcile_done to omnivox_reconciler;
