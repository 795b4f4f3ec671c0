-- The list of call records, page by page, and one of them.
begin;
\i t/sql/fixture.psql
select plan(90);

create function t.page(size text default null, cursor text default null, word text default 'sue')
returns json language sql
as $$ select api.call_records(t.credential(word), size, cursor) $$;
-- Every call id from the first page to the last.
create function t.walk(size integer, word text default 'sue') returns text[] language plpgsql
as $$
declare
  page   json;
  cursor text;
  seen   text[] := '{}';
begin
  for i in 1..2000 loop
    page := t.page(size::text, cursor, word);
    seen := seen || array(select c ->> 'callId' from json_array_elements(page -> 'items') c);
    cursor := page ->> 'next';
    exit when cursor is null;
    if json_array_length(page -> 'items') <> size then
      raise 'a page before the last has % items', json_array_length(page -> 'items');
    end if;
  end loop;
  return seen;
end
$$;

-- 1. Nothing yet.
select is(t.keys(t.page()), array['items', 'next', 'total'], 'a list has these fields');
select is(t.page()::jsonb, '{"items": [], "next": null, "total": {"value": 0, "exact": true}}',
  'an empty list is a list');

-- 2. One call record.
call t.sent(t.status('initiated', 0));
select is(t.keys(t.page() #> '{items,0}'),
  array['agent', 'answeredAt', 'callId', 'campaign', 'conferenceSid', 'contact', 'createdAt', 'customerKind', 'customerNumber',
    'direction', 'disposition', 'durationS', 'endedAt', 'fromNumber', 'id', 'notes',
    'recording', 'startedAt', 'status', 'toNumber'],
  'a call record has these fields');
select is((t.page() #> '{items,0}')::jsonb - '{id,createdAt}'::text[],
  jsonb_build_object('callId', t.sid('CA', 1), 'direction', 'outbound', 'status', 'initiated',
    'customerNumber', '+15550199', 'customerKind', 'phone', 'fromNumber', '+15550100', 'toNumber', '+15550199',
    'startedAt', '2026-03-02T10:00:00+00:00', 'answeredAt', null, 'endedAt', null,
    'durationS', null, 'agent', null, 'campaign', null, 'contact', null, 'disposition', null,
    'notes', null, 'conferenceSid', null, 'recording', null),
  'R19: a call without a recording is shown, and what is not known is null');
select is((api.call_record(t.credential('sue'), (t.call(t.sid('CA', 1))).id))::text,
  (t.page() #> '{items,0}')::text, 'alone it is shown as in the list');
call t.sent(t.recording('completed'));
select is(t.keys(t.page() #> '{items,0,recording}'),
  array['canRetry', 'channels', 'downloadUrl', 'durationS', 'id', 'missingCount', 'peaksUrl', 'playable', 'reasonCode',
    'segmentCount', 'sharedWith', 'state', 'stateReason', 'streamUrl', 'transcriptState'],
  'the recording of a call record has these fields');
create function t.url(what text) returns text language sql stable
as $$ select format('/api/recordings/%s/%s', (t.recording_of(t.sid('RE', 1))).id, what) $$;
select is((t.page() #> '{items,0,recording}')::jsonb - 'id',
  jsonb_build_object('state', 'available', 'stateReason', null, 'durationS', 42, 'channels', 2,
    'playable', true, 'reasonCode', null, 'canRetry', false, 'segmentCount', 1, 'missingCount', 0, 'sharedWith', null,
    'streamUrl', t.url('stream'), 'downloadUrl', t.url('download'), 'peaksUrl', null,
    'transcriptState', null),
  'what Twilio said of it');
call t.store(t.sid('RE', 1));
select is((t.page() #> '{items,0,recording}')::jsonb - 'id',
  jsonb_build_object('state', 'stored', 'stateReason', null, 'durationS', 41.875, 'channels', 2,
    'playable', true, 'reasonCode', null, 'canRetry', false, 'segmentCount', 1, 'missingCount', 0, 'sharedWith', null,
    'streamUrl', t.url('stream'), 'downloadUrl', t.url('download'), 'peaksUrl', t.url('peaks'),
    'transcriptState', 'queued'),
  'what was measured in it');
insert into data.agent (organization_id, name) values (t.acme(), 'Ann');
update data.call_record c set agent_id = a.id, agent_key = '42', agent_name = a.name, disposition_key = 'no', campaign_name = 'Spring',
       contact_name = 'Carl', disposition_name = 'Not Interested', notes = 'asks for a letter'
  from data.agent a where a.name = 'Ann';
select results_eq(
  $$ select (j -> 'agent')::jsonb, (j -> 'campaign')::jsonb, (j -> 'contact')::jsonb,
            (j -> 'disposition')::jsonb, j ->> 'notes'
       from (select t.page() #> '{items,0}') as p (j) $$,
  $$ select jsonb_build_object('id', id, 'key', '42', 'name', 'Ann'), '{"id": null, "key": null, "name": "Spring"}'::jsonb,
            '{"id": null, "key": null, "name": "Carl"}'::jsonb,
            '{"id": null, "key": "no", "name": "Not Interested"}'::jsonb, 'asks for a letter'
       from data.agent $$,
  'R7: names are shown, with the id of who is still there');
call t.sent(t.recording('completed', jsonb_build_object(
  'RecordingSid', t.sid('RE', 2), 'RecordingChannels', '1')));
select is(json_array_length(t.page() -> 'items'), 1,
  'R1, R18: a call with two segments is one row');

-- 3. Other organizations.
call t.sent(t.status('initiated', 0, jsonb_build_object('AccountSid', t.sid('AC', 2))));
select is(t.walk(5, word), array[t.sid('CA', 1)],
  format('R39: %s sees the calls of one organization', word))
  from (values ('sue'), ('olga'), ('acme token'), ('other token')) as t (word);
select is(t.page(null, null, word) #>> '{total,value}', '1', format('and %s counts no others', word))
  from (values ('sue'), ('olga')) as t (word);
select isnt(t.page(null, null, 'olga') #>> '{items,0,id}', t.page() #>> '{items,0,id}',
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
select is(json_array_length(t.page() -> 'items'), 50, 'a page has 50 unless one asks');
select is(t.page('61') ->> 'next', null, 'the last page has no next');
select isnt(t.page('60') ->> 'next', null, 'the one before has');
select is((t.page('1') -> 'total')::text, (t.page('200') -> 'total')::text,
  'the total is that of all pages');
create temporary table halfway as
select p -> 'items' as items, p ->> 'next' as next from t.page('20') p;
insert into data.call_record (organization_id, call_id, started_at)
values (t.acme(), 'newest', now() + interval '1 minute');
select is((select c ->> 'callId' from json_array_elements(t.page('1', next) -> 'items') c),
  ids[21], 'R34: a call that comes in meanwhile does not shift the next page')
  from halfway, expected;
select is(t.page('1') #>> '{items,0,callId}', 'newest', 'but is on the first page');
delete from data.call_record c using expected where c.call_id = ids[20];
select is((select c ->> 'callId' from json_array_elements(t.page('1', next) -> 'items') c),
  ids[21], 'nor does one that goes, even the one that the cursor names')
  from halfway, expected;
select is_empty(
  format($$ select c from json_array_elements(t.page('200', %L, 'olga') -> 'items') c
             where c ->> 'callId' like 'p-%%' $$, next),
  'R39: another''s cursor shows nothing of theirs')
  from halfway;

-- 5. Parameters.
select is(json_array_length(t.page(size) -> 'items'), items, format('limit %s', size))
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
select is(t.page('3', '0.00000000-0000-0000-0000-000000000000') ->> 'items', '[]',
  'nothing is older than the beginning of time');

-- 6. Totals: exact up to 1,000, and then not.
insert into data.call_record (organization_id, call_id)
select t.acme(), 'q-' || n
  from generate_series((select count(*) + 1 from data.call_record
                         where organization_id = t.acme()), 999) n;
select is((t.page('1') -> 'total')::jsonb, '{"value": 999, "exact": true}', '999 are 999');
insert into data.call_record (organization_id, call_id) values (t.acme(), 'q-1000');
select is((t.page('1') -> 'total')::jsonb, '{"value": 1000, "exact": true}', '1,000 are 1,000');
insert into data.call_record (organization_id, call_id) values (t.acme(), 'q-1001');
select is((t.page('1') -> 'total')::jsonb, '{"value": 1000, "exact": false}',
  '1,001 are 1,000 and more');
select is((t.page('1', null, 'olga') -> 'total')::jsonb, '{"value": 1, "exact": true}',
  'another''s calls do not count');
select is(cardinality(t.walk(200)), 1001, 'all of them are on some page');

select * from finish();
rollback;
