-- Twilio's REST API knows nothing (404) of a path of an account. A recording
-- that is not there was deleted: one row, as reconcile_apply() gives. A call
-- that is not there says nothing, but is not asked for any number of times.
create or replace function api.reconcile_missing(
  account_sid text, path text, dry_run boolean, out kind text, out value text)
returns setof record
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  re       text := substring(path from '/Recordings/(' || sid_pattern('RE') || ')\.json$');
  ca       text := substring(path from '/Calls/(' || sid_pattern('CA') || ')\.json$');
  org      uuid;
  resource jsonb;
begin
  select c.organization_id, jsonb_build_object('sid', re, 'account_sid', s.account_sid,
           'call_sid', case when s.conference_sid is null then l.sid end,
           'conference_sid', s.conference_sid, 'status', 'deleted')
    into org, resource
    from recording_segment s
    join recording r on r.id = s.recording_id
    join call_record c on c.id = r.call_record_id
    join call_leg l on l.call_record_id = c.id
   where s.recording_sid = re and s.account_sid = reconcile_missing.account_sid
   order by l.sid ~ '^CA' desc, l.sid limit 1;
  if found then
    kind := resource_apply(org, account_sid, resource, dry_run);
    value := re;
    return next;
  elsif ca is not null and not dry_run then
    update reconcile_asked q set missing = q.missing + 1
     where q.sid = ca and q.account_sid = reconcile_missing.account_sid;
  end if;
end
$$;

grant execute on function api.reconcile_missing to omnivox_recctl, omnivox_reconciler;
