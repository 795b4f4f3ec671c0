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
  r    recording := recording_authorize(credential, id);
  part recording := r; -- of that conference
  best recording_segment; -- of the part; null: the primary one
  call call_record_columns := (select c.shown from call_record_shown c where c.id = r.call_record_id);
begin
  if conference is not null then
    select s.recording_sid, s.account_sid, s.state, s.state_reason, s.problem,
           s.is_playable, s.segment_count, s.missing_count
      into best.recording_sid, best.account_sid, part.state, part.state_reason, part.problem,
           part.is_playable, part.segment_count, part.missing_count
      from recording_summary(r.id, conference) s;
  end if;
  return query
    select r.id, r.call_record_id, part.state, part.state_reason,
           reason_code(part.state, part.state_reason, part.problem), part.is_playable, recording_can_retry(r),
           part.segment_count, part.missing_count, b.duration_reported_s, b.duration_measured_s,
           b.channels, b.source, b.started_at, b.stored_at, b.media_type, b.byte_size, b.sha256,
           recording_url(r.id, 'stream', best.recording_sid),
           recording_url(r.id, 'download', best.recording_sid),
           case when part.state = 'stored' then recording_url(r.id, 'peaks', best.recording_sid) end,
           case when conference is null and r.segment_count > 1 and r.is_playable then
             recording_url(r.id, 'download', null) || '?all=1' end, (p.shown).*, (g.shown).*, (call).*
      from (select s.*, row_number() over (order by s.started_at, s.recording_sid) as n
              from recording_segment_shown s
             where s.recording_id = r.id and (conference is null or s.conference_sid = conference)) g
      join recording_segment b on b.recording_id = r.id and case when conference is null then b.is_primary
        else (b.recording_sid, b.account_sid) = (best.recording_sid, best.account_sid) end
      left join recording_timeline_shown(r.id, conference) p using (n)
     order by g.started_at, g.recording_sid;
  if not found then
    raise sqlstate 'PT404' using message = 'conference_not_found',
      detail = 'Nothing of this recording is of that conference.';
  end if;
end
$$;

grant execute on function api.recording_metadata to omnivox_recording_metadata;
