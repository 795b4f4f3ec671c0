-- A recording as the API has it, or a part of it. b: its best segment, of
-- which a part's URLs are (segment: its RecordingSid; null: it is all of it).
create or replace function rules.recording_shown(r data.recording, b data.recording_segment, segment text)
returns data.recording_columns
language sql stable
as $$
  select row(r.id, r.call_record_id, r.state, r.state_reason,
             rules.reason_code(r.state, r.state_reason, r.problem), r.is_playable,
             rules.recording_can_retry(r), r.segment_count, r.missing_count, b.duration_reported_s,
             b.duration_measured_s, b.channels, b.source, b.started_at,
             b.stored_at, b.media_type, b.byte_size, b.sha256,
             rules.recording_url(r.id, 'stream', segment), rules.recording_url(r.id, 'download', segment),
             case when r.state = 'stored' then rules.recording_url(r.id, 'peaks', segment) end,
             case when segment is null and r.segment_count > 1 and r.is_playable then
               rules.recording_url(r.id, 'download', null) || '?all=1' end)::data.recording_columns
$$;
