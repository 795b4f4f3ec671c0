-- A call record as the API shows it. The recording's channels are those of
-- its primary segment; it is as long as all of its audio. It may be that of
-- a conference, and belong to another call, which sharedWith names.
create or replace view data.call_record_shown as
select c.id, c.organization_id, c.listed_at,
       json_build_object(
         'id', c.id, 'callId', c.call_id,
         'direction', c.direction, 'status', c.status,
         'customerNumber', case when data.address_kind(c.customer_number) <> 'withheld' then c.customer_number end,
         'customerKind', data.address_kind(c.customer_number),
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
           'id', r.id, 'state', r.state, 'stateReason', r.state_reason,
           'reasonCode', data.reason_code(r.state, r.state_reason, r.problem),
           'playable', r.is_playable, 'canRetry', data.can_retry(r),
           'durationS', r.duration_s, 'segmentCount', r.segment_count,
           'channels', s.channels,
           'streamUrl', '/api/recordings/' || r.id || '/stream',
           'downloadUrl', '/api/recordings/' || r.id || '/download',
           'peaksUrl', case when r.state = 'stored' then
             '/api/recordings/' || r.id || '/peaks' end,
           'transcriptState', t.state,
           'sharedWith', case when o.id <> c.id then
             json_build_object('id', o.id, 'callId', o.call_id) end) end) as shown
  from data.call_record c
  left join data.recording r
    on r.call_record_id = case when c.conference_sid is null then c.id else data.recorded_with(c.id) end
  left join data.call_record o on c.conference_sid is not null and o.id = r.call_record_id
  left join data.recording_segment s on s.recording_id = r.id and s.is_primary
  left join data.transcription_job t on t.recording_id = r.id;
