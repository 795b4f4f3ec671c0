-- What Twilio's REST API says of one call or recording of an account,
-- applied by the same rules as a callback. Returns the outcome, or
-- 'refused: ' and why: what is wrong with one resource must not keep the
-- others out. dry_run: the outcome it would have, and nothing is changed.
create or replace function data.resource_apply(
  organization_id uuid, account_sid text, resource jsonb, dry_run boolean)
returns text
language plpgsql set search_path = data, pg_temp
as $$
declare
  org     uuid := organization_id;
  sid     text := resource ->> 'sid';
  outcome text;
begin
  if resource ->> 'account_sid' is distinct from resource_apply.account_sid then
    return 'refused: it is another account''s';
  elsif sid ~ '^CA[0-9a-fA-F]{32}$' then
    outcome := call_event_apply(org, call_resource_params(resource),
      outgoing_call_match(org, resource));
  elsif sid !~ '^RE[0-9a-fA-F]{32}$' then
    return 'refused: it has no SID';
  elsif coalesce(resource ->> 'call_sid', resource ->> 'conference_sid') is null then
    return 'ignored';
  else
    outcome := recording_event_apply(org, recording_resource_params(resource), null);
  end if;
  if dry_run then
    raise sqlstate 'PT000';
  end if;
  return outcome;
exception
  when sqlstate 'PT000' then
    return outcome;
  when others then
    return 'refused: ' || sqlerrm;
end
$$;
