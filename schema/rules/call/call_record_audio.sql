-- Each call record with the recording that people hear of it: its own, or, as
-- conference_recording() says, what was recorded of a conference and belongs
-- to another call, keeper. Its channels are those of the primary segment; it
-- is as long as all of its audio. segment: the RecordingSid to ask for; null:
-- the primary segment.
create or replace view rules.call_record_audio as
select c as call, r as recording, k as keeper, w.conference_sid, p.*
  from data.call_record c
  -- Only of those that were in a conference: the function is strict.
  left join lateral rules.conference_recording(case when c.conference_sid is not null then c.id end) w on true
  left join data.call_record k on w.conference_sid is not null and k.id = w.call_record_id
  left join data.recording r on r.call_record_id = coalesce(k.id, c.id)
  left join data.recording_segment s on s.recording_id = r.id and s.is_primary
  cross join lateral (
    select r.state, r.state_reason, r.problem, r.is_playable, r.duration_s, r.segment_count, r.missing_count,
           s.channels, null as segment where k.id is null
    union all
    select w.state, w.state_reason, w.problem, w.is_playable, w.duration_s, w.segment_count, w.missing_count,
           w.channels, w.recording_sid where k.id is not null) p;
