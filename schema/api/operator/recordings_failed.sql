-- Returns the ids of recordings that have a segment which we gave up.
create or replace function api.recordings_failed()
returns setof uuid
language plpgsql stable security definer set search_path = rules, data, pg_temp
as $$
begin
  return query
    select distinct s.recording_id from recording_segment s
     where s.state = 'failed' and s.problem is not null order by 1;
end
$$;

grant execute on function api.recordings_failed to omnivox_recctl;
