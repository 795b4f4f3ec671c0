-- One recording as GET /api/recordings/{id} sends it.
-- Raises as data.recording_seen().
create or replace function api.recording_json(credential bytea, id uuid)
returns json
language plpgsql security definer set search_path = data, pg_temp
as $$
declare
  r recording := recording_seen(credential, id);
  s recording_segment;
begin
  select * into s from recording_segment
   where recording_id = r.id and is_primary;
  return json_build_object(
    'id', r.id, 'callRecordId', r.call_record_id,
    'state', r.state, 'stateReason', r.state_reason,
    'reasonCode', reason_code(r.state, r.state_reason, r.problem),
    'playable', r.is_playable, 'canRetry', can_retry(r),
    'segmentCount', r.segment_count,
    'durationReportedS', s.duration_reported_s,
    'durationMeasuredS', s.duration_measured_s,
    'channels', s.channels, 'source', s.source,
    'startedAt', s.started_at, 'storedAt', s.stored_at,
    'mediaType', s.media_type, 'byteSize', s.byte_size, 'sha256', s.sha256,
    'streamUrl', '/api/recordings/' || r.id || '/stream',
    'downloadUrl', '/api/recordings/' || r.id || '/download',
    'peaksUrl', case when r.state = 'stored' then
      '/api/recordings/' || r.id || '/peaks' end,
    'downloadAllUrl', case when r.segment_count > 1 and r.is_playable then
      '/api/recordings/' || r.id || '/download?all=1' end,
    'transcriptUrl', null,
    'timeline', recording_timeline_shown(r.id),
    'segments', (
      select json_agg(json_build_object(
               'recordingSid', p.recording_sid,
               'primary', p.is_primary is not null,
               'state', p.state, 'stateReason', p.state_reason,
               'reasonCode', reason_code(p.state, p.state_reason, p.problem),
               'playable', segment_is_playable(p),
               'source', p.source, 'track', p.track, 'channels', p.channels,
               'startedAt', p.started_at,
               'durationReportedS', p.duration_reported_s,
               'durationMeasuredS', p.duration_measured_s,
               'byteSize', p.byte_size, 'sha256', p.sha256,
               'storedAt', p.stored_at, 'encrypted', p.encryption is not null,
               'externalUrl', p.external_url, 'conferenceSid', p.conference_sid,
               'streamUrl', '/api/recordings/' || r.id || '/stream?segment=' || p.recording_sid,
               'downloadUrl', '/api/recordings/' || r.id || '/download?segment=' || p.recording_sid,
               'peaksUrl', case when p.state = 'stored' then
                 '/api/recordings/' || r.id || '/peaks?segment=' || p.recording_sid end)
             order by p.started_at, p.recording_sid)
        from recording_segment p where p.recording_id = r.id),
    'call', (select c.shown from call_record_shown c where c.id = r.call_record_id));
end
$$;
