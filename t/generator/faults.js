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
    find: 'names || reference.recording_sid || conferences)',
    replace: 'names || conferences)',
  }, {
    name: 'a segment is read before its names are locked',
    file: 'rules/call/call_record_resolve.sql',
    find: `      if not dry_run then
        perform call_names_lock(org, names || reference.recording_sid || conferences);
      end if;
      call := call_record_find(reference, names);
`,
    replace: `      call := call_record_find(reference, names);
      if not dry_run then
        perform call_names_lock(org, names || reference.recording_sid || conferences);
      end if;
`,
  }, {
    name: 'call records are not locked',
    file: 'rules/call/call_record_lock.sql',
    find: 'order by c.id for update',
    replace: 'order by c.id',
  }, {
    name: 'nobody notices that a record was merged meanwhile',
    file: 'rules/call/call_record_lock.sql',
    find: 'if coalesce(cardinality(locked), 0) < cardinality(ids) then',
    replace: 'if false then',
  }, {
    name: 'the RecordingSid is not a name',
    file: 'rules/call/call_look_up.sql',
    find: 'on r.id = s.recording_id and s.conference_sid is null',
    replace: 'on false',
  }, {
    name: 'the ParentCallSid is not a name',
    file: 'rules/call/call_event_apply.sql',
    find: `, params ->> 'ParentCallSid');`,
    replace: ');',
  }, {
    name: 'nobody joins a conference by a status',
    file: 'rules/call/call_event_apply.sql',
    find: `reference.conference_sid := params ->> 'ConferenceSid';`,
    replace: '',
  }, {
    name: 'nobody joins a conference by a PUT',
    file: 'api/call/call_put.sql',
    find: `reference.conference_sid := body ->> 'conferenceSid';`,
    replace: '',
  }, {
    name: 'conferences are not locked',
    file: 'rules/call/call_record_resolve.sql',
    find: 'names || reference.recording_sid || conferences)',
    replace: 'names || reference.recording_sid)',
  }, {
    name: 'conferences that turn up later are not locked',
    file: 'rules/call/call_record_resolve.sql',
    find: 'exit when dry_run or call.conferences <@ conferences;',
    replace: 'exit;',
  }, {
    name: 'what else a recording says counts for nothing if its leg is known',
    file: 'rules/call/call_is_of_one_leg.sql',
    find: '(audio_call_id is null or audio_call_id = (call.leg).call_record_id)',
    replace: 'true',
  }, {
    name: 'a plain event of a recording is of the call of its leg',
    file: 'rules/recording/recording_event_apply_plain.sql',
    find: 'if known.audio_call_id = leg.call_record_id',
    replace: 'if true',
  }, {
    name: 'a plain event of a recording does not look for its leg',
    file: 'rules/recording/recording_event_apply_plain.sql',
    find: 'elsif not (known.segment is null and leg is null) then',
    replace: 'elsif not (known.segment is null) then',
  }, {
    name: 'a plain event of a recording does not lock its names',
    file: 'rules/recording/recording_event_apply_plain.sql',
    find: 'perform call_names_lock(organization_id, array[call_sid, said.recording_sid]);',
    replace: '',
  }, {
    name: 'a plain event of a call does not lock its name',
    file: 'rules/call/call_event_apply_plain.sql',
    find: 'perform call_names_lock(organization_id, array[sid]);',
    replace: '',
  }, {
    name: 'a plain event of a call does not care for conferences',
    file: 'rules/call/call_event_apply_plain.sql',
    find: 'elsif known.conferred then',
    replace: 'elsif false then',
  }, {
    name: 'who takes part in a conference does not take its record over',
    file: 'rules/call/call_is_of_one_leg.sql',
    find: 'and call.conference_sid is null',
    replace: '',
  }, {
    name: 'what is known of a new leg is not written',
    file: 'rules/call/call_legs_named.sql',
    find: 'case when name = reference.leg_sid then leg end',
    replace: 'null',
  }, {
    name: 'a conference\'s recording makes two calls one',
    file: 'rules/call/call_record_find.sql',
    find: `if reference.is_of_conference and names <> '{}' then`,
    replace: 'if false then',
  }, {
    name: 'a conference keeps its own record',
    file: 'rules/conference/conference_join.sql',
    find: 'if call.joins then',
    replace: 'if false then',
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
    find: 'if new.conference_sid is not null then',
    replace: 'if false then',
  }, {
    name: 'what was recorded stays where it was',
    file: 'rules/conference/conference_keeper_choose.sql',
    find: 'perform conference_recordings_move(org, cf, best);',
    replace: 'null;',
  }, {
    name: 'a segment that turns out to be a conference\'s stays where it was',
    file: 'rules/recording/recording_event_write.sql',
    find: 'perform conference_recordings_move(reference.organization_id, new.conference_sid, id);',
    replace: 'null;',
  }, {
    name: 'what leaves a recording leaves its id behind',
    file: 'rules/recording/recording_split.sql',
    find: 'when old.made_for = any (goes) then stays',
    replace: 'when false then stays',
  }, {
    name: 'what leaves a recording leaves its former ids behind',
    file: 'rules/recording/recording_split.sql',
    find: 'f.made_for = any (moved)',
    replace: 'false',
  }, {
    name: 'a merge forgets the conferences of the younger one',
    file: 'rules/call/call_record_merge.sql',
    find: `from conference_call k where k.call_record_id = gone
  on conflict`,
    replace: `from conference_call k where false
  on conflict`,
  }, {
    name: 'only the first name becomes a leg',
    file: 'rules/call/call_record_unite.sql',
    find: 'call_legs_named(call.id, reference, call.names, leg)',
    replace: 'call_legs_named(call.id, reference, call.names[1:1], leg)',
  }, {
    name: 'an id that is taken joins two calls',
    file: 'rules/call/call_record_match.sql',
    find: 'call.taken := exists (',
    replace: 'call.taken := false and exists (',
  }, {
    name: 'an id is taken by its own call',
    file: 'rules/call/call_record_match.sql',
    find: 'if legs.dialers_id <> all (call.record_ids) then',
    replace: 'if legs.dialers_id is not null then',
  }, {
    name: 'a merge forgets the notes of the younger one',
    file: 'rules/call/call_record_annotations_merge.sql',
    find: `coalesce(last ->> 'notes', other ->> 'notes')`,
    replace: 'older.notes',
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
    file: 'rules/call/call_record_customer.sql',
    find: 'and a.phone_number = other.number',
    replace: 'and a.phone_number = other.number and other.rank > 0',
  }, {
    name: 'agents are customers',
    file: 'rules/call/call_record_customer.sql',
    find: 'and a.phone_number = other.number',
    replace: 'and false',
  }, {
    name: 'whom the dialer called first is the customer',
    file: 'rules/call/call_record_customer.sql',
    find: 'other.number = dialer.to_number and',
    replace: 'false and',
  }, {
    name: 'the last transfer is the customer',
    file: 'rules/call/call_record_customer.sql',
    find: 'order by is_agent, other.rank, other.at nulls last',
    replace: 'order by is_agent, other.rank, other.at desc nulls last',
  }, {
    name: 'the dialer overrules Twilio',
    file: 'rules/call/call_record_facts.sql',
    find: 'call.duration_s := coalesce(root.duration_s, dialer.duration_s,',
    replace: 'call.duration_s := coalesce(dialer.duration_s, root.duration_s,',
  }, {
    name: 'a status may go back',
    file: 'rules/call/call_status_is_later.sql',
    find: 'status > old_status)))',
    replace: 'true)))',
  }, {
    name: 'what has ended may go on',
    file: 'rules/call/call_status_is_later.sql',
    find: `or (old_status < 'completed'
        and coalesce(`,
    replace: `or (true
        and coalesce(`,
  }, {
    name: 'the SequenceNumber is ignored',
    file: 'rules/call/call_status_is_later.sql',
    find: 'coalesce((sequence, status) > (old_sequence, old_status), status > old_status)',
    replace: 'status > old_status',
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
    find: 'new.channels := coalesce(old.channels, said.channels);',
    replace: 'new.channels := coalesce(said.channels, old.channels);',
  }, {
    name: 'what failed once stays failed',
    file: 'rules/recording/recording_segment_is_forward.sql',
    find: `or (old.state = 'failed' and state = 'available' and not (old.problem is not null and is_listed))`,
    replace: '',
  }, {
    name: 'what we gave up is tried again because it is listed',
    file: 'rules/recording/recording_segment_is_forward.sql',
    find: 'not (old.problem is not null and is_listed)',
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
    file: 'rules/recording/recording_segment_write.sql',
    find: 'perform media_job_add(new.recording_sid, new.account_sid);',
    replace: 'null;',
  }, {
    name: 'what Twilio has no more is copied',
    file: 'rules/recording/recording_segment_write.sql',
    find: 'perform media_job_drop(new.recording_sid, new.account_sid);',
    replace: 'null;',
  }, {
    name: 'an event that only adds a name refreshes nothing',
    file: 'rules/call/call_record_write.sql',
    find: 'if is_later or (call.changed and not call.created) then',
    replace: 'if is_later then',
  }, {
    name: 'a PUT refreshes nothing',
    file: 'api/call/call_put.sql',
    find: 'perform call_record_refresh(c) from call_record c where c.id = call.id;',
    replace: '',
  }, {
    name: 'the journal forgets what is repeated',
    file: 'rules/webhook/webhook_receive.sql',
    find: 'idempotency_token, outgoing_call_id);',
    replace: `idempotency_token, outgoing_call_id)
      where outcome <> 'repeated';`,
  }, {
    name: 'what changes after its day was counted is not counted',
    file: 'rules/coverage/coverage_kept.sql',
    find: 'x.day = d.day)',
    replace: 'x.day = d.day and false)',
  },
];
