-- Notes that Twilio refuses our credentials for an account.
create or replace function api.reconcile_credentials_refused(account_sid text)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
begin
  perform account_credentials_mark(account_sid, true);
end
$$;

grant execute on function api.reconcile_credentials_refused to omnivox_recctl, omnivox_reconciler;
