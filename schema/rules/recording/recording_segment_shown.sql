-- Each segment of a recording as the API has it.
create or replace view rules.recording_segment_shown as
select g.recording_id, g.recording_sid, g.conference_sid, g.started_at,
       row(g.recording_sid, g.is_primary is not null, g.state, g.state_reason,
           rules.reason_code(g.state, g.state_reason, g.problem), rules.segment_is_playable(g),
           g.source, g.track, g.channels, g.started_at, g.duration_reported_s, g.duration_measured_s,
           g.byte_size, g.sha256, g.stored_at, g.encryption is not null, g.external_url, g.conference_sid,
           rules.recording_url(g.recording_id, 'stream', g.recording_sid),
           rules.recording_url(g.recording_id, 'download', g.recording_sid),
           case when g.state = 'stored' then
             rules.recording_url(g.recording_id, 'peaks', g.recording_sid) end
       )::data.recording_segment_columns as shown,
       g as segment
  from data.recording_segment g;
