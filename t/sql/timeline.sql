-- Every second of a call: its segments as one timeline, and as one file.
begin;
\i t/sql/fixture.psql
select plan(32);

-- A segment n of call 1, so many seconds after the first, for so long.
create procedure t.segment_at(n integer, at_s integer, duration_s numeric, channels integer default 2)
language plpgsql
as $$
begin
  call t.sent(t.recording('completed', jsonb_build_object('RecordingSid', t.sid('RE', n),
    'RecordingChannels', channels::text, 'RecordingDuration', floor(duration_s)::text,
    'RecordingStartTime', t.rfc2822(t.call_start() + make_interval(secs => at_s)))));
  call t.store(t.sid('RE', n), duration_s, channels);
end
$$;
-- The timeline of call 1: segment, at, from, for, gap.
create function t.timeline() returns setof text language sql stable
as $$
  select concat_ws(' ', right(p.recording_sid, 1), p.at_s::real, p.from_s::real, p.duration_s::real, p.gap_s::real)
    from rules.recording_timeline((t.recording_of(t.sid('RE', 1))).id, null) p
$$;
-- The n-th row of its recording.
create function t.shown(n integer default 1) returns data.recording_metadata_columns language sql
as $$
  select * from api.recording_metadata(t.credential('sue'), (t.recording_of(t.sid('RE', 1))).id, null) offset n - 1 limit 1
$$;
create function t.row() returns text language sql stable
as $$ select concat_ws(' ', r.segment_count, r.duration_s::real, r.is_playable) from t.recording_of(t.sid('RE', 1)) r $$;

-- 1. One segment.
call t.sent(t.status('in-progress', 2));
call t.segment_at(1, 7, 10.4);
select results_eq('select t.timeline()', $$ values ('1 0 0 10.4 0') $$, 'one segment is a timeline');
select is(t.row(), '1 10.4 t', 'that long, of one segment');
select is((t.shown()).download_all_url, null, 'all of it is what download gives');

-- 2. Several, told of in another order than they were recorded in.
call t.segment_at(3, 40, 20);
call t.segment_at(2, 17, 5.5);
select results_eq('select t.timeline()',
  $$ values ('1 0 0 10.4 0'), ('2 10.4 0 5.5 0'), ('3 33 0 20 17.1') $$,
  'R26: they are heard in the order in which they were recorded; less than a second is no gap');
select is(t.row(), '3 35.9 t', 'R26: the row says how many, and how long');
select is((t.shown()).record_segment_count, 3, 'so does the call');
select is((t.shown()).record_audio_s::text, '35.900', 'that long');
select results_eq('select timeline_s, played_s from t.shown()', 'values (53.0, 35.9)',
  'the timeline with its gap, and the audio in it');
select results_eq(
  $$ select piece_sid, at_s, from_s, piece_s, gap_s, piece_state::text, piece_channels::integer,
            piece_stream_url, piece_peaks_url from t.shown(3) $$,
  $$ select t.sid('RE', 3), 33.0, 0::numeric, 20::numeric, 17.1, 'stored', 2,
            stream_url || '?segment=' || t.sid('RE', 3), peaks_url || '?segment=' || t.sid('RE', 3) from t.shown() $$,
  'a piece of it');
select is((t.shown()).download_all_url, (t.shown()).download_url || '?all=1', 'and where all of it is');

-- 3. A gap that is long, and what was recorded twice.
call t.segment_at(4, 360, 30);
select is((select t from t.timeline() t where t like '4%'), '4 113 0 30 300',
  'of a gap of five minutes the timeline has one');
call t.segment_at(5, 361, 20, 1);
select is((select t from t.timeline() t where t like '5%'), null, 'what was recorded twice is heard once');
select is(t.row(), '5 65.9 t', 'and is no audio more');
call t.segment_at(6, 380, 40);
select is((select t from t.timeline() t where t like '6%'), '6 143 10 30 0',
  'of a segment that overlaps, what is new');
call t.sent(t.recording('completed', jsonb_build_object('RecordingSid', t.sid('RE', 7), 'RecordingStartTime', '')));
call t.store(t.sid('RE', 7), 3);
select is((select t from t.timeline() t where t like '7%'), '7 173 0 3 0',
  'a segment of no known time is heard last');

