-- Takes the job that is due the longest, for seconds; no row: none is due.
-- Nobody else gets it until then. The account is the one to fetch as; attempts
-- counts this one; the object key is for this try only. Channels: null, or as
-- Twilio says. Of encrypted audio the last three say how it is encrypted; '' is
-- what Twilio did not say. What a vanished worker left is queued for removal;
-- the vanishing is counted.
create or replace function api.media_job_lease(
  seconds integer, out recording_sid text, out account_sid text,
  out object_key text, out lease_id uuid, out attempts integer, out channels smallint,
  out public_key_sid text, out encrypted_cek text, out iv text)
returns setof record
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  due media_job;
begin
  select * into due from media_job j
   where j.run_at <= now() and not media_job_is_hopeless(j)
   order by j.run_at limit 1
     for update skip locked;
  if not found then
    return;
  end if;

  if due.object_key is not null then
    insert into media_removal (object_key) values (due.object_key);
  end if;
  return query
    update media_job j
       set run_at = now() + make_interval(secs => seconds),
           attempts = j.attempts + 1, first_tried_at = coalesce(j.first_tried_at, now()),
           lease_id = gen_random_uuid(),
           vanished = case when j.lease_id is null then 0 else j.vanished + 1 end,
           object_key = to_char(now() at time zone 'UTC', 'YYYY/MM/DD/')
                        || uuid_v7() || '.wav'
      from recording_segment s
     where j.recording_sid = due.recording_sid and j.account_sid = due.account_sid
       and s.recording_sid = due.recording_sid and s.account_sid = due.account_sid
    returning j.recording_sid, s.account_sid, j.object_key, j.lease_id, j.attempts, s.channels,
              encryption_detail(s.encryption, 'public_key_sid'),
              encryption_detail(s.encryption, 'encrypted_cek', 'encryption_cek'),
              encryption_detail(s.encryption, 'iv');
end
$$;

grant execute on function api.media_job_lease to omnivox_mirror;
