-- The list of call records, page by page, and one of them.
begin;
\i t/sql/fixture.psql
select plan(88);

create function t.page(size text default null, cursor text default null, word text default 'sue')
returns setof data.call_records_columns language sql
as $$ select * from api.call_records(t.credential(word), size, cursor) $$;
-- What the page says of itself, and its calls.
create function t.head(size text default null, cursor text default null, word text default 'sue')
returns data.call_records_columns language sql
as $$ select * from t.page(size, cursor, word) limit 1 $$;
create function t.items(size text default null, cursor text default null, word text default 'sue')
returns setof data.call_records_columns language sql
as $$ select * from t.page(size, cursor, word) offset 1 $$;
-- The columns of a call record.
create function t.record(item data.call_records_columns) returns jsonb language sql immutable
as $$ select jsonb_object_agg(substr(key, 8), value) from jsonb_each(to_jsonb(item)) where key like 'record\_%' $$;
-- Every call id from the first page to the last.
create function t.walk(size integer, word text default 'sue') returns text[] language plpgsql
as $$
declare
  page   data.call_records_columns[];
  cursor text;
  seen   text[] := '{}';
begin
  for i in 1..2000 loop
    page := array(select p from t.page(size::text, cursor, word) p);
    seen := seen || array(select c.record_call_id from unnest(page) c offset 1);
    cursor := page[1].next;
    exit when cursor is null;
    if cardinality(page) <> size + 1 then
      raise 'a page before the last has % rows', cardinality(page);
    end if;
  end loop;
  return seen;
end
$$;

-- 1. Nothing yet.
select results_eq('select next, total, is_exact from t.page()', $$ values (null, 0, true) $$, 'an empty list is a list');
select is(jsonb_strip_nulls(t.record(t.head())), '{}', 'the row of the page is of no call');

-- 2. One call record.
call t.sent(t.status('initiated', 0));
select is(t.record(i) - '{id,created_at}'::text[],
  jsonb_build_object('call_id', t.sid('CA', 1), 'direction', 'outbound', 'status', 'initiated',
    'customer_number', '+15550199', 'customer_kind', 'phone', 'from_number', '+15550100', 'to_number', '+15550199',
    'started_at', '2026-03-02T10:00:00+00:00', 'answered_at', null, 'ended_at', null, 'duration_s', null,
    'agent_id', null, 'agent_key', null, 'agent_name', null, 'campaign_id', null, 'campaign_key', null,
    'campaign_name', null, 'contact_id', null, 'contact_key', null, 'contact_name', null, 'disposition_id', null,
    'disposition_key', null, 'disposition_name', null, 'notes', null, 'conference_sid', null,
    'recording_id', null, 'state', null, 'state_reason', null, 'reason_code', null, 'is_playable', null,
    'can_retry', null, 'audio_s', null, 'segment_count', null, 'missing_count', null, 'channels', null,
    'stream_url', null, 'download_url', null, 'peaks_url', null, 'transcript_state', null,
    'keeper_id', null, 'keeper_call_id', null, 'shared_sid', null),
  'R19: a call without a recording is shown, and what is not known is null')
  from t.items() i;
select is(to_jsonb(t.shown_call((t.call(t.sid('CA', 1))).id)), t.record(i), 'alone it is shown as in the list')
  from t.items() i;
-- The columns of its recording.
create function t.heard() returns jsonb language sql
as $$
  select jsonb_object_agg(key, value) from t.items() i, jsonb_each(t.record(i))
   where key = any ('{state,state_reason,reason_code,is_playable,can_retry,audio_s,segment_count,missing_count,channels,
     stream_url,download_url,peaks_url,transcript_state,keeper_id}')
$$;
call t.sent(t.recording('completed'));
create function t.url(what text) returns text language sql stable
as $$ select format('/api/recordings/%s/%s', (t.recording_of(t.sid('RE', 1))).id, what) $$;
select is(t.heard(),
  jsonb_build_object('state', 'available', 'state_reason', null, 'audio_s', 42, 'channels', 2,
    'is_playable', true, 'reason_code', null, 'can_retry', false, 'segment_count', 1, 'missing_count', 0, 'keeper_id', null,
    'stream_url', t.url('stream'), 'download_url', t.url('download'), 'peaks_url', null,
    'transcript_state', null),
  'what Twilio said of it');
