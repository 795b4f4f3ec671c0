-- Applies one call or recording of an account, as Twilio's REST API shows
-- it. The first row is what became of it (kind is the outcome, value the
-- SID); the others (kind 'next') are paths to ask for because of it: the
-- call of a recording, and its child legs, as long as we do not know how
-- that call ended. With dry_run nothing is changed.
-- Raises as data.resource_apply(), data.recording_event_apply() and
-- data.call_record_lock().
create or replace function api.reconcile_apply(
  account_sid text, resource jsonb, dry_run boolean, out kind text, out value text)
returns setof record
language plpgsql security definer set search_path = data, pg_temp
as $$
declare
  base text := '/2010-04-01/Accounts/' || account_sid;
  ca   text := resource ->> 'call_sid';
  org  uuid;
begin
  select a.organization_id into strict org from twilio_account a
   where a.account_sid = reconcile_apply.account_sid;
  kind := resource_apply(org, account_sid, resource, dry_run);
  value := resource ->> 'sid';
  return next;

  if ca ~ '^CA[0-9a-fA-F]{32}$' and not exists (
       select from call_leg l
        where l.sid = ca and l.organization_id = org and l.status >= 'completed') then
    kind := 'next';
    value := base || '/Calls/' || ca || '.json';
    return next;
    value := base || '/Calls.json?PageSize=100&ParentCallSid=' || ca;
    return next;
  end if;
end
$$;
