-- Returns what of each account the reconciler should look at now. Most of
-- the time that is the last half hour. Every hour, and at first, it is 26
-- hours: Twilio lists a recording by the time at which it began, and a call
-- may last for a day. What was missed, because nothing ran or Twilio did
-- not answer, is made up for, up to 40 days: for that long Twilio remembers
-- deleted recordings. Runs that a wrong clock put into the future do not
-- count.
create or replace function api.reconcile_window(
  out account_sid text, out window_from timestamptz, out window_to timestamptz)
returns setof record
language plpgsql stable security definer set search_path = rules, data, pg_temp
as $$
declare
  long_run timestamptz;
  last_run timestamptz;
begin
  window_to := now();
  for account_sid in select a.account_sid from twilio_account a order by 1 loop
    select max(r.window_to) filter (where r.window_to - r.window_from >= interval '26 hours'),
           max(r.window_to)
      into long_run, last_run
      from reconcile_run r
     where r.account_sid = reconcile_window.account_sid and r.window_to <= now();
    if long_run > now() - interval '1 hour' then
      window_from := last_run - interval '30 minutes';
    else
      window_from := greatest(coalesce(long_run, now()) - interval '26 hours', now() - interval '40 days');
    end if;
    return next;
  end loop;
end
$$;

grant execute on function api.reconcile_window to omnivox_reconciler;
