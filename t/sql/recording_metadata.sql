-- One recording: its columns, in every state. What is JSON of them: t/e2e/json.t.
begin;
\i t/sql/fixture.psql
select plan(38);

create function t.rows_of(sid text) returns setof data.recording_metadata_columns language sql
as $$ select * from api.recording_metadata(t.credential('sue'), (t.recording_of(sid)).id, null) $$;
create function t.shown(sid text) returns data.recording_metadata_columns language sql
as $$ select * from t.rows_of(sid) limit 1 $$;
-- What is of the recording itself, and what of its call.
create function t.own(shown data.recording_metadata_columns) returns jsonb language sql immutable
as $$
  select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(shown))
   where key !~ '^(record|segment|piece)_(?!count)' and key <> all ('{id,call_record_id,stream_url,download_url}')
$$;
create function t.record(shown data.recording_metadata_columns) returns jsonb language sql immutable
as $$
  select jsonb_object_agg(substr(key, 8), value) from jsonb_each(to_jsonb(shown)) where key like 'record\_%'
$$;

-- 1. While it is recorded.
call t.sent(t.status('in-progress', 5));
call t.sent(t.recording('in-progress'));
select is(
  t.own(t.shown(t.sid('RE', 1))),
  '{"state": "in_progress", "state_reason": null, "duration_reported_s": null,
    "duration_measured_s": null, "channels": 2, "source": "OutboundAPI",
    "started_at": "2026-03-02T10:00:07+00:00", "stored_at": null, "media_type": null,
    "byte_size": null, "sha256": null, "peaks_url": null, "is_playable": false,
    "reason_code": null, "can_retry": false, "segment_count": 1, "missing_count": 1, "download_all_url": null,
    "timeline_s": null, "played_s": null, "at_s": null, "from_s": null, "gap_s": null}',
  'what is not known yet is null');
select is((t.shown(t.sid('RE', 1))).id, (t.recording_of(t.sid('RE', 1))).id, 'its id');
select is((t.shown(t.sid('RE', 1))).call_record_id, (t.call(t.sid('CA', 1))).id,
  'the id of its call');
select is((t.shown(t.sid('RE', 1))).stream_url,
  '/api/recordings/' || (t.recording_of(t.sid('RE', 1))).id || '/stream', 'where to listen');
select is((t.shown(t.sid('RE', 1))).download_url,
  '/api/recordings/' || (t.recording_of(t.sid('RE', 1))).id || '/download', 'where to download');
select is(t.record(t.shown(t.sid('RE', 1))), to_jsonb(t.shown_call((t.call(t.sid('CA', 1))).id)),
  'the call is as it is shown alone');

-- 2. When Twilio has the audio.
call t.sent(t.recording('completed'));
select results_eq(
  $$ select j.state::text, j.duration_reported_s, j.duration_measured_s, j.peaks_url
       from t.shown(t.sid('RE', 1)) j $$,
  $$ values ('available', 42, null::numeric, null) $$,
  'R25: available is reported and not measured');

-- 3. When we have it.
call t.store(t.sid('RE', 1));
select is(
  t.own(t.shown(t.sid('RE', 1))) - '{stored_at,timeline_s,played_s,at_s,from_s,gap_s}'::text[],
  jsonb_build_object('state', 'stored', 'state_reason', null, 'duration_reported_s', 42,
    'duration_measured_s', 41.875, 'channels', 2, 'source', 'OutboundAPI',
    'started_at', '2026-03-02T10:00:07+00:00', 'media_type', 'audio/wav', 'byte_size', 670044,
    'sha256', repeat('ab', 32), 'is_playable', true, 'reason_code', null,
    'can_retry', false, 'segment_count', 1, 'missing_count', 0, 'download_all_url', null,
    'peaks_url', '/api/recordings/' || (t.recording_of(t.sid('RE', 1))).id || '/peaks'),
  'R25: stored is reported and measured');
select is((t.shown(t.sid('RE', 1))).stored_at, now(), 'and stored at a time');
select is((t.shown(t.sid('RE', 1))).record_audio_s, 41.875,
  'the call shows what was measured');
select unalike(t.shown(t.sid('RE', 1))::text,
  '%' || (t.segment(t.sid('RE', 1))).object_key || '%', 'where the file is, is nobody''s business');
select unalike(t.shown(t.sid('RE', 1))::text, '%' || t.sid('AC', 1) || '%',
  'nor is the account');