-- 4. One file.
create function t.joined(word text default 'sue') returns text language sql
as $$ select t.failure(format('select from api.recording_joined(%L, %L)', t.credential(word),
        coalesce((t.recording_of(t.sid('RE', 1))).id, gen_random_uuid()))) $$;
select results_eq(
  $$ select j.file_name, right(j.object_key, 4), j.silence_s::real, j.from_s::real, j.duration_s::real
       from api.recording_joined(t.credential('sue'), (t.recording_of(t.sid('RE', 1))).id) j
      where j.silence_s > 0 or j.from_s > 0 $$,
  $$ values ('call 2026-03-02 10.00 +15550199.wav', '.wav', 17.1::real, 0::real, 20::real),
            ('call 2026-03-02 10.00 +15550199.wav', '.wav', 60, 0, 30),
            ('call 2026-03-02 10.00 +15550199.wav', '.wav', 0, 10, 30) $$,
  'all of it, with silence for the gaps');
select is(t.joined('olga'), 'PT404 recording_not_found', 'R39: of another organization it is unknown');
select is(t.joined('nobody'), 'PT401 not_logged_in', 'and nobody gets it');
call t.sent(t.recording('completed', jsonb_build_object('RecordingSid', t.sid('RE', 8))));
select is(t.joined(), 'PT409 recording_not_stored', 'it is made of what is copied');
select is(t.row(), '8 116 t', 'what only Twilio has is a part of the timeline: here the longer of two that began together');
delete from data.media_job;
update data.recording_segment set state = 'failed', state_reason = 'x', problem = 'damaged' where recording_sid = t.sid('RE', 8);
select is(t.joined(), 'ok', 'what cannot be had is left out');

-- 5. Nothing to hear.
call t.sent(t.recording('in-progress', jsonb_build_object('CallSid', t.sid('CA', 2), 'RecordingSid', t.sid('RE', 21))));
select is(t.failure(format('select from api.recording_joined(%L, %L)', t.credential('sue'), (t.recording_of(t.sid('RE', 21))).id)),
  'PT409 recording_in_progress', 'of what is being recorded there is no file yet');

-- 6. Two calls that are one: all their segments.
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 31), 'RecordingSid', t.sid('RE', 31),
  'RecordingStartTime', t.rfc2822(t.call_start()))));
call t.sent(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 32), 'RecordingSid', t.sid('RE', 32),
  'RecordingStartTime', t.rfc2822(t.call_start() + interval '1 minute'))));
call t.sent(t.child('completed', 90, jsonb_build_object('CallSid', t.sid('CA', 32), 'ParentCallSid', t.sid('CA', 31))));
select is((select concat_ws(' ', r.segment_count, r.duration_s::real) from t.recording_of(t.sid('RE', 31)) r), '2 84',
  'what is merged is as long as both');

-- 7. A single segment is a timeline.
update data.recording_segment set object_key = 'k', byte_size = 1, sha256 = repeat('0', 64), media_type = 'audio/wav', stored_at = now()
 where recording_sid = t.sid('RE', 21);
create function t.is_one_timeline(state recording_state, measured_s numeric, reported_s integer, at timestamptz) returns setof text
language plpgsql
as $$
begin
  update recording_segment g set state = is_one_timeline.state, duration_measured_s = measured_s, duration_reported_s = reported_s,
    started_at = at where g.recording_sid = t.sid('RE', 21);
  return next is(array(select p::text from recording_segment g, rules.segment_timeline_shown(g) p where g.recording_sid = t.sid('RE', 21)),
    array(select p.shown::text from recording_segment g, rules.recording_timeline_shown(g.recording_id, null) p
           where g.recording_sid = t.sid('RE', 21)), format('a single segment is a timeline: %s %s %s', state, measured_s, reported_s));
end
$$;
select t.is_one_timeline('available', 12.345, 12, null);
select t.is_one_timeline('available', null, 7, now());
select t.is_one_timeline('available', null, null, null);
select t.is_one_timeline('stored', 12.345, 12, now());
select t.is_one_timeline('deleted', 12.345, 12, now());

-- 8. Addresses.
select is(rules.address_kind(address), kind, format('%s is %s', coalesce(address, 'null'), coalesce(kind, 'nothing')))
  from (values ('+15550100', 'phone'), ('anonymous', 'withheld'), ('+266696687', 'withheld'), ('sip:anonymous@anonymous.invalid', 'withheld')) t (address, kind);

select * from finish();
rollback;
