-- Notes that the files of these object keys are removed.
create or replace function api.media_removals_done(object_keys text[])
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
begin
  delete from media_removal m where m.object_key = any (object_keys);
end
$$;

grant execute on function api.media_removals_done to omnivox_mirror, omnivox_recctl;
