-- For t/e2e/json.t: random calls of the organization 'Omnivox Demo', long over, so that no daemon
-- changes them; and, in schema reference, the JSON of a call record and of a recording as
-- PostgreSQL builds it from the same rows.

-- A text of any characters, mostly of those that JSON escapes; null now and then.
create function pg_temp.word() returns text language sql volatile
as $$
  select case when random() < 0.7 then string_agg(case when random() < 0.3 then chr(1 + floor(random() * 31)::integer)
           else substr(E'"\\/ab \u007f\u00e9\u2028\u4f60\U0001f600+:T', 1 + floor(random() * 15)::integer, 1) end, '') end
    from generate_series(1, 1 + floor(random() * 12)::integer)
$$;
create function pg_temp.at() returns timestamptz language sql volatile
as $$
  select case when random() < 0.8 then
           date_trunc((array['second', 'milliseconds', 'microseconds', 'minute'])[1 + floor(random() * 4)::integer],
             timestamptz '2025-01-01 00:00:00+00' + random() * interval '90 days') end
$$;
create function pg_temp.sid(prefix text) returns text language sql volatile
as $$ select prefix || replace(gen_random_uuid()::text, '-', '') $$;
create function pg_temp.one_of(words text[]) returns text language sql volatile
as $$ select words[1 + floor(random() * cardinality(words))::integer] $$;
create function pg_temp.number() returns text language sql volatile
as $$
  select pg_temp.one_of(array[null, '+15550100', '266696687', 'anonymous', 'sip:a@b', 'client:ann', '12345', pg_temp.word(), ''])
$$;

do $$
declare
  org       uuid := (select id from data.organization where name = 'Omnivox Demo');
  accounts  text[] := array(select account_sid from data.twilio_account where organization_id = org);
  calls     uuid[] := '{}';
  a_call    uuid;
  names     text[];
  a_record  uuid;
  sid       text;
  stored    boolean;
begin
  insert into data.twilio_account (account_sid, organization_id, refused_since)
  values (pg_temp.sid('AC'), org, now()) returning account_sid into sid;
  accounts := accounts || sid;
  for i in 1 .. 150 loop
    names := array(select pg_temp.word() from generate_series(1, 8));
    insert into data.call_record (organization_id, call_id, direction, status, customer_number, from_number,
      to_number, started_at, answered_at, ended_at, duration_s, agent_id, agent_key, agent_name, campaign_key,
      campaign_name, contact_key, contact_name, disposition_id, disposition_name, notes, created_at)
    values (org, i || coalesce(names[1], ''), pg_temp.one_of(array[null, 'inbound', 'outbound'])::data.call_direction,
      pg_temp.one_of(array[null, 'ringing', 'completed', 'no-answer'])::data.call_status, pg_temp.number(),
      pg_temp.number(), pg_temp.number(), pg_temp.at(), pg_temp.at(), pg_temp.at(),
      case when random() < 0.5 then floor(random() * 1000) end,
      (select id from data.agent where organization_id = org and random() < 0.5 limit 1),
      names[2], names[3], names[4], names[5], names[6], names[7],
      (select id from data.disposition where organization_id = org and random() < 0.5 limit 1), names[8],
      case when random() < 0.3 then pg_temp.word() end, coalesce(pg_temp.at(), '2025-02-02'))
    returning id into a_call;
    insert into data.call_leg (sid, organization_id, call_record_id) values ('json-' || i, org, a_call);
    calls := calls || a_call;
  end loop;

  -- Conferences of two to four calls; the first one keeps what is recorded of it.
  for i in 1 .. 60 loop
    sid := pg_temp.sid('CF');
    insert into data.conference_call (conference_sid, organization_id, call_record_id, keeps_recording)
    select sid, org, m.id, case when m.n = 1 then true end
      from (select id, row_number() over () as n
              from (select id from unnest(calls) id order by random() limit 2 + floor(random() * 3)::integer) x) m;
    update data.call_record c set conference_sid = sid
      from data.conference_call p where p.conference_sid = sid and c.id = p.call_record_id;
  end loop;

  foreach a_call in array calls loop
    continue when random() < 0.7 and not exists (
      select from data.conference_call p where p.call_record_id = a_call and p.keeps_recording);
    insert into data.recording (call_record_id, made_for, state) values (a_call, pg_temp.sid('RE'), 'in_progress')
    returning id into a_record;
    for i in 1 .. 1 + floor(random() * 4)::integer loop
      stored := random() < 0.5;
      insert into data.recording_segment (recording_sid, recording_id, account_sid, state, state_reason, problem,
        source, track, channels, started_at, duration_reported_s, duration_measured_s, object_key, byte_size,
        sha256, media_type, stored_at, encryption, external_url, conference_sid, created_at)
      values (pg_temp.sid('RE'), a_record, pg_temp.one_of(accounts),
        case when stored then 'stored' else pg_temp.one_of(array['in_progress', 'available', 'absent', 'failed', 'deleted'])
        end::data.recording_state,
        case when stored then null
          else pg_temp.one_of(array[null, '16101', '16102', 'external_storage', 'deleted_at_twilio', pg_temp.word()]) end,
        case when not stored then pg_temp.one_of(array[null, 'our_disk', 'damaged', 'credentials_refused', 'gone_at_twilio'])
        end::data.media_problem,
        pg_temp.word(), pg_temp.word(), 1 + floor(random() * 2),
        case when random() < 0.8 then timestamptz '2025-03-01 10:00:00+00' + floor(random() * 30) * interval '7 seconds' end,
        case when random() < 0.8 then floor(random() * 60) end,
        case when stored then round((random() * 60)::numeric, 3) end, case when stored then 'k' end,
        case when stored then 1 + floor(random() * 1e10)::bigint end, case when stored then repeat('a', 64) end,
        case when stored then 'audio/wav' end, case when stored then timestamptz '2025-03-02 00:00:00.5+00' end,
        case when random() < 0.2 then '{}'::jsonb end, pg_temp.word(),
        (select p.conference_sid from data.conference_call p
          where p.call_record_id = a_call and p.keeps_recording and random() < 0.6 order by random() limit 1),
        '2025-03-01');
    end loop;
    perform rules.recording_refresh(a_record);
    if random() < 0.5 then
      insert into data.transcription_job (recording_id, state)
      values (a_record, pg_temp.one_of(array['queued', 'running', 'done', 'failed'])::data.transcription_state);
    end if;
  end loop;