call t.store(t.sid('RE', 1));
select is(t.heard(),
  jsonb_build_object('state', 'stored', 'state_reason', null, 'audio_s', 41.875, 'channels', 2,
    'is_playable', true, 'reason_code', null, 'can_retry', false, 'segment_count', 1, 'missing_count', 0, 'keeper_id', null,
    'stream_url', t.url('stream'), 'download_url', t.url('download'), 'peaks_url', t.url('peaks'),
    'transcript_state', 'queued'),
  'what was measured in it');
insert into data.agent (organization_id, name) values (t.acme(), 'Ann');
update data.call_record c set agent_id = a.id, agent_key = '42', agent_name = a.name, disposition_key = 'no', campaign_name = 'Spring',
       contact_name = 'Carl', disposition_name = 'Not Interested', notes = 'asks for a letter'
  from data.agent a where a.name = 'Ann';
select results_eq(
  $$ select record_agent_id, record_agent_key, record_agent_name, record_campaign_id, record_campaign_key,
            record_campaign_name, record_contact_id, record_contact_key, record_contact_name,
            record_disposition_id, record_disposition_key, record_disposition_name, record_notes
       from t.items() $$,
  $$ select id, '42', 'Ann', null::uuid, null, 'Spring', null::uuid, null, 'Carl',
            null::uuid, 'no', 'Not Interested', 'asks for a letter'
       from data.agent $$,
  'R7: names are shown, with the id of who is still there');
call t.sent(t.recording('completed', jsonb_build_object(
  'RecordingSid', t.sid('RE', 2), 'RecordingChannels', '1')));
select is((select count(*) from t.items()), 1::bigint,
  'R1, R18: a call with two segments is one row');

-- 3. Other organizations.
call t.sent(t.status('initiated', 0, jsonb_build_object('AccountSid', t.sid('AC', 2))));
select is(t.walk(5, word), array[t.sid('CA', 1)],
  format('R39: %s sees the calls of one organization', word))
  from (values ('sue'), ('olga'), ('acme token'), ('other token')) as t (word);
select is((t.head(null, null, word)).total, 1, format('and %s counts no others', word))
  from (values ('sue'), ('olga')) as t (word);
select isnt((select record_id from t.items(null, null, 'olga')), (select record_id from t.items()),
  'one call id of two organizations is two calls');
select is(t.failure(format('select api.call_record(t.credential(%L), %L)', word, id)), outcome,
  format('%s asks for %s: %s', word, name, outcome))
  from (select 'Acme''s call' as name, (t.call(t.sid('CA', 1))).id
        union all select 'no call', gen_random_uuid()
        union all select 'null', null) as c,
       (values ('olga', 'PT404 call_record_not_found'),
         ('other token', 'PT404 call_record_not_found'), ('who', 'PT401 not_logged_in'))
         as w (word, outcome);
select is(t.failure(format('select api.call_record(t.credential(''sue''), %L)',
    (t.recording_of(t.sid('RE', 1))).id)),
  'PT404 call_record_not_found', 'the id of a recording is none of a call');
select is(t.failure(format('select t.page(null, null, %L)', 'who')), 'PT401 not_logged_in',
  'nobody sees no list');
select is(t.failure(format('select t.page(%L, %L, %L)', 'x', 'y', 'who')), 'PT401 not_logged_in',
  'not even which parameters are wrong');

-- 4. Pages. Of these 60 many begin in the same microsecond, or never began.
insert into data.call_record (organization_id, call_id, started_at)
select t.acme(), 'p-' || n, case when n % 7 > 0 then
         timestamptz '2026-03-01 00:00:00.123456+00' + (n / 7) * interval '1 microsecond' end
  from generate_series(1, 60) n;
