-- What to ask Twilio's REST API for, of each account: the calls that began
-- from window_from on until window_to, the recordings, and, where none of
-- these lists has them any more, the calls and recordings of the last 14
-- days that have not ended as far as we know.
-- Raises PT400 invalid_window: the one is not before the other.
create or replace function api.reconcile_begin(
  window_from timestamptz, window_to timestamptz, out account_sid text, out path text)
returns setof record
language plpgsql stable security definer set search_path = data, pg_temp
as $$
declare
  iso   constant text := 'YYYY-MM-DD"T"HH24:MI:SS"Z"';
  -- Twilio's times have whole seconds.
  since text := to_char(window_from at time zone 'UTC', iso);
  until text := to_char(window_to at time zone 'UTC' + interval '1 second', iso);
  base  text;
begin
  if window_from >= window_to or window_from is null or window_to is null then
    raise sqlstate 'PT400' using message = 'invalid_window',
      detail = 'The beginning of the time must be before its end.';
  end if;
  for account_sid, base in
    select a.account_sid, '/2010-04-01/Accounts/' || a.account_sid from twilio_account a order by 1
  loop
    path := format('%s/Calls.json?PageSize=100&StartTime%%3E=%s&StartTime%%3C=%s', base, since, until);
    return next;
    path := format('%s/Recordings.json?PageSize=100&IncludeSoftDeleted=true&DateCreated%%3E=%s&DateCreated%%3C=%s',
      base, since, until);
    return next;
    for path in
      select base || '/Calls/' || l.sid || '.json'
        from call_record c
        join call_leg l on l.call_record_id = c.id
        join twilio_account a on a.organization_id = c.organization_id
       where a.account_sid = reconcile_begin.account_sid
         and c.listed_at between window_to - interval '14 days' and window_from
         and (c.status is null or c.status < 'completed')
         and l.sid ~ '^CA[0-9a-fA-F]{32}$' and (l.status is null or l.status < 'completed')
      union all
      select base || '/Recordings/' || s.recording_sid || '.json'
        from call_record c
        join recording r on r.call_record_id = c.id
        join recording_segment s on s.recording_id = r.id
       where s.account_sid = reconcile_begin.account_sid and s.state = 'in_progress'
         and c.listed_at between window_to - interval '14 days' and window_from
       limit 1000
    loop
      return next;
    end loop;
  end loop;
end
$$;
