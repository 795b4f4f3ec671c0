-- Have the segment's audio copied.
create or replace function data.media_job_add(recording_sid text)
returns void
language sql set search_path = data, pg_temp
as $$
  insert into media_job (recording_sid) values (recording_sid)
  on conflict do nothing
$$;