end
$$;

create schema reference;

create function reference.url(id uuid, what text, segment text) returns text language sql
as $$ select '/api/recordings/' || id || '/' || what || coalesce('?segment=' || segment, '') $$;
create function reference.of_name(id uuid, key text, name text) returns json language sql
as $$ select case when name is not null then json_build_object('id', id, 'key', key, 'name', name) end $$;
create function reference.can_retry(r data.recording) returns boolean language sql
as $$
  select r.is_retryable and not (r.problem is not distinct from 'credentials_refused' and exists (
    select from data.recording_segment s join data.twilio_account a using (account_sid)
     where s.recording_id = r.id and a.refused_since is not null))
$$;

create view reference.call_record as
select c.id, c.organization_id, c.listed_at,
       json_build_object(
         'id', c.id, 'callId', c.call_id, 'direction', c.direction, 'status', c.status,
         'customerNumber', case when rules.address_kind(n.number) <> 'withheld' then n.number end,
         'customerKind', rules.address_kind(n.number),
         'fromNumber', c.from_number, 'toNumber', c.to_number,
         'startedAt', c.started_at, 'answeredAt', c.answered_at,
         'endedAt', c.ended_at, 'durationS', c.duration_s, 'createdAt', c.created_at,
         'agent', reference.of_name(c.agent_id, c.agent_key, c.agent_name),
         'campaign', reference.of_name(c.campaign_id, c.campaign_key, c.campaign_name),
         'contact', reference.of_name(c.contact_id, c.contact_key, c.contact_name),
         'disposition', reference.of_name(c.disposition_id, c.disposition_key, c.disposition_name),
         'notes', c.notes, 'conferenceSid', c.conference_sid,
         'recording', case when r.id is not null then json_build_object(
           'id', r.id, 'state', p.state, 'stateReason', p.state_reason,
           'reasonCode', rules.reason_code(p.state, p.state_reason, p.problem),
           'playable', p.is_playable, 'canRetry', reference.can_retry(r),
           'durationS', p.duration_s, 'segmentCount', p.segment_count,
           'missingCount', p.missing_count, 'channels', p.channels,
           'streamUrl', reference.url(r.id, 'stream', p.segment),
           'downloadUrl', reference.url(r.id, 'download', p.segment),
           'peaksUrl', case when p.state = 'stored' then reference.url(r.id, 'peaks', p.segment) end,
           'transcriptState', t.state,
           'sharedWith', case when k.id is not null then json_build_object(
             'id', k.id, 'callId', k.call_id, 'conferenceSid', w.conference_sid) end) end) as answer
  from data.call_record c
  left join lateral rules.conference_recording(case when c.conference_sid is not null then c.id end) w on true
  left join data.call_record k on w.conference_sid is not null and k.id = w.call_record_id
  left join data.recording r on r.call_record_id = coalesce(k.id, c.id)
  left join data.recording_segment s on s.recording_id = r.id and s.is_primary
  left join data.transcription_job t on t.recording_id = r.id
  cross join lateral (
    select r.state, r.state_reason, r.problem, r.is_playable, r.duration_s, r.segment_count, r.missing_count,
           s.channels, null as segment where k.id is null
    union all
    select w.state, w.state_reason, w.problem, w.is_playable, w.duration_s, w.segment_count, w.missing_count,
           w.channels, w.recording_sid where k.id is not null) p
  cross join lateral (values (coalesce(c.customer_number, k.customer_number))) n (number);

