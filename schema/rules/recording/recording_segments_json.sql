-- The segments of a recording as the API has them, or those that are of one
-- conference (null: all), in the order in which they were recorded.
create or replace function rules.recording_segments_json(recording_id uuid, conference_sid text)
returns json
language plpgsql stable
as $$
begin
  return (
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
             'streamUrl', recording_url(g.recording_id, 'stream', g.recording_sid),
             'downloadUrl', recording_url(g.recording_id, 'download', g.recording_sid),
             'peaksUrl', case when g.state = 'stored' then
               recording_url(g.recording_id, 'peaks', g.recording_sid) end)
           order by g.started_at, g.recording_sid)
      from recording_segment g
     where g.recording_id = recording_segments_json.recording_id
       and (recording_segments_json.conference_sid is null
            or g.conference_sid = recording_segments_json.conference_sid));
end
$$;
