-- The files of this object key are gone.
create or replace function api.media_removal_done(object_key text)
returns void
language plpgsql security definer set search_path = data, pg_temp
as $$
begin
  delete from media_removal m where m.object_key = media_removal_done.object_key;
end
$$;
