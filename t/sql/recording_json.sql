-- One recording as JSON: its fields, in every state.
begin;
\i t/sql/fixture.psql
select plan(39);

create function t.shown(sid text) returns json language sql
as $$ select api.recording_json(t.credential('sue'), (t.recording_of(sid)).id, null) $$;

-- 1. While it is recorded.
call t.sent(t.status('in-progress', 5));
call t.sent(t.recording('in-progress'));
select is(t.keys(t.shown(t.sid('RE', 1))),
  array['byteSize', 'call', 'callRecordId', 'canRetry', 'channels', 'downloadAllUrl', 'downloadUrl',
    'durationMeasuredS', 'durationReportedS', 'id', 'mediaType', 'missingCount', 'peaksUrl', 'playable', 'reasonCode',
    'segmentCount', 'segments', 'sha256', 'source',
    'startedAt', 'state', 'stateReason', 'storedAt', 'streamUrl', 'timeline', 'transcriptUrl'],
  'a recording has these fields');
select is(
  t.shown(t.sid('RE', 1))::jsonb - '{id,callRecordId,call,segments,streamUrl,downloadUrl}'::text[],
  '{"state": "in_progress", "stateReason": null, "durationReportedS": null,
    "durationMeasuredS": null, "channels": 2, "source": "OutboundAPI",
    "startedAt": "2026-03-02T10:00:07+00:00", "storedAt": null, "mediaType": null,
    "byteSize": null, "sha256": null, "peaksUrl": null, "transcriptUrl": null, "playable": false,
    "reasonCode": null, "canRetry": false, "segmentCount": 1, "missingCount": 1, "downloadAllUrl": null, "timeline": null}',
  'what is not known yet is null');
select is(t.shown(t.sid('RE', 1)) ->> 'id', (t.recording_of(t.sid('RE', 1))).id::text, 'its id');
select is(t.shown(t.sid('RE', 1)) ->> 'callRecordId', (t.call(t.sid('CA', 1))).id::text,
  'the id of its call');
select is(t.shown(t.sid('RE', 1)) ->> 'streamUrl',
  '/api/recordings/' || (t.recording_of(t.sid('RE', 1))).id || '/stream', 'where to listen');
select is(t.shown(t.sid('RE', 1)) ->> 'downloadUrl',
  '/api/recordings/' || (t.recording_of(t.sid('RE', 1))).id || '/download', 'where to download');
select is((t.shown(t.sid('RE', 1)) -> 'call')::text,
  api.call_record(t.credential('sue'), (t.call(t.sid('CA', 1))).id)::text,
  'the call is as it is shown alone');

-- 2. When Twilio has the audio.
call t.sent(t.recording('completed'));
select results_eq(
  $$ select j ->> 'state', j ->> 'durationReportedS', j ->> 'durationMeasuredS', j ->> 'peaksUrl'
       from t.shown(t.sid('RE', 1)) j $$,
  $$ values ('available', '42', null, null) $$,
  'R25: available is reported and not measured');

-- 3. When we have it.
call t.store(t.sid('RE', 1));
select is(
  t.shown(t.sid('RE', 1))::jsonb - '{id,callRecordId,call,segments,streamUrl,downloadUrl,storedAt,timeline}'::text[],
  jsonb_build_object('state', 'stored', 'stateReason', null, 'durationReportedS', 42,
    'durationMeasuredS', 41.875, 'channels', 2, 'source', 'OutboundAPI',
    'startedAt', '2026-03-02T10:00:07+00:00', 'mediaType', 'audio/wav', 'byteSize', 670044,
    'sha256', repeat('ab', 32), 'transcriptUrl', null, 'playable', true, 'reasonCode', null,
    'canRetry', false, 'segmentCount', 1, 'missingCount', 0, 'downloadAllUrl', null,
    'peaksUrl', '/api/recordings/' || (t.recording_of(t.sid('RE', 1))).id || '/peaks'),
  'R25: stored is reported and measured');
