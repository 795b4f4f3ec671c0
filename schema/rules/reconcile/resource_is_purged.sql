-- Tells whether a call or recording of Twilio's REST API was over when a
-- purge deleted such, and is not known since: it is not made again.
create or replace function rules.resource_is_purged(
  organization_id uuid, account_sid text, resource jsonb)
returns boolean
language plpgsql stable
as $$
declare
  org      uuid := organization_id;
  name     text := resource ->> 'sid';
  purged   text[] := array['purge call-records'];
  ended_at timestamptz := time_or_null(resource ->> 'end_time');
begin
  if name like 'RE%' then
    purged := array['purge recordings', 'purge call-records'];
    ended_at := time_or_null(coalesce(resource ->> 'start_time', resource ->> 'date_created'))
                + make_interval(secs => integer_or_null(resource ->> 'duration'));
  end if;
  return ended_at < (select max(a.at) from audit_event a
                      where a.action like 'purge %' and a.action = any (purged))
    and not exists (select from recording_segment s
                     where s.recording_sid = name and s.account_sid = resource_is_purged.account_sid)
    and not exists (select from call_leg l
                     where l.organization_id = org and l.sid in (name, resource ->> 'parent_call_sid'));
end
$$;
