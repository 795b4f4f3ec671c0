-- Where the audio of a recording is, and whether it may be heard: the answer
-- to stream and download, and to peaks.
begin;
\i t/sql/fixture.psql
select plan(70);

create function t.media(sid text, out object_key text, out account_sid text,
  out recording_sid text, out media_type text, out file_name text, out ascii_name text)
language sql
as $$
  select * from api.recording_media(t.credential('sue'), (t.recording_of(sid)).id, null)
$$;
create function t.peaks(sid text) returns text language sql
as $$ select api.recording_peaks(t.credential('sue'), (t.recording_of(sid)).id, null) $$;

-- 1. The way of one recording.
call t.sent(t.status('in-progress', 5));
call t.sent(t.recording('in-progress'));
select is(t.asked(name, t.credential('sue'), t.sid('RE', 1)), 'PT409 recording_in_progress',
  format('%s: not yet while it is recorded', name))
  from t.route where name in ('recording_media', 'recording_peaks');
call t.sent(t.recording('completed'));
select results_eq(
  $$ select object_key, account_sid, recording_sid, media_type from t.media(t.sid('RE', 1)) $$,
  $$ values (null::text, t.sid('AC', 1), t.sid('RE', 1), 'audio/wav') $$,
  'while only Twilio has it, it is Twilio''s to send');
select is(t.asked('recording_peaks', t.credential('sue'), t.sid('RE', 1)),
  'PT409 recording_not_stored', 'R33: the waveform comes with our own copy');
call t.store(t.sid('RE', 1));
select results_eq(
  $$ select object_key, account_sid, recording_sid, media_type from t.media(t.sid('RE', 1)) $$,
  $$ select s.object_key, t.sid('AC', 1), t.sid('RE', 1), 'audio/wav'
       from t.segment(t.sid('RE', 1)) s $$,
  'when we have it, it is ours to send');
select is(t.peaks(t.sid('RE', 1)), (t.segment(t.sid('RE', 1))).object_key,
  'R33: the waveform is beside it');
select matches((t.media(t.sid('RE', 1))).object_key, '^[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9a-f-]{36}\.wav$',
  'R38: where it is, was made here');

-- 2. Of several segments the primary one is heard.
call t.sent(t.recording('completed', jsonb_build_object(
  'RecordingSid', t.sid('RE', 2), 'RecordingChannels', '1')));
select is((t.media(t.sid('RE', 2))).recording_sid, t.sid('RE', 1),
  'R18: of two segments the primary one is heard');
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 5),
  'RecordingSid', t.sid('RE', 5), 'RecordingChannels', '1')));
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 5),
  'RecordingSid', t.sid('RE', 6))));
call t.store(t.sid('RE', 5), 40, 1);
select is((t.media(t.sid('RE', 6))).recording_sid, t.sid('RE', 5),
  'R18: the one that we hold before a better one that we do not');
select is(t.peaks(t.sid('RE', 6)), (t.segment(t.sid('RE', 5))).object_key, 'with its waveform');

-- 3. No audio: by state.
call t.sent(t.recording('absent', jsonb_build_object('CallSid', t.sid('CA', 11),
  'RecordingSid', t.sid('RE', 11), 'ErrorCode', '16101')));
call t.sent(t.recording('absent', jsonb_build_object('CallSid', t.sid('CA', 12),
  'RecordingSid', t.sid('RE', 12))));
call t.sent(t.recording('failed', jsonb_build_object('CallSid', t.sid('CA', 13),
  'RecordingSid', t.sid('RE', 13), 'ErrorCode', '16105')));
call t.sent(t.recording('failed', jsonb_build_object('CallSid', t.sid('CA', 14),
  'RecordingSid', t.sid('RE', 14))));
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 15),
  'RecordingSid', t.sid('RE', 15))));
call t.store(t.sid('RE', 15));
update data.recording_segment set state = 'deleted' where recording_sid = t.sid('RE', 15);
select rules.recording_refresh((t.recording_of(t.sid('RE', 15))).id) \g /dev/null
select is(t.asked(name, t.credential('sue'), t.sid('RE', n)), outcome,
  format('%s: recording %s is %s', name, n, outcome))
  from t.route, (values (11, 'PT410 recording_absent'), (12, 'PT410 recording_absent'),
    (13, 'PT409 recording_failed'), (14, 'PT409 recording_failed'),
    (15, 'PT410 recording_deleted')) as t (n, outcome)
 where name in ('recording_media', 'recording_peaks');
