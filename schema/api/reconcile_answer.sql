-- Applies what Twilio's REST API answered to one path of an account: a page
-- of calls or recordings, or one of them. Each row is a thing that was told
-- (kind is its outcome, value its SID, why for one that was refused), or a
-- path to ask for next (kind 'next'): the page after this one, and the
-- calls of recordings whose calls we do not know enough of.
-- missing: the answer was 404; a recording that is not there is deleted.
create or replace function api.reconcile_answer(
  account_sid text, path text, missing boolean, body jsonb, dry_run boolean,
  out kind text, out value text, out why text)
returns setof record
language plpgsql security definer set search_path = data, pg_temp
as $$
declare
  base     text := '/2010-04-01/Accounts/' || account_sid;
  re       text := substring(path from '/Recordings/(RE[0-9a-fA-F]{32})\.json');
  org      uuid;
  resource jsonb;
begin
  select a.organization_id into strict org from twilio_account a
   where a.account_sid = reconcile_answer.account_sid;
  if missing then
    select jsonb_build_object('sid', re, 'account_sid', s.account_sid, 'call_sid', l.sid,
             'status', 'deleted') into body
      from recording_segment s
      join recording r on r.id = s.recording_id
      join call_leg l on l.call_record_id = r.call_record_id
     where s.recording_sid = re limit 1;
    if body is null then
      return;
    end if;
  end if;

  for resource in
    select r from jsonb_array_elements(
      coalesce(body -> 'calls', body -> 'recordings', jsonb_build_array(body))) r
  loop
    value := resource ->> 'sid';
    kind := resource_apply(org, account_sid, resource, dry_run);
    why := substring(kind from '^refused: (.*)');
    kind := split_part(kind, ':', 1);
    return next;
  end loop;

  kind := 'next';
  why := null;
  for value in
    select body ->> 'next_page_uri' where starts_with(body ->> 'next_page_uri', base || '/')
    union
    select base || p from (
      select distinct r ->> 'call_sid' as sid
        from jsonb_array_elements(coalesce(body -> 'recordings', jsonb_build_array(body))) r
       where r ->> 'sid' like 'RE%' and r ->> 'call_sid' ~ '^CA[0-9a-fA-F]{32}$') c,
      unnest(array['/Calls/' || c.sid || '.json',
                   '/Calls.json?PageSize=100&ParentCallSid=' || c.sid]) p
     where not missing and not exists (
       select from call_leg l
        where l.sid = c.sid and l.organization_id = org and l.status >= 'completed')
     order by 1 desc
  loop
    return next;
  end loop;
end
$$;
