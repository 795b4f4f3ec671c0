-- A call record as the API has it, in answer. Its recording may belong to
-- another call, which sharedWith names: then the customer is whom that call
-- was with.
create or replace view rules.call_record_json as
select c.id, c.organization_id, c.listed_at,
       json_build_object(
         'id', c.id, 'callId', c.call_id,
         'direction', c.direction, 'status', c.status,
         'customerNumber', case when rules.address_kind(n.number) <> 'withheld' then n.number end,
         'customerKind', rules.address_kind(n.number),
         'fromNumber', c.from_number, 'toNumber', c.to_number,
         'startedAt', c.started_at, 'answeredAt', c.answered_at,
         'endedAt', c.ended_at, 'durationS', c.duration_s, 'createdAt', c.created_at,
         'agent', rules.directory_reference_json(c.agent_id, c.agent_key, c.agent_name),
         'campaign', rules.directory_reference_json(c.campaign_id, c.campaign_key, c.campaign_name),
         'contact', rules.directory_reference_json(c.contact_id, c.contact_key, c.contact_name),
         'disposition', rules.directory_reference_json(
           c.disposition_id, c.disposition_key, c.disposition_name),
         'notes', c.notes, 'conferenceSid', c.conference_sid,
         'recording', case when r.id is not null then json_build_object(
           'id', r.id, 'state', p.state, 'stateReason', p.state_reason,
           'reasonCode', rules.reason_code(p.state, p.state_reason, p.problem),
           'playable', p.is_playable, 'canRetry', rules.recording_can_retry(p.recording),
           'durationS', p.duration_s, 'segmentCount', p.segment_count,
           'missingCount', p.missing_count, 'channels', p.channels,
           'streamUrl', rules.recording_url(r.id, 'stream', p.segment),
           'downloadUrl', rules.recording_url(r.id, 'download', p.segment),
           'peaksUrl', case when p.state = 'stored' then rules.recording_url(r.id, 'peaks', p.segment) end,
           'transcriptState', t.state,
           'sharedWith', case when k.id is not null then json_build_object(
             'id', k.id, 'callId', k.call_id, 'conferenceSid', p.conference_sid) end) end) as answer
  from rules.call_record_audio p
  cross join lateral (select (p.call).*) c
  cross join lateral (select (p.keeper).*) k
  cross join lateral (select (p.recording).*) r
  left join data.transcription_job t on t.recording_id = r.id
  cross join lateral (values (coalesce(c.customer_number, k.customer_number))) n (number);
