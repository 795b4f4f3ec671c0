-- Is that object the segment's stored audio? For a worker that was told
-- that its lease is lost, and must not remove what an earlier call of
-- media_job_done(), whose answer never came, has made the stored copy.
create or replace function api.media_object_stored(recording_sid text, object_key text)
returns boolean
language plpgsql stable security definer set search_path = rules, data, pg_temp
as $$
begin
  return exists (
    select from recording_segment s
     where s.recording_sid = media_object_stored.recording_sid
       and s.object_key = media_object_stored.object_key);
end
$$;

grant execute on function api.media_object_stored to omnivox_mirror;
