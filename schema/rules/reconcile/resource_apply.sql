-- Applies what Twilio's REST API says of one call, recording or participant of
-- an account, by the same rules as a callback. Returns the outcome; with
-- dry_run the outcome that it would have, and nothing is locked or changed.
-- What a purge deleted is ignored.
-- Raises PT400 foreign_resource: it is another account's; sid_missing.
create or replace function rules.resource_apply(
  organization_id uuid, account_sid text, resource jsonb, dry_run boolean)
returns text
language plpgsql
as $$
declare
  sid     text := resource ->> 'sid';
  name    text;
  outcome text;
begin
  if resource ->> 'account_sid' is distinct from resource_apply.account_sid then
    raise sqlstate 'PT400' using message = 'foreign_resource', detail = 'It is another account''s.';
  elsif sid_is('RE', sid) then
    if coalesce(resource ->> 'call_sid', resource ->> 'conference_sid') is null
       or resource_is_purged(organization_id, account_sid, resource) then
      return 'ignored';
    end if;
    return recording_event_apply(organization_id, recording_resource_params(resource), null, dry_run);
  elsif sid is null and sid_is('CA', resource ->> 'call_sid')
        and sid_is('CF', resource ->> 'conference_sid') then
    return call_event_apply(organization_id, jsonb_build_object(
      'CallSid', resource ->> 'call_sid', 'ConferenceSid', resource ->> 'conference_sid'), null, dry_run);
  elsif sid is null or not sid_is('CA', sid) then
    raise sqlstate 'PT400' using message = 'sid_missing', detail = 'It has no SID.';
  elsif resource_is_purged(organization_id, account_sid, resource) then
    return 'ignored';
  end if;

  name := outgoing_call_match(organization_id, resource);
  outcome := call_event_apply(organization_id, call_resource_params(resource), name, dry_run);
  if name is not null and not dry_run then
    update outgoing_call o set state = 'placed', error = null
     where o.organization_id = resource_apply.organization_id and o.call_id = name
       and o.state in ('placing', 'unknown');
  end if;
  return outcome;
end
$$;
