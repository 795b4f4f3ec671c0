-- What Twilio's REST API says of one call, recording or participant of an account,
-- applied by the same rules as a callback. Returns the outcome; dry_run: the
-- one that it would have, and nothing is locked or changed. What a purge
-- deleted is ignored.
-- Raises PT400 foreign_resource: it is another account's; sid_missing.
create or replace function rules.resource_apply(
  organization_id uuid, account_sid text, resource jsonb, dry_run boolean)
returns text
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  org     uuid := organization_id;
  sid     text := resource ->> 'sid';
  name    text;
  outcome text;
begin
  if resource ->> 'account_sid' is distinct from resource_apply.account_sid then
    raise sqlstate 'PT400' using message = 'foreign_resource', detail = 'It is another account''s.';
  elsif sid ~ '^RE[0-9a-fA-F]{32}$' then
    if coalesce(resource ->> 'call_sid', resource ->> 'conference_sid') is null
       or resource_is_purged(org, account_sid, resource) then
      return 'ignored';
    end if;
    return recording_event_apply(org, recording_resource_params(resource), null, dry_run);
  elsif sid is null and resource ->> 'call_sid' ~ '^CA[0-9a-fA-F]{32}$'
        and resource ->> 'conference_sid' ~ '^CF[0-9a-fA-F]{32}$' then
    return call_event_apply(org, jsonb_build_object(
      'CallSid', resource ->> 'call_sid', 'ConferenceSid', resource ->> 'conference_sid'), null, dry_run);
  elsif sid is null or sid !~ '^CA[0-9a-fA-F]{32}$' then
    raise sqlstate 'PT400' using message = 'sid_missing', detail = 'It has no SID.';
  elsif resource_is_purged(org, account_sid, resource) then
    return 'ignored';
  end if;

  name := outgoing_call_match(org, resource);
  outcome := call_event_apply(org, call_resource_params(resource), name, dry_run);
  if name is not null and not dry_run then
    update outgoing_call o set state = 'placed', error = null
     where o.organization_id = org and o.call_id = name
       and o.state in ('placing', 'unknown');
  end if;
  return outcome;
end
$$;
