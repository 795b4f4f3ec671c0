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
  known recording := recording_authorize(credential, id);
begin
  -- All in one statement: the recording may have changed since it was authorized.
  if conference is null then
    return query
      select (recording_shown(r, r, g.segment, null)).*, p.*, (g.shown).*, (c.shown).*
        from recording r
        cross join recording_segment_shown g
        left join lateral segment_timeline_shown(g.segment) p on true
        cross join call_record_shown c
       where r.id = known.id and r.call_record_id = known.call_record_id and r.segment_count = 1
         and g.recording_id = known.id and c.id = known.call_record_id;
    if found then
      return;
    end if;
  end if;
  return query select * from recording_part_metadata(known.id, conference);
  if not found then
    raise sqlstate 'PT404' using message = 'conference_not_found',
      detail = 'Nothing of this recording is of that conference.';
  end if;
end
$$;

grant execute on function api.recording_metadata to omnivox_recording_metadata;
