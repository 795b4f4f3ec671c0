-- Each call record as the API has it, with the recording r that people hear of
-- it: its own, or, as conference_recording() says (w), what was recorded of a
-- conference and belongs to another call, k; then the customer is whom that
-- call was with. Its channels are those of the primary segment s; it is as
-- long as all of its audio.
create or replace view rules.call_record_shown as
select c.id, c.organization_id, c.listed_at,
       row(c.id, c.call_id, c.direction, c.status,
           case when n.kind <> 'withheld' then n.number end, n.kind, c.from_number, c.to_number,
           c.started_at, c.answered_at, c.ended_at, c.duration_s, c.created_at,
           c.agent_id, c.agent_key, c.agent_name, c.campaign_id, c.campaign_key, c.campaign_name,
           c.contact_id, c.contact_key, c.contact_name,
           c.disposition_id, c.disposition_key, c.disposition_name, c.notes, c.conference_sid,
           r.id, p.state, p.state_reason, rules.reason_code(p.state, p.state_reason, p.problem),
           p.is_playable, rules.recording_can_retry(r), p.duration_s, p.segment_count, p.missing_count,
           p.channels, rules.recording_url(r.id, 'stream', p.segment),
           rules.recording_url(r.id, 'download', p.segment),
           case when p.state = 'stored' then rules.recording_url(r.id, 'peaks', p.segment) end, t.state,
           k.id, k.call_id, w.conference_sid)::data.call_record_columns as shown
  from data.call_record c
  -- Only of those that were in a conference: the function is strict.
  left join lateral rules.conference_recording(case when c.conference_sid is not null then c.id end) w on true
  left join data.call_record k on w.conference_sid is not null and k.id = w.call_record_id
  left join data.recording r on r.call_record_id = coalesce(k.id, c.id)
  left join data.recording_segment s on s.recording_id = r.id and s.is_primary
  left join data.transcription_job t on t.recording_id = r.id
  cross join lateral (select
    case when k.id is null then r.state else w.state end as state,
    case when k.id is null then r.state_reason else w.state_reason end as state_reason,
    case when k.id is null then r.problem else w.problem end as problem,
    case when k.id is null then r.is_playable else w.is_playable end as is_playable,
    case when k.id is null then r.duration_s else w.duration_s end as duration_s,
    case when k.id is null then r.segment_count else w.segment_count end as segment_count,
    case when k.id is null then r.missing_count else w.missing_count end as missing_count,
    case when k.id is null then s.channels else w.channels end as channels,
    case when k.id is not null then w.recording_sid end as segment) p
  -- offset 0: the kind is found out once.
  cross join lateral (select m.number, rules.address_kind(m.number) as kind
    from (values (coalesce(c.customer_number, k.customer_number))) m (number) offset 0) n;