create temporary table expected as
select array_agg(call_id order by listed_at desc, id desc) as ids
  from data.call_record where organization_id = t.acme();
select is(t.walk(size), ids,
  format('R34: pages of %s show each call once, newest first', size))
  from expected, unnest(array[1, 2, 3, 7, 10, 60, 61, 62, 200]) size;
select is((select count(*) from t.items()), 50::bigint, 'a page has 50 unless one asks');
select is((t.head('61')).next, null, 'the last page has no next');
select isnt((t.head('60')).next, null, 'the one before has');
select is((t.head('1')).total, (t.head('200')).total,
  'the total is that of all pages');
create temporary table halfway as
select p.next from t.head('20') p;
insert into data.call_record (organization_id, call_id, started_at)
values (t.acme(), 'newest', now() + interval '1 minute');
select is((select c.record_call_id from t.items('1', next) c),
  ids[21], 'R34: a call that comes in meanwhile does not shift the next page')
  from halfway, expected;
select is((select c.record_call_id from t.items('1') c), 'newest', 'but is on the first page');
delete from data.call_record c using expected where c.call_id = ids[20];
select is((select c.record_call_id from t.items('1', next) c),
  ids[21], 'nor does one that goes, even the one that the cursor names')
  from halfway, expected;
select is_empty(
  format($$ select from t.items('200', %L, 'olga') c where c.record_call_id like 'p-%%' $$, next),
  'R39: another''s cursor shows nothing of theirs')
  from halfway;

-- 5. Parameters.
select is((select count(*) from t.items(size)), items::bigint, format('limit %s', size))
  from (values ('1', 1), ('9', 9), ('10', 10), ('19', 19), ('61', 61), ('100', 61), ('199', 61),
    ('200', 61)) as t (size, items);
select is(t.failure(format('select t.page(%L)', bad)), 'PT400 invalid_limit',
  format('R34: limit %s is refused', to_json(bad)))
  from (values (''), ('0'), ('-1'), ('+1'), ('201'), ('1000'), ('01'), ('1.5'), ('1e2'), (' 5'),
    ('5 '), (E'5\n'), ('all'), ('5;'), ('99999999999999999999')) as t (bad);
select is(t.failure(format('select t.page(null, %L)', bad)), 'PT400 invalid_cursor',
  format('R34: cursor %s is refused', to_json(left(bad, 60))))
  from halfway, lateral
    (values ('x'), ('1'), ('1.'), ('.'), ('1.2'), (next || 'x'), (next || E'\n'),
      (' ' || next), ('-' || next), ('9' || repeat('9', 17) || '.' || split_part(next, '.', 2)),
      (upper(next)), (replace(next, '-', '')), (next || '.' || next),
      (split_part(next, '.', 2))) as t (bad);
select is(t.failure($$ select t.page(null, '') $$), 'PT400 invalid_cursor',
  'R34: an empty cursor is refused');
select is_empty($$ select from t.items('3', '0.00000000-0000-0000-0000-000000000000') $$,
  'nothing is older than the beginning of time');

-- 6. Totals: exact up to 1,000, and then not.
insert into data.call_record (organization_id, call_id)
select t.acme(), 'q-' || n
  from generate_series((select count(*) + 1 from data.call_record
                         where organization_id = t.acme()), 999) n;
create function t.total(word text default 'sue') returns text language sql
as $$ select concat_ws(' ', h.total, h.is_exact) from t.head('1', null, word) h $$;
select is(t.total(), '999 t', '999 are 999');
insert into data.call_record (organization_id, call_id) values (t.acme(), 'q-1000');
select is(t.total(), '1000 t', '1,000 are 1,000');
insert into data.call_record (organization_id, call_id) values (t.acme(), 'q-1001');
select is(t.total(), '1000 f',
  '1,001 are 1,000 and more');
select is(t.total('olga'), '1 t',
  'another''s calls do not count');
select is(cardinality(t.walk(200)), 1001, 'all of them are on some page');

select * from finish();
rollback;