-- All pages of so many.
create function reference.pages(size integer) returns setof json language sql
as $$
  with listed as (
    select c.*, row_number() over w - 1 as n, lead(c.id) over w as after, count(*) over () as total
      from reference.call_record c join data.organization o on o.id = c.organization_id
     where o.name = 'Omnivox Demo' window w as (order by c.listed_at desc, c.id desc))
  select json_build_object(
           'items', json_agg(l.answer order by l.n),
           'next', max(case when l.n % size = size - 1 and l.after is not null then
             (extract(epoch from l.listed_at) * 1000000)::bigint || '.' || l.id end),
           'total', json_build_object('value', least(max(l.total), 1000), 'exact', max(l.total) <= 1000))
    from listed l
   group by l.n / size
   order by l.n / size
$$;

create function reference.segments(recording_id uuid, conference text) returns json language sql
as $$
  select json_agg(json_build_object(
           'recordingSid', g.recording_sid, 'primary', g.is_primary is not null,
           'state', g.state, 'stateReason', g.state_reason,
           'reasonCode', rules.reason_code(g.state, g.state_reason, g.problem),
           'playable', rules.segment_is_playable(g),
           'source', g.source, 'track', g.track, 'channels', g.channels, 'startedAt', g.started_at,
           'durationReportedS', g.duration_reported_s, 'durationMeasuredS', g.duration_measured_s,
           'byteSize', g.byte_size, 'sha256', g.sha256,
           'storedAt', g.stored_at, 'encrypted', g.encryption is not null,
           'externalUrl', g.external_url, 'conferenceSid', g.conference_sid,
           'streamUrl', reference.url(g.recording_id, 'stream', g.recording_sid),
           'downloadUrl', reference.url(g.recording_id, 'download', g.recording_sid),
           'peaksUrl', case when g.state = 'stored' then reference.url(g.recording_id, 'peaks', g.recording_sid) end)
         order by g.started_at, g.recording_sid)
    from data.recording_segment g
   where g.recording_id = segments.recording_id and (conference is null or g.conference_sid = conference)
$$;

create function reference.timeline(recording_id uuid, conference text) returns json language sql
as $$
  select json_build_object(
           'durationS', max(t.at_s + t.duration_s), 'audioS', sum(t.duration_s),
           'pieces', json_agg(json_build_object(
             'recordingSid', t.recording_sid,
             'atS', t.at_s, 'fromS', t.from_s, 'durationS', t.duration_s, 'gapS', t.gap_s,
             'state', t.state, 'channels', t.channels,
             'streamUrl', reference.url(recording_id, 'stream', t.recording_sid),
             'peaksUrl', case when t.state = 'stored' then reference.url(recording_id, 'peaks', t.recording_sid) end)
             order by t.at_s))
    from rules.recording_timeline(recording_id, conference) t
  having count(*) > 0
$$;

create function reference.recording(id uuid, conference text) returns json language sql
as $$
  select json_build_object('id', r.id, 'callRecordId', r.call_record_id,
    'state', summary.state, 'stateReason', summary.state_reason,
    'reasonCode', rules.reason_code(summary.state, summary.state_reason, summary.problem),
    'playable', summary.is_playable, 'canRetry', reference.can_retry(r),
    'segmentCount', summary.segment_count, 'missingCount', summary.missing_count,
    'durationReportedS', best.duration_reported_s, 'durationMeasuredS', best.duration_measured_s,
    'channels', best.channels, 'source', best.source, 'startedAt', best.started_at,
    'storedAt', best.stored_at, 'mediaType', best.media_type, 'byteSize', best.byte_size,
    'sha256', best.sha256,
    'streamUrl', reference.url(r.id, 'stream', segment), 'downloadUrl', reference.url(r.id, 'download', segment),
    'peaksUrl', case when summary.state = 'stored' then reference.url(r.id, 'peaks', segment) end,
    'downloadAllUrl', case when conference is null and summary.segment_count > 1 and summary.is_playable then
      reference.url(r.id, 'download', null) || '?all=1' end,
    'transcriptUrl', null, 'timeline', reference.timeline(r.id, conference),
    'segments', reference.segments(r.id, conference),
    'call', (select c.answer from reference.call_record c where c.id = r.call_record_id))
    from data.recording r
    join rules.recording_summary(r.id, conference) summary on true
    join data.recording_segment best
      on (best.recording_sid, best.account_sid) = (summary.recording_sid, summary.account_sid),
    lateral (values (case when conference is not null then best.recording_sid end)) s (segment)
   where r.id = recording.id
$$;
