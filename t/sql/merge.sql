-- Records that turn out to be one call (docs/requirements.md R1, R2, R3): which id stays,
-- that nothing is lost, and that every order ends in the same rows.
begin;
\i t/sql/fixture.psql
select plan(42);

create function t.id_of(sid text) returns uuid language sql stable
as $$ select l.call_record_id from data.call_leg l where l.sid = id_of.sid $$;
create function t.child_alone(status text, at_s integer) returns jsonb language sql stable
as $$ select t.child(status, at_s) - 'ParentCallSid' $$;

-- 1. Two records, each with a recording; then it becomes known that the
-- second is a leg of the first.
call t.sent(t.status('initiated', 0));
call t.sent(t.recording('completed', '{"RecordingChannels": "1"}'));
call t.sent(t.child_alone('ringing', 3));
call t.sent(t.recording('completed', jsonb_build_object(
  'CallSid', t.sid('CA', 4097), 'RecordingSid', t.sid('RE', 2))));
create temporary table was as
select t.id_of(t.sid('CA', 1)) as kept, t.id_of(t.sid('CA', 4097)) as gone,
       (t.recording_of(t.sid('RE', 1))).id as kept_recording,
       (t.recording_of(t.sid('RE', 2))).id as gone_recording;
update data.call_record c set notes = 'a note', agent_name = 'Ann' from was where c.id = was.gone;
call t.store(t.sid('RE', 1));
select isnt(kept, gone, 'before, they are two') from was;
select is(t.counts(), '2 2 2 2 1 4', 'with a recording each');
select is(t.send(t.child('completed', 57)), 'updated', 'the child leg''s parent becomes known');
select is(t.counts(), '1 2 1 2 1 5', 'R1: they are one, with one recording of two segments');
select is(t.id_of(t.sid('CA', 1)), kept, 'the older id stays') from was;
select is(t.id_of(t.sid('CA', 4097)), kept, 'and has both legs') from was;
select is((t.recording_of(t.sid('RE', 2))).id, kept_recording, 'the older recording has both segments')
  from was;
select results_eq(
  $$ select call_id, customer_number, status::text, notes, agent_name from data.call_record $$,
  $$ values (t.sid('CA', 1), '+15550177', 'initiated', 'a note', 'Ann') $$,
  'nothing is lost: the customer''s number, the notes');
select is((t.recording_of(t.sid('RE', 1))).state::text, 'stored', 'R17: what is stored stays stored');
select is((t.segment(t.sid('RE', 1))).is_primary, true, 'and is the one that is played');
select is((t.segment(t.sid('RE', 2))).state::text, 'available', 'the other is still to be copied');
select is((t.shown_call(gone)).id, kept,
  'an old URL of the call goes on working') from was;
select is((select m.id from api.recording_metadata(t.credential('sue'), gone_recording, null) m limit 1), kept_recording,
  'and one of the recording') from was;
select is((select recording_sid from api.recording_media(t.credential('sue'), gone_recording, null)),
  t.sid('RE', 1), 'and of its audio') from was;
select is((select recording_sid from api.recording_media(t.credential('sue'), gone_recording, t.sid('RE', 2))),
  t.sid('RE', 2), 'the other segment can be asked for') from was;
select is(t.failure(format('select api.recording_media(t.credential(''sue''), %L, %L)', kept_recording, sid)),
  'PT404 segment_not_found', format('a recording has no segment %s', sid))
  from was, (values (t.sid('RE', 9)), (''), ('../x')) as t (sid);
select is(t.failure(format('select api.call_record(t.credential(''olga''), %L)', gone)),
  'PT404 call_record_not_found', 'R39: not for another organization') from was;
select is(t.failure(format('select api.recording_metadata(t.credential(''olga''), %L, null)', gone_recording)),
  'PT404 recording_not_found', 'R39: nor the recording') from was;

-- 2. A third one is older still: ids of before lead to where it is now.
insert into data.call_record (id, organization_id, call_id)
values ('00000000-0000-7000-8000-000000000001', t.acme(), t.sid('CF', 1));
insert into data.call_leg (sid, organization_id, call_record_id)
values (t.sid('CF', 1), t.acme(), '00000000-0000-7000-8000-000000000001');
select is(t.send(t.recording('completed', jsonb_build_object('ConferenceSid', t.sid('CF', 1)))),
  'updated', 'the call of a recording was in a conference that was known alone');
select is(t.id_of(sid), '00000000-0000-7000-8000-000000000001', format('%s is a leg of the oldest', sid))
  from unnest(array[t.sid('CA', 1), t.sid('CA', 4097)]) sid;
select is(t.id_of(t.sid('CF', 1)), null, 'of which the conference is no name any more');
select is((t.shown_call(id)).id, '00000000-0000-7000-8000-000000000001',
  format('the id %s leads there', name))
  from was, lateral (values ('that was merged first', gone), ('that was merged last', kept)) v (name, id);