select is((t.shown(t.sid('RE', 1)) ->> 'storedAt')::timestamptz, now(), 'and stored at a time');
select is((t.shown(t.sid('RE', 1)) #>> '{call,recording,durationS}')::numeric, 41.875,
  'the call shows what was measured');
select unalike(t.shown(t.sid('RE', 1))::text,
  '%' || (t.segment(t.sid('RE', 1))).object_key || '%', 'where the file is, is nobody''s business');
select unalike(t.shown(t.sid('RE', 1))::text, '%' || t.sid('AC', 1) || '%',
  'nor is the account');

-- 4. Segments.
select is(t.keys(t.shown(t.sid('RE', 1)) #> '{segments,0}'),
  array['byteSize', 'channels', 'conferenceSid', 'downloadUrl', 'durationMeasuredS', 'durationReportedS',
    'encrypted', 'externalUrl', 'peaksUrl', 'playable', 'primary', 'reasonCode', 'recordingSid', 'sha256', 'source',
    'startedAt', 'state', 'stateReason', 'storedAt', 'streamUrl', 'track'],
  'a segment has these fields');
call t.sent(t.recording('completed', jsonb_build_object(
  'RecordingSid', t.sid('RE', 2), 'RecordingChannels', '1', 'RecordingSource', 'DialVerb',
  'RecordingStartTime', t.rfc2822(t.call_start()))));
call t.sent(t.recording('absent', jsonb_build_object(
  'RecordingSid', t.sid('RE', 3), 'ErrorCode', '16101')));
select results_eq(
  $$ select s ->> 'recordingSid', s ->> 'primary', s ->> 'state', s ->> 'stateReason',
            s ->> 'source'
       from json_array_elements(t.shown(t.sid('RE', 1)) -> 'segments') s $$,
  $$ values (t.sid('RE', 2), 'false', 'available', null, 'DialVerb'),
            (t.sid('RE', 1), 'true', 'stored', null, 'OutboundAPI'),
            (t.sid('RE', 3), 'false', 'absent', '16101', 'OutboundAPI') $$,
  'R18: every segment is shown, in the order in which they were recorded');
select is(t.shown(t.sid('RE', 2)) ->> 'id', t.shown(t.sid('RE', 1)) ->> 'id',
  'R18: they are one recording');
select is(t.shown(t.sid('RE', 1)) ->> 'durationMeasuredS', '41.875',
  'whose facts are those of the primary one');

-- 5. Why there is none.
call t.sent(t.recording('absent', jsonb_build_object('CallSid', t.sid('CA', 11),
  'RecordingSid', t.sid('RE', 11), 'ErrorCode', '16101')));
call t.sent(t.recording('failed', jsonb_build_object('CallSid', t.sid('CA', 12),
  'RecordingSid', t.sid('RE', 12), 'ErrorCode', '16105')));
select is(t.shown(t.sid('RE', n)) ->> 'state', state, format('R20: %s', state))
  from (values (11, 'absent'), (12, 'failed')) as t (n, state);
select is(t.shown(t.sid('RE', n)) ->> 'stateReason', reason,
  format('R20: it is so because of %s', reason))
  from (values (11, '16101'), (12, '16105')) as t (n, reason);
select is((t.shown(t.sid('RE', n)) #>> '{call,recording,stateReason}'), reason,
  format('R20: the call says so too: %s', reason))
  from (values (11, '16101'), (12, '16105')) as t (n, reason);
select is(t.shown(t.sid('RE', n)) ->> 'peaksUrl', null, 'and there is no waveform')
  from (values (11), (12)) as t (n);

-- 6. For whom.
select is(t.asked('recording_json', t.credential(word), t.sid('RE', 1)), outcome,
  format('%s asks for it: %s', word, outcome))
  from (values ('sue', 'ok'), ('acme token', 'ok'), ('olga', 'PT404 recording_not_found'),
    ('other token', 'PT404 recording_not_found'), ('who', 'PT401 not_logged_in'))
    as t (word, outcome);
select is(t.failure(format('select api.recording_json(t.credential(''sue''), %L, null)', id)),
  'PT404 recording_not_found', name)
  from (values ('an id that never was', gen_random_uuid()), ('no id', null),
    ('the id of a call is none of a recording', (t.call(t.sid('CA', 1))).id)) as t (name, id);
select is(t.failure('select api.recording_json(t.credential(''who''), null, null)'),
  'PT401 not_logged_in', 'whoever is not logged in is told only that');

select is(
  t.failure(format('select api.recording_json(t.credential(''sue''), %L, null)',
    (t.recording_of(t.sid('RE', n))).id)), 'ok', 'a recording in any state is shown')
  from (values (1), (2), (3), (11), (12)) as t (n);

select * from finish();
rollback;
