'use strict';

// The faults of ./dev mutations: each is one text of a file of schema/ and what replaces it. The text is in the
// file exactly once.

module.exports = [
  {
    name: 'names are not locked',
    file: 'rules/call/call_names_lock.sql',
    find: 'perform pg_advisory_xact_lock(key)',
    replace: 'perform key',
  }, {
    name: 'names are locked in the order given',
    file: 'rules/call/call_names_lock.sql',
    find: `select distinct hashtextextended(call_names_lock.organization_id || ' ' || name, 0) as key
      from unnest(names) name where name is not null order by 1 offset 0`,
    replace: `select hashtextextended(call_names_lock.organization_id || ' ' || name, 0) as key
      from unnest(names) name where name is not null offset 0`,
  }, {
    name: 'the RecordingSid is not locked',
    file: 'rules/call/call_record_resolve.sql',
    find: 'perform call_names_lock(org, sids || call_record_resolve.recording_sid || conferences)',
    replace: 'perform call_names_lock(org, sids || conferences)',
  }, {
    name: 'a segment is read before its names are locked',
    file: 'rules/recording/recording_event_apply.sql',
    find: `  select * into call from call_record_resolve(org, names, call_id, params ->> 'ConferenceSid',
    case when of_cf is null or names = '{}' then at end, ac, re, of_cf is not null, false, dry_run);
  select * into old from recording_segment s where s.recording_sid = re and s.account_sid = ac;
`,
    replace: `  select * into old from recording_segment s
   where s.recording_sid = re and s.account_sid = ac;
  select * into call from call_record_resolve(org, names, call_id, params ->> 'ConferenceSid',
    case when of_cf is null or names = '{}' then at end, ac, re, of_cf is not null, false, dry_run);
`,
  }, {
    name: 'call records are not locked',
    file: 'rules/call/call_record_lock.sql',
    find: 'order by c.id for update',
    replace: 'order by c.id',
  }, {
    name: 'nobody notices that a record was merged meanwhile',
    file: 'rules/call/call_record_lock.sql',
    find: 'if locked < cardinality(ids) then',
    replace: 'if false then',
  }, {
    name: 'the RecordingSid is not a name',
    file: 'rules/call/call_record_resolve.sql',
    find: 'where s.recording_sid = call_record_resolve.recording_sid',
    replace: 'where false',
  }, {
    name: 'the ParentCallSid is not a name',
    file: 'rules/call/call_event_apply.sql',
    find: `, params ->> 'ParentCallSid'), call_id`,
    replace: '), call_id',
  }, {
    name: 'nobody joins a conference by a status',
    file: 'rules/call/call_event_apply.sql',
    find: `call_id, params ->> 'ConferenceSid',`,
    replace: 'call_id, null,',
  }, {
    name: 'nobody joins a conference by a PUT',
    file: 'api/call/call_put.sql',
    find: `body ->> 'conferenceSid', null`,
    replace: 'null, null',
  }, {
    name: 'conferences are not locked',
    file: 'rules/call/call_record_resolve.sql',
    find: 'perform call_names_lock(org, sids || call_record_resolve.recording_sid || conferences)',
    replace: 'perform call_names_lock(org, sids || call_record_resolve.recording_sid)',
  }, {
    name: 'a conference\'s recording makes two calls one',
    file: 'rules/call/call_record_resolve.sql',
    find: `if is_of_conference and sids <> '{}' then`,
    replace: 'if false then',
  }, {
    name: 'a conference keeps its own record',
    file: 'rules/call/call_record_resolve.sql',
    find: 'delete from call_leg l where l.sid = cf and l.organization_id = org;',
    replace: '',
  }, {
    name: 'who joins first keeps the recording',
    file: 'rules/conference/conference_keeper_choose.sql',
    find: 'order by k.is_twilios desc, c.is_customers desc',
    replace: 'order by k.keeps_recording nulls last, k.is_twilios desc, c.is_customers desc',
  }, {
    name: 'an agent may keep the recording',
    file: 'rules/conference/conference_keeper_choose.sql',
    find: 'k.is_twilios desc, c.is_customers desc,',
    replace: 'k.is_twilios desc,',
  }, {
    name: 'what a dialer says counts as if Twilio did',
    file: 'rules/conference/conference_keeper_choose.sql',
    find: 'k.is_twilios desc, c.is_customers desc,',
    replace: 'c.is_customers desc,',
  }, {
    name: 'who goes from one conference to the next may be the customer',
    file: 'rules/conference/conference_keeper_choose.sql',
    find: 'o.conference_sid <> cf),',
    replace: 'false),',
  }, {
    name: 'who keeps the recording is not decided again',
    file: 'rules/call/call_record_refresh.sql',
    find: 'if new.conference_sid is not null\n',
    replace: 'if false\n',
  }, {
    name: 'what was recorded stays where it was',
    file: 'rules/conference/conference_keeper_choose.sql',
    find: 'perform conference_recordings_move(org, cf, best);',
    replace: 'null;',
  }, {
    name: 'a segment that turns out to be a conference\'s stays where it was',
    file: 'rules/recording/recording_event_apply.sql',
    find: 'perform conference_recordings_move(org, new.conference_sid, keeper);',
    replace: 'null;',
  }, {
    name: 'what leaves a recording leaves its id behind',
    file: 'rules/conference/recording_split.sql',
    find: 'when old.made_for = any (goes) then stays',
    replace: 'when false then stays',
  }, {
    name: 'what leaves a recording leaves its former ids behind',
    file: 'rules/conference/recording_split.sql',
    find: 'f.made_for = any (moved)',
    replace: 'false',
  }, {
    name: 'a merge forgets the conferences of the younger one',
    file: 'rules/call/call_record_merge.sql',
    find: 'from conference_call k where k.call_record_id = gone\n  on conflict',
    replace: 'from conference_call k where false\n  on conflict',
  }, {
    name: 'only the first name becomes a leg',
    file: 'rules/call/call_record_resolve.sql',
    find: 'from unnest(sids) s',
    replace: 'from unnest(sids[1:1]) s',
  }, {
    name: 'an id that is taken joins two calls',
    file: 'rules/call/call_record_resolve.sql',
    find: 'taken := exists (',
    replace: 'taken := false and exists (',
  }, {
    name: 'an id is taken by its own call',
    file: 'rules/call/call_record_resolve.sql',
    find: 'if said is not null and said <> all (same) then',
    replace: 'if said is not null then',
  }, {
    name: 'a merge forgets the notes of the younger one',
    file: 'rules/call/call_record_merge.sql',
    find: 'notes = coalesce(first.notes, second.notes)',
    replace: 'notes = older.notes',
  }, {
    name: 'a merge forgets who was merged before',
    file: 'rules/call/call_record_merge.sql',
    find: 'update former_id f set current_id = kept where f.current_id = gone;',
    replace: '',
  }, {
    name: 'a merge forgets which recordings were merged before',
    file: 'rules/recording/recording_merge.sql',
    find: 'update former_id f set current_id = kept where f.current_id = any (gone);',
    replace: '',
  }, {
    name: 'a merge chooses no primary segment',
    file: 'rules/recording/recording_merge.sql',
    find: 'perform recording_refresh(kept);',
    replace: '',
  }, {
    name: 'an agent who calls is a customer',
    file: 'rules/call/call_record_refresh.sql',
    find: 'and a.phone_number = other.number',
    replace: 'and a.phone_number = other.number and other.rank > 0',
  }, {
    name: 'agents are customers',
    file: 'rules/call/call_record_refresh.sql',
    find: 'and a.phone_number = other.number',
    replace: 'and false',
  }, {
    name: 'whom the dialer called first is the customer',
    file: 'rules/call/call_record_refresh.sql',
    find: 'other.number = dialer.to_number and',
    replace: 'false and',
  }, {
    name: 'the last transfer is the customer',
    file: 'rules/call/call_record_refresh.sql',
    find: 'order by is_agent, other.rank, other.at nulls last',
    replace: 'order by is_agent, other.rank, other.at desc nulls last',
  }, {
    name: 'the dialer overrules Twilio',
    file: 'rules/call/call_record_refresh.sql',
    find: 'new.duration_s := coalesce(root.duration_s, dialer.duration_s,',
    replace: 'new.duration_s := coalesce(dialer.duration_s, root.duration_s,',
  }, {
    name: 'a status may go back',
    file: 'rules/call/call_leg_advance.sql',
    find: `                   status > old.status)`,
    replace: `                   true)`,
  }, {
    name: 'what has ended may go on',
    file: 'rules/call/call_leg_advance.sql',
    find: `or (old.status < 'completed' and
          coalesce(`,
    replace: `or (true and
          coalesce(`,
  }, {
    name: 'the SequenceNumber is ignored',
    file: 'rules/call/call_leg_advance.sql',
    find: `coalesce((sequence, status) > (old.sequence_number, old.status),
                   status > old.status)`,
    replace: 'status > old.status',
  }, {
    name: 'the later start time counts',
    file: 'rules/call/call_leg_advance.sql',
    find: 'new.started_at := least(old.started_at, at);',
    replace: 'new.started_at := greatest(old.started_at, at);',
  }, {
    name: 'one channel comes before two',
    file: 'rules/recording/recording_summary.sql',
    find: 's.channels desc nulls last',
    replace: 's.channels nulls last',
  }, {
    name: 'what failed comes before audio',
    file: 'rules/recording/recording_summary.sql',
    find: `array['stored', 'available', 'in_progress', 'failed',`,
    replace: `array['failed', 'stored', 'available', 'in_progress',`,
  }, {
    name: 'what is late overrules',
    file: 'rules/recording/recording_segment_advance.sql',
    find: 'new.channels := coalesce(old.channels, number);',
    replace: 'new.channels := coalesce(number, old.channels);',
  }, {
    name: 'what failed once stays failed',
    file: 'rules/recording/recording_segment_advance.sql',
    find: `or (old.state = 'failed' and state = 'available' and not (given_up and is_list))`,
    replace: '',
  }, {
    name: 'what we gave up is tried again because it is listed',
    file: 'rules/recording/recording_segment_advance.sql',
    find: 'not (given_up and is_list)',
    replace: 'true',
  }, {
    name: 'audio that cannot be had is playable',
    file: 'rules/recording/segment_is_playable.sql',
    find: `coalesce(s.problem = 'our_disk', true)`,
    replace: 'true',
  }, {
    name: 'while our disk is full nothing is playable',
    file: 'rules/recording/segment_is_playable.sql',
    find: `coalesce(s.problem = 'our_disk', true)`,
    replace: 's.problem is null',
  }, {
    name: 'what can be played does not come first',
    file: 'rules/recording/recording_summary.sql',
    find: 'segment_is_playable(s) desc, s.channels',
    replace: 's.channels',
  }, {
    name: 'what Twilio has is not copied',
    file: 'rules/recording/recording_segment_put.sql',
    find: 'perform media_job_add(re, ac);',
    replace: 'null;',
  }, {
    name: 'what Twilio has no more is copied',
    file: 'rules/recording/recording_segment_put.sql',
    find: 'perform media_job_drop(re, ac);',
    replace: 'null;',
  }, {
    name: 'an event that only adds a name refreshes nothing',
    file: 'rules/recording/recording_event_apply.sql',
    find: 'if earlier or (call.changed and ',
    replace: 'if earlier or (false and ',
  }, {
    name: 'a PUT refreshes nothing',
    file: 'api/call/call_put.sql',
    find: 'perform call_record_refresh(call.id);',
    replace: '',
  }, {
    name: 'the journal forgets what is repeated',
    file: 'rules/webhook/webhook_receive.sql',
    find: 'idempotency_token, outgoing_call_id);',
    replace: `idempotency_token, outgoing_call_id)
      where outcome <> 'repeated';`,
  },
];
