-- Tells whether an object is the segment's stored audio. A worker that was
-- told that its lease is lost asks: it must not remove what an earlier call
-- of media_job_done(), whose answer never came, has made the stored copy.
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