create function t.detail(sid text) returns text language plpgsql
as $$
declare
  answer text;
begin
  perform t.media(sid);
  return null;
exception
  when others then
    get stacked diagnostics answer = pg_exception_detail;
    return answer;
end
$$;
select alike(t.detail(t.sid('RE', n)), '%' || said || '%', format('R20: the answer says %s', said))
  from (values (11, '16101'), (12, 'not given'), (13, '16105'), (14, 'no reason'),
    (15, 'deleted')) as t (n, said);

-- 4. What a person would call the file.
create function t.named(changes jsonb) returns text language plpgsql
as $$
begin
  update data.call_record c
     set (started_at, customer_number, contact_name) = (
       select r.started_at, r.customer_number, r.contact_name
         from jsonb_populate_record(c, changes) r)
   where c.call_id = t.sid('CA', 1);
  return (t.media(t.sid('RE', 1))).file_name;
end
$$;
select is(t.named(changes), file_name, format('it is called %s', file_name))
  from (values
    ('{"customer_number": "+15550199"}'::jsonb, 'call 2026-03-02 10.00 +15550199.wav'),
    ('{"contact_name": "Zoë O''Hara"}', 'call 2026-03-02 10.00 +15550199 Zoë O''Hara.wav'),
    ('{"customer_number": null}', 'call 2026-03-02 10.00 Zoë O''Hara.wav'),
    ('{"contact_name": null}', 'call 2026-03-02 10.00.wav'),
    ('{"started_at": "2026-12-31T23:59:59-01:00"}', 'call 2027-01-01 00.59.wav'))
    as t (changes, file_name);
create function t.ascii_named(changes jsonb) returns text language plpgsql
as $$
begin
  perform t.named(changes);
  return (t.media(t.sid('RE', 1))).ascii_name;
end
$$;
select is(t.ascii_named(jsonb_build_object('contact_name', contact)), ascii_name,
  format('to an old program it is called %s', ascii_name))
  from (values ('Zoë "Z" O''Hara', 'call 2027-01-01 00.59 Zo_ _Z_ O_Hara.wav'),
    (E'../a\\b; c=\r\nd', 'call 2027-01-01 00.59 .._a_b_ c___d.wav'))
    as t (contact, ascii_name);
select t.named('{"contact_name": null}') \g /dev/null
select is(t.named('{"started_at": null}'),
  to_char((t.call(t.sid('CA', 1))).created_at at time zone 'UTC', '"call "YYYY-MM-DD HH24.MI".wav"'),
  'a call that never started has the time when it came to us');
set local timezone = 'Asia/Tokyo';
select is(t.named('{"started_at": "2026-03-02T10:00:00Z"}'), 'call 2026-03-02 10.00.wav',
  'it is the time in UTC wherever the server is');
set local timezone = 'UTC';

-- 5. For whom, whatever the state: nobody learns it who may not see it.
select is(t.asked(name, t.credential(word), t.sid('RE', n)), 'PT404 recording_not_found',
  format('R39: %s of recording %s for %s', name, n, word))
  from t.route, (values ('olga'), ('other token')) as w (word),
       (values (1), (6), (11), (13), (15)) as t (n)
 where name in ('recording_media', 'recording_peaks');
select is(t.asked(name, t.credential(word), t.sid('RE', n)), 'PT401 not_logged_in',
  format('%s of recording %s for nobody', name, n))
  from t.route, (values ('who')) as w (word), (values (1), (6), (11), (13), (15)) as t (n)
 where name in ('recording_media', 'recording_peaks');
select is(t.failure(format('select api.%I(t.credential(''sue''), %L, null)', fn, id)),
  'PT404 recording_not_found', format('%s of %s', fn, name))
  from unnest(array['recording_media', 'recording_peaks']) fn,
       (values ('an id that never was', gen_random_uuid()), ('no id', null),
         ('the id of a call', (t.call(t.sid('CA', 1))).id)) as t (name, id);

select * from finish();
rollback;