select is(rules.current_id(gone_recording), kept_recording, 'the recording stays where it is') from was;
select is((select call_id from data.call_record), t.sid('CA', 1), 'a CallSid is the call''s id before a ConferenceSid');
select is(t.counts(), '1 2 1 2 1 6', 'all of it is one call');

-- 3. One recording that is said to be of two calls: they are one.
call t.sent(t.recording('in-progress', jsonb_build_object('RecordingSid', t.sid('RE', 51),
  'CallSid', null, 'ConferenceSid', t.sid('CF', 51))));
call t.sent(t.status('in-progress', 5, jsonb_build_object('CallSid', t.sid('CA', 51))));
select is(t.send(t.recording('completed', jsonb_build_object('RecordingSid', t.sid('RE', 51),
  'CallSid', t.sid('CA', 51)))), 'updated', 'its next event names another call');
select is((select call_record_id from data.conference_call where conference_sid = t.sid('CF', 51) and keeps_recording),
  t.id_of(t.sid('CA', 51)), 'R2: by exact identifiers they are one');
select is((t.recording_of(t.sid('RE', 51))).call_record_id, t.id_of(t.sid('CA', 51)), 'with the recording');

-- 4. SequenceNumber is the order, whatever the time of arrival.
call t.sent(t.status('in-progress', 9, jsonb_build_object('CallSid', t.sid('CA', 61), 'SequenceNumber', '2')));
call t.sent(t.status('ringing', 2, jsonb_build_object('CallSid', t.sid('CA', 61), 'SequenceNumber', '1')));
select is((t.call(t.sid('CA', 61))).status::text, 'in-progress', 'a lower SequenceNumber does not go back');
call t.sent(t.ended('busy', 12, jsonb_build_object('CallSid', t.sid('CA', 61), 'SequenceNumber', '3',
  'SipResponseCode', '486', 'AnsweredBy', 'machine_start')));
select results_eq(
  $$ select status::text, sequence_number, sip_response_code, answered_by, duration_s
       from data.call_leg where sid = t.sid('CA', 61) $$,
  $$ values ('busy', 3, '486', 'machine_start', 49) $$, 'the leg has what Twilio says of it');
call t.sent(t.status('in-progress', 99, jsonb_build_object('CallSid', t.sid('CA', 61), 'SequenceNumber', '9')));
select is((t.call(t.sid('CA', 61))).status::text, 'busy', 'what has ended does not go on, whatever the number');

-- 5. Encrypted, elsewhere, deleted.
call t.sent(t.recording('completed', jsonb_build_object('RecordingSid', t.sid('RE', 71), 'CallSid', t.sid('CA', 71),
  'EncryptionDetails', '{"type": "rsa-aes", "public_key_sid": "CR1", "encrypted_cek": "x", "iv": "y"}')));
select is((t.segment(t.sid('RE', 71))).encryption ->> 'public_key_sid', 'CR1', 'EncryptionDetails are kept');
select is(t.failure(format('select api.recording_media(t.credential(''sue''), %L, null)', (t.recording_of(t.sid('RE', 71))).id)),
  'PT409 recording_encrypted', 'encrypted audio is not played as it is');
call t.sent(t.recording('completed', jsonb_build_object('RecordingSid', t.sid('RE', 72), 'CallSid', t.sid('CA', 72),
  'EncryptionDetails', 'no JSON')));
select is((t.segment(t.sid('RE', 72))).state::text, 'available', 'EncryptionDetails that are none stop nothing');
call t.sent(t.recording('completed', jsonb_build_object('RecordingSid', t.sid('RE', 73), 'CallSid', t.sid('CA', 73),
  'EncryptionDetails', repeat('[', 40000))));
select is((t.segment(t.sid('RE', 73))).state::text, 'available', 'nor those that are nested too deep');

-- 6. What was said last of either counts; what was not said there is kept.
call t.sent(t.status('initiated', 0, jsonb_build_object('CallSid', t.sid('CA', 81))));
call t.sent(t.status('initiated', 1, jsonb_build_object('CallSid', t.sid('CA', 82))));
update data.call_record c set notes = 'said first', campaign_name = 'Spring', said_at = now() - interval '2 s'
 where c.id = t.id_of(t.sid('CA', 81));
update data.call_record c set notes = 'said last', agent_name = 'Ann', said_at = now() - interval '1 s'
 where c.id = t.id_of(t.sid('CA', 82));
call t.sent(t.status('ringing', 3, jsonb_build_object('CallSid', t.sid('CA', 82), 'ParentCallSid', t.sid('CA', 81))));
select results_eq($$ select notes, agent_name, campaign_name, said_at from data.call_record where id = t.id_of(t.sid('CA', 81)) $$,
  $$ values ('said last', 'Ann', 'Spring', now() - interval '1 s') $$, 'of notes the last, and nothing else is lost');
select ok((select detail -> 'said' @> '[{"notes": "said first"}]' from data.audit_event
             where detail ->> 'kept' = t.id_of(t.sid('CA', 81))::text), 'what it replaced is in the audit');
select is(t.id_of(t.sid('CA', 81)), t.id_of(t.sid('CA', 82)), 'they are one');

select * from finish();
rollback;
