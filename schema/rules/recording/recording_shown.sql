-- A recording as the API has it, or a part of it (else part is the same, and
-- segment null). b: the part's best segment, of which its URLs are; segment:
-- the RecordingSid of that.
create or replace function rules.recording_shown(
  r data.recording, part data.recording, b data.recording_segment, segment text)
returns data.recording_columns
language sql stable
as $$
  select row(r.id, r.call_record_id, part.state, part.state_reason,
             rules.reason_code(part.state, part.state_reason, part.problem), part.is_playable,
             rules.recording_can_retry(r), part.segment_count, part.missing_count,
             b.duration_reported_s, b.duration_measured_s, b.channels, b.source, b.started_at,
             b.stored_at, b.media_type, b.byte_size, b.sha256,
             rules.recording_url(r.id, 'stream', segment), rules.recording_url(r.id, 'download', segment),
             case when part.state = 'stored' then rules.recording_url(r.id, 'peaks', segment) end,
             case when segment is null and part.segment_count > 1 and part.is_playable then
               rules.recording_url(r.id, 'download', null) || '?all=1' end)::data.recording_columns
$$;
