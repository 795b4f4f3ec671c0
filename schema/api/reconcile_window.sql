-- What the reconciler should look at now. Most of the time that is the last
-- half hour; every hour, and at first, it is 26 hours, as a recording is
-- listed by the time at which it began, and a call may last for a day. What
-- was not looked at because nothing ran is made up for, up to 40 days:
-- that long Twilio remembers what was deleted.
create or replace function api.reconcile_window(
  out window_from timestamptz, out window_to timestamptz)
language plpgsql stable security definer set search_path = data, pg_temp
as $$
declare
  long_run timestamptz;
  last_run timestamptz;
begin
  select max(r.window_to) filter (where r.window_to - r.window_from >= interval '26 hours'),
         max(r.window_to)
    into long_run, last_run
    from reconcile_run r;
  window_to := now();
  if long_run > now() - interval '1 hour' then
    window_from := last_run - interval '30 minutes';
  else
    window_from := greatest(coalesce(long_run, now()) - interval '26 hours', now() - interval '40 days');
  end if;
end
$$;
