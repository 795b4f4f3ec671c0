'use strict';

// What the database has of the worlds of a batch.

const { rows, sql } = require('../lib');

// Names of a batch begin like this, after two letters: see makeNames().
const isOf = (prefix) => (column) => `(${column} like '__${prefix}%')`;
const seedOf = (name) => parseInt(name.slice(14, 22), 16);

const RECORDS = (mine) => `
  select c.id, r.id as "recordingId",
    c.call_id as "callId", c.direction, c.status, c.customer_number as customer,
    c.from_number as "from", c.to_number as "to", c.started_at as "startedAt",
    c.answered_at as "answeredAt", c.ended_at as "endedAt", c.duration_s as "durationS", c.notes,
    c.is_customers as "isCustomers", array(
      select k.conference_sid from data.conference_call k where k.call_record_id = c.id
       order by k.conference_sid collate "C") as conferences,
    (select json_agg(case when l.sid like 'CA%' then json_build_object('sid', l.sid,
        'parent', l.parent_sid, 'status', l.status, 'direction', l.direction,
        'from', l.from_number, 'to', l.to_number, 'startedAt', l.started_at,
        'endedAt', l.ended_at, 'durationS', l.duration_s, 'answeredAt', l.answered_at,
        'sip', l.sip_response_code, 'answeredBy', l.answered_by)
      else json_build_object('sid', l.sid) end order by l.sid collate "C")
      from data.call_leg l where l.call_record_id = c.id) as legs,
    case when r.id is not null then (
      select json_build_object('state', r.state, 'reason', r.state_reason, 'problem', r.problem,
        'isPlayable', r.is_playable,
        'primary', max(s.recording_sid) filter (where s.is_primary),
        'segments', json_agg(json_build_object('sid', s.recording_sid, 'state', s.state,
          'reason', s.state_reason, 'problem', s.problem, 'source', s.source, 'channels', s.channels,
          'startedAt', s.started_at, 'durationS', s.duration_reported_s, 'track', s.track,
          'encrypted', s.encryption is not null) order by s.recording_sid collate "C"))
        from data.recording_segment s where s.recording_id = r.id) end as recording
    from data.call_record c left join data.recording r on r.call_record_id = c.id
   where c.id in (select l.call_record_id from data.call_leg l where ${mine('l.sid')})`;

// Times as the model has them.
const plain = ({ id, recordingId, ...row }) => ({ id, recordingId,
  row: JSON.parse(JSON.stringify(row), (key, value) =>
    (key.endsWith('At') && value !== null ? new Date(value).toISOString() : value)) });

// The call records of each seed, in the order of their call ids: {id, recordingId, row}.
function recordsOf(prefix) {
  const bySeed = new Map();
  const all = rows(RECORDS(isOf(prefix))).map(plain)
    .sort((a, b) => (a.row.callId < b.row.callId ? -1 : 1));
  for (const record of all) {
    const seed = seedOf(record.row.callId);
    bySeed.set(seed, [...(bySeed.get(seed) ?? []), record]);
  }
  return bySeed;
}

const FAULTS = (mine) => `
  select c.call_id || ' has no names' from data.call_record c
   where ${mine('c.call_id')} and not exists (
     select from data.call_leg l where l.call_record_id = c.id)
  union all
  select k.conference_sid || ' is not kept by one call' from data.conference_call k
   where ${mine('k.conference_sid')} group by k.conference_sid
  having count(*) filter (where k.keeps_recording) <> 1
  union all
  select c.call_id || ' has not one primary segment'
    from data.call_record c join data.recording r on r.call_record_id = c.id
   where ${mine('c.call_id')} and 1 <> (
     select count(*) from data.recording_segment s where s.recording_id = r.id and s.is_primary)
  union all
  select s.recording_sid || ' is to be copied, and is not, or the other way round'
    from data.recording_segment s left join data.media_job j using (recording_sid, account_sid)
   where ${mine('s.recording_sid')} and (s.state = 'available') <> (j.recording_sid is not null)
   limit 1`;

// What is wrong whatever happened; '': nothing.
const faultOf = (prefix) => sql(FAULTS(isOf(prefix)));

// ids: [name, id] of what the name led to at some time. Those ids that do not lead to it now. A
// conference leads to who took part; a recording's id to the segment that it was made for.
function lostIds(ids) {
  const values = ids.map(([name, id]) => `('${name}', '${id}'::uuid)`).join(', ');
  return values === '' ? [] : rows(`
    select v.name, v.id from (values ${values}) v (name, id)
     where rules.current_id(v.id) is distinct from coalesce(
         (select l.call_record_id from data.call_leg l where l.sid = v.name),
         (select s.recording_id from data.recording_segment s where s.recording_sid = coalesce(
           (select r.made_for from data.recording r where r.id = v.id),
           (select f.made_for from data.former_id f where f.id = v.id), v.name)))
       and not exists (select from data.conference_call k
         where k.conference_sid = v.name and k.call_record_id = rules.current_id(v.id))`);
}

// Coverage of two days from at on, as it is answered, of which some days were counted before, and as it is
// counted now: what is not the same; '': nothing.
const coverageFault = (at) => sql(`set search_path = rules, data, public;
  with said as (
    select o.id as org, v.by, p.at, p.id, p.name, p.fate, sum(p.calls)
      from data.organization o cross join unnest(array['day', 'campaign', 'agent']) v (by)
     cross join lateral rules.coverage_parts(o.id, '${at}', timestamptz '${at}' + interval '2 days', v.by) p
     group by 1, 2, 3, 4, 5, 6),
  counted as (
    select o.id as org, p.by, p.at, p.id, p.name, p.fate, p.calls
      from data.organization o
     cross join lateral rules.coverage_tally(o.id, '${at}', timestamptz '${at}' + interval '2 days',
       array['day', 'campaign', 'agent']) p)
  (select 'said', s from (table said except table counted) s limit 3)
  union all
  (select 'counted', s from (table counted except table said) s limit 3)`);

const countJournal = (prefix) => Number(sql(`select count(*) from data.webhook_event
  where ${isOf(prefix)("coalesce(params ->> 'CallSid', params ->> 'ConferenceSid')")}`));

// The simulator has no audio of them that is worth to be copied, and what is said to be stored has
// no files.
const dropMedia = (prefix) => sql(`
  delete from data.media_job where ${isOf(prefix)('recording_sid')};
  delete from data.transcription_job where recording_id in (
    select recording_id from data.recording_segment where ${isOf(prefix)('recording_sid')});
  delete from data.recording_segment where ${isOf(prefix)('recording_sid')};
  delete from data.recording where ${isOf(prefix)('made_for')}`);

module.exports = { countJournal, coverageFault, dropMedia, faultOf, lostIds, recordsOf };