-- 4. Segments.
select is((select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(t.shown(t.sid('RE', 1))))
            where key like 'segment\_%' and key not in ('segment_count', 'segment_stored_at')),
  jsonb_build_object('segment_recording_sid', t.sid('RE', 1), 'segment_is_primary', true, 'segment_state', 'stored',
    'segment_state_reason', null, 'segment_reason_code', null, 'segment_is_playable', true,
    'segment_source', 'OutboundAPI', 'segment_track', 'both', 'segment_channels', 2,
    'segment_started_at', '2026-03-02T10:00:07+00:00', 'segment_duration_reported_s', 42,
    'segment_duration_measured_s', 41.875, 'segment_byte_size', 670044, 'segment_sha256', repeat('ab', 32),
    'segment_is_encrypted', false, 'segment_external_url', null, 'segment_conference_sid', null)
  || (select jsonb_object_agg('segment_' || what || '_url', format('/api/recordings/%s/%s?segment=%s',
        (t.recording_of(t.sid('RE', 1))).id, what, t.sid('RE', 1))) from unnest(array['stream', 'download', 'peaks']) what),
  'a segment has these columns');
call t.sent(t.recording('completed', jsonb_build_object(
  'RecordingSid', t.sid('RE', 2), 'RecordingChannels', '1', 'RecordingSource', 'DialVerb',
  'RecordingStartTime', t.rfc2822(t.call_start()))));
call t.sent(t.recording('absent', jsonb_build_object(
  'RecordingSid', t.sid('RE', 3), 'ErrorCode', '16101')));
select results_eq(
  $$ select s.segment_recording_sid, s.segment_is_primary, s.segment_state::text, s.segment_state_reason,
            s.segment_source
       from t.rows_of(t.sid('RE', 1)) s $$,
  $$ values (t.sid('RE', 2), false, 'available', null, 'DialVerb'),
            (t.sid('RE', 1), true, 'stored', null, 'OutboundAPI'),
            (t.sid('RE', 3), false, 'absent', '16101', 'OutboundAPI') $$,
  'R18: every segment is shown, in the order in which they were recorded');
select is((t.shown(t.sid('RE', 2))).id, (t.shown(t.sid('RE', 1))).id,
  'R18: they are one recording');
select is((t.shown(t.sid('RE', 1))).duration_measured_s, 41.875,
  'whose facts are those of the primary one');

-- 5. Why there is none.
call t.sent(t.recording('absent', jsonb_build_object('CallSid', t.sid('CA', 11),
  'RecordingSid', t.sid('RE', 11), 'ErrorCode', '16101')));
call t.sent(t.recording('failed', jsonb_build_object('CallSid', t.sid('CA', 12),
  'RecordingSid', t.sid('RE', 12), 'ErrorCode', '16105')));
select is((t.shown(t.sid('RE', n))).state::text, state, format('R20: %s', state))
  from (values (11, 'absent'), (12, 'failed')) as t (n, state);
select is((t.shown(t.sid('RE', n))).state_reason, reason,
  format('R20: it is so because of %s', reason))
  from (values (11, '16101'), (12, '16105')) as t (n, reason);
select is((t.shown(t.sid('RE', n))).record_state_reason, reason,
  format('R20: the call says so too: %s', reason))
  from (values (11, '16101'), (12, '16105')) as t (n, reason);
select is((t.shown(t.sid('RE', n))).peaks_url, null, 'and there is no waveform')
  from (values (11), (12)) as t (n);

-- 6. For whom.
select is(t.asked('recording_metadata', t.credential(word), t.sid('RE', 1)), outcome,
  format('%s asks for it: %s', word, outcome))
  from (values ('sue', 'ok'), ('acme token', 'ok'), ('olga', 'PT404 recording_not_found'),
    ('other token', 'PT404 recording_not_found'), ('who', 'PT401 not_logged_in'))
    as t (word, outcome);
select is(t.failure(format('select api.recording_metadata(t.credential(''sue''), %L, null)', id)),
  'PT404 recording_not_found', name)
  from (values ('an id that never was', gen_random_uuid()), ('no id', null),
    ('the id of a call is none of a recording', (t.call(t.sid('CA', 1))).id)) as t (name, id);
select is(t.failure('select api.recording_metadata(t.credential(''who''), null, null)'),
  'PT401 not_logged_in', 'whoever is not logged in is told only that');

select is(
  t.failure(format('select api.recording_metadata(t.credential(''sue''), %L, null)',
    (t.recording_of(t.sid('RE', n))).id)), 'ok', 'a recording in any state is shown')
  from (values (1), (2), (3), (11), (12)) as t (n);

select * from finish();
rollback;
