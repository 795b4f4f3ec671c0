-- A call record as the API shows it. The recording's channels are those of
-- its primary segment; it is as long as all of its audio. It may belong to
-- another call, which sharedWith names: then it is what of that one's was
-- recorded of a conference, and the customer is whom that one was with.
create or replace view rules.call_record_json as
select c.id, c.organization_id, c.listed_at,
       json_build_object(
         'id', c.id, 'callId', c.call_id,
         'direction', c.direction, 'status', c.status,
         'customerNumber', case when rules.address_kind(n.number) <> 'withheld' then n.number end,
         'customerKind', rules.address_kind(n.number),
         'fromNumber', c.from_number, 'toNumber', c.to_number,
         'startedAt', c.started_at, 'answeredAt', c.answered_at,
         'endedAt', c.ended_at, 'durationS', c.duration_s,
         'createdAt', c.created_at,
         'agent', case when c.agent_name is not null then
           json_build_object('id', c.agent_id, 'key', c.agent_key, 'name', c.agent_name) end,
         'campaign', case when c.campaign_name is not null then
           json_build_object('id', c.campaign_id, 'key', c.campaign_key, 'name', c.campaign_name) end,
         'contact', case when c.contact_name is not null then
           json_build_object('id', c.contact_id, 'key', c.contact_key, 'name', c.contact_name) end,
         'disposition', case when c.disposition_name is not null then
           json_build_object('id', c.disposition_id, 'key', c.disposition_key, 'name', c.disposition_name) end,
         'notes', c.notes, 'conferenceSid', c.conference_sid,
         'recording', case when r.id is not null then json_build_object(
           'id', r.id, 'state', p.state, 'stateReason', p.state_reason,
           'reasonCode', rules.reason_code(p.state, p.state_reason, p.problem),
           'playable', p.is_playable, 'canRetry', rules.recording_can_retry(r),
           'durationS', p.duration_s, 'segmentCount', p.segment_count,
           'missingCount', p.missing_count,
           'channels', p.channels,
           'streamUrl', '/api/recordings/' || r.id || '/stream' || p.query,
           'downloadUrl', '/api/recordings/' || r.id || '/download' || p.query,
           'peaksUrl', case when p.state = 'stored' then
             '/api/recordings/' || r.id || '/peaks' || p.query end,
           'transcriptState', t.state,
           'sharedWith', case when o.id is not null then json_build_object(
             'id', o.id, 'callId', o.call_id, 'conferenceSid', w.conference_sid) end) end) as shown
  from data.call_record c
  -- Only of those that were in a conference: the function is strict.
  left join lateral rules.conference_recording(case when c.conference_sid is not null then c.id end) w on true
  left join data.call_record o on w.conference_sid is not null and o.id = w.call_record_id
  left join data.recording r on r.call_record_id = coalesce(o.id, c.id)
  left join data.recording_segment s on s.recording_id = r.id and s.is_primary
  left join data.transcription_job t on t.recording_id = r.id
  cross join lateral (values (
    case when o.id is null then r.state else w.state end,
    case when o.id is null then r.state_reason else w.state_reason end,
    case when o.id is null then r.problem else w.problem end,
    case when o.id is null then r.is_playable else w.is_playable end,
    case when o.id is null then r.duration_s else w.duration_s end,
    case when o.id is null then r.segment_count else w.segment_count end,
    case when o.id is null then r.missing_count else w.missing_count end,
    case when o.id is null then s.channels else w.channels end,
    case when o.id is null then '' else '?segment=' || w.recording_sid end))
    p (state, state_reason, problem, is_playable, duration_s, segment_count, missing_count, channels, query)
  cross join lateral (values (coalesce(c.customer_number, o.customer_number))) n (number);
