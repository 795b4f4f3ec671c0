-- Notes that Twilio refuses our credentials for an account, or accepts them
-- again.
create or replace function rules.account_credentials_mark(account_sid text, refused boolean)
returns void
language plpgsql
as $$
begin
  update twilio_account a set refused_since = case when refused then now() end
   where a.account_sid = account_credentials_mark.account_sid and (a.refused_since is not null) <> refused;
end
$$;
