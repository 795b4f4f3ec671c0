-- One recording as GET /api/recordings/{id} sends it, or what of it was
-- recorded of one conference (null: all of it).
-- Raises as rules.recording_authorize(); PT404 conference_not_found: nothing of
-- it was recorded of that conference.
create or replace function api.recording_json(credential bytea, id uuid, conference text)
returns json
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  r       recording := recording_authorize(credential, id);
  summary record;
  best    recording_segment;
  segment text;
begin
  select * into summary from recording_summary(r.id, conference);
  if not found then
    raise sqlstate 'PT404' using message = 'conference_not_found',
      detail = 'Nothing of this recording is of that conference.';
  end if;
  select * into best from recording_segment s
   where s.recording_sid = summary.recording_sid and s.account_sid = summary.account_sid;
  segment := case when conference is not null then best.recording_sid end;
  return json_build_object('id', r.id, 'callRecordId', r.call_record_id,
    'state', summary.state, 'stateReason', summary.state_reason,
    'reasonCode', reason_code(summary.state, summary.state_reason, summary.problem),
    'playable', summary.is_playable, 'canRetry', recording_can_retry(r),
    'segmentCount', summary.segment_count, 'missingCount', summary.missing_count,
    'durationReportedS', best.duration_reported_s, 'durationMeasuredS', best.duration_measured_s,
    'channels', best.channels, 'source', best.source, 'startedAt', best.started_at,
    'storedAt', best.stored_at, 'mediaType', best.media_type, 'byteSize', best.byte_size,
    'sha256', best.sha256,
    'streamUrl', recording_url(r.id, 'stream', segment),
    'downloadUrl', recording_url(r.id, 'download', segment),
    'peaksUrl', case when summary.state = 'stored' then recording_url(r.id, 'peaks', segment) end,
    'downloadAllUrl', case when conference is null and summary.segment_count > 1 and summary.is_playable then
      recording_url(r.id, 'download', null) || '?all=1' end,
    'transcriptUrl', null, 'timeline', recording_timeline_json(r.id, conference),
    'segments', recording_segments_json(r.id, conference),
    'call', (select c.answer from call_record_json c where c.id = r.call_record_id));
end
$$;

grant execute on function api.recording_json to omnivox_recording_metadata;
