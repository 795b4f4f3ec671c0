-- What to ask Twilio's REST API for, of each account, or of that one only if
-- it is given: the calls that began from window_from on until window_to, the
-- recordings, and, where none of these lists has them any more, the calls and
-- recordings of the last 14 days that have not ended as far as we know: each
-- every ten minutes, those first that have waited longest, and never again
-- what was not there three times. With dry_run nobody remembers that they were
-- asked for.
-- Raises PT400 invalid_window: the one is not before the other.
create or replace function api.reconcile_begin(
  window_from timestamptz, window_to timestamptz, dry_run boolean, only_account text default null,
  out account_sid text, out path text)
returns setof record
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  org  uuid;
  sids text[];
begin
  if window_from >= window_to or window_from is null or window_to is null then
    raise sqlstate 'PT400' using message = 'invalid_window',
      detail = 'The beginning of the time must be before its end.';
  end if;
  for account_sid, org in
    select a.account_sid, a.organization_id from twilio_account a
     where a.account_sid = only_account or only_account is null order by 1
  loop
    path := twilio_list_path(account_sid, 'Calls.json?PageSize=100', 'StartTime', window_from, window_to);
    return next;
    path := twilio_list_path(account_sid, 'Recordings.json?PageSize=100&IncludeSoftDeleted=true',
      'DateCreated', window_from, window_to);
    return next;
    sids := reconcile_open_sids(org, account_sid, window_to - interval '14 days', window_from);
    return query
      select reconcile_begin.account_sid, twilio_path(reconcile_begin.account_sid,
               case when sid like 'CA%' then 'Calls/' else 'Recordings/' end || sid || '.json')
        from unnest(sids) sid;
    if not dry_run then
      insert into reconcile_asked as q (sid, account_sid)
      select sid, reconcile_begin.account_sid from unnest(sids) sid order by 1
      on conflict on constraint reconcile_asked_pkey do update set asked_at = now();
    end if;
  end loop;
end
$$;

grant execute on function api.reconcile_begin to omnivox_recctl, omnivox_reconciler;
