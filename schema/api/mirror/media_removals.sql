-- Returns object keys whose rows are gone and whose files are to be
-- removed: a page of them, after a key ('': the first page).
create or replace function api.media_removals(after text)
returns setof text
language plpgsql stable security definer set search_path = rules, data, pg_temp
as $$
begin
  return query select object_key from media_removal where object_key > after order by object_key limit 1000;
end
$$;

grant execute on function api.media_removals to omnivox_mirror, omnivox_recctl;
