-- One recording, or what of it was recorded of one conference (null: all of
-- it), its segments in the order in which they were recorded, and its
-- timeline: see data.recording_metadata_columns.
-- Raises as rules.recording_authorize(); PT404 conference_not_found: nothing of
-- it was recorded of that conference.
create or replace function api.recording_metadata(credential bytea, id uuid, conference text)
returns setof data.recording_metadata_columns
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  r recording := recording_authorize(credential, id);
begin
  if conference is null and r.segment_count = 1 then
    return query
      select (recording_shown(r, g.segment, null)).*, p.*, (g.shown).*, (c.shown).*
        from recording_segment_shown g
        left join lateral segment_timeline_shown(g.segment) p on true
        cross join call_record_shown c
       where g.recording_id = r.id and c.id = r.call_record_id;
    return;
  end if;
  return query select * from recording_part_metadata(r, conference);
  if not found then
    raise sqlstate 'PT404' using message = 'conference_not_found',
      detail = 'Nothing of this recording is of that conference.';
  end if;
end
$$;

grant execute on function api.recording_metadata to omnivox_recording_metadata;
