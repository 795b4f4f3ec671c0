-- Twilio refuses our credentials for an account.
create or replace function api.reconcile_refused(account_sid text)
returns void
language plpgsql security definer set search_path = data, pg_temp
as $$
begin
  perform account_refused(account_sid, true);
end
$$;
