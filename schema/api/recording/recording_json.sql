-- One recording as GET /api/recordings/{id} sends it, or of it what was
-- recorded of one conference (null: all of it).
-- Raises as rules.recording_authorize(); PT404 conference_not_found: nothing of it
-- was recorded of that one.
create or replace function api.recording_json(credential bytea, id uuid, conference text)
returns json
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  r recording := recording_authorize(credential, id);
  p record;
  s recording_segment;
  query text;
begin
  select * into p from recording_summary(r.id, conference);
  if not found then
    raise sqlstate 'PT404' using message = 'conference_not_found',
      detail = 'Nothing of this recording is of that conference.';
  end if;
  select * into s from recording_segment
   where recording_sid = p.recording_sid and account_sid = p.account_sid;
  query := case when conference is null then '' else '?segment=' || p.recording_sid end;
  return json_build_object(
    'id', r.id, 'callRecordId', r.call_record_id,
    'state', p.state, 'stateReason', p.state_reason,
    'reasonCode', reason_code(p.state, p.state_reason, p.problem),
    'playable', p.is_playable, 'canRetry', recording_can_retry(r),
    'segmentCount', p.segment_count, 'missingCount', p.missing_count,
    'durationReportedS', s.duration_reported_s,
    'durationMeasuredS', s.duration_measured_s,
    'channels', s.channels, 'source', s.source,
    'startedAt', s.started_at, 'storedAt', s.stored_at,
    'mediaType', s.media_type, 'byteSize', s.byte_size, 'sha256', s.sha256,
    'streamUrl', '/api/recordings/' || r.id || '/stream' || query,
    'downloadUrl', '/api/recordings/' || r.id || '/download' || query,
    'peaksUrl', case when p.state = 'stored' then
      '/api/recordings/' || r.id || '/peaks' || query end,
    'downloadAllUrl', case when conference is null and p.segment_count > 1 and p.is_playable then
      '/api/recordings/' || r.id || '/download?all=1' end,
    'transcriptUrl', null,
    'timeline', recording_timeline_json(r.id, conference),
    'segments', (
      select json_agg(json_build_object(
               'recordingSid', g.recording_sid,
               'primary', g.is_primary is not null,
               'state', g.state, 'stateReason', g.state_reason,
               'reasonCode', reason_code(g.state, g.state_reason, g.problem),
               'playable', segment_is_playable(g),
               'source', g.source, 'track', g.track, 'channels', g.channels,
               'startedAt', g.started_at,
               'durationReportedS', g.duration_reported_s,
               'durationMeasuredS', g.duration_measured_s,
               'byteSize', g.byte_size, 'sha256', g.sha256,
               'storedAt', g.stored_at, 'encrypted', g.encryption is not null,
               'externalUrl', g.external_url, 'conferenceSid', g.conference_sid,
               'streamUrl', '/api/recordings/' || r.id || '/stream?segment=' || g.recording_sid,
               'downloadUrl', '/api/recordings/' || r.id || '/download?segment=' || g.recording_sid,
               'peaksUrl', case when g.state = 'stored' then
                 '/api/recordings/' || r.id || '/peaks?segment=' || g.recording_sid end)
             order by g.started_at, g.recording_sid)
        from recording_segment g
       where g.recording_id = r.id
         and (conference is null or g.conference_sid = conference)),
    'call', (select c.shown from call_record_json c where c.id = r.call_record_id));
end
$$;

grant execute on function api.recording_json to omnivox_recording_metadata;
