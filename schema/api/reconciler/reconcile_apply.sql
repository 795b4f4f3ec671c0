-- Applies one call, recording or participant of an account, as Twilio's REST
-- API has it. The first row is what became of it (kind is the outcome, value
-- the SID); the others (kind 'next') are paths to ask for because of it: the
-- call of a recording or participant, and its child legs, as long as we do not
-- know how that call ended; and who takes part in a conference, as long as
-- fewer than two are known to: Twilio lists those who are in it now, and nobody
-- once it is over.
-- With dry_run nothing is changed.
-- Source: Twilio docs, "Participants subresource".
-- Raises as rules.resource_apply(), rules.recording_event_apply() and
-- rules.call_record_lock().
create or replace function api.reconcile_apply(
  account_sid text, resource jsonb, dry_run boolean, out kind text, out value text)
returns setof record
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  ca  text := resource ->> 'call_sid';
  cf  text := case when resource ->> 'sid' like 'RE%'
    and resource ->> 'status' not in ('completed', 'absent', 'failed', 'deleted')
    then resource ->> 'conference_sid' end;
  org uuid;
begin
  select a.organization_id into strict org from twilio_account a
   where a.account_sid = reconcile_apply.account_sid;
  kind := resource_apply(org, account_sid, resource, dry_run);
  value := coalesce(resource ->> 'sid', ca);
  return next;

  kind := 'next';
  if sid_is('CA', ca) and not exists (
       select from call_leg l
        where l.sid = ca and l.organization_id = org and l.status >= 'completed') then
    value := twilio_path(account_sid, 'Calls/' || ca || '.json');
    return next;
    value := twilio_path(account_sid, 'Calls.json?PageSize=100&ParentCallSid=' || ca);
    return next;
  end if;
  if sid_is('CF', cf)
     and (select count(*) from conference_call k
           where k.conference_sid = cf and k.organization_id = org) < 2 then
    value := twilio_path(account_sid, 'Conferences/' || cf || '/Participants.json?PageSize=100');
    return next;
  end if;
end
$$;

grant execute on function api.reconcile_apply to omnivox_recctl, omnivox_reconciler;
