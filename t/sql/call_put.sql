-- PUT /api/calls/{callId}: what a dialer says, and what it may not.
begin;
\i t/sql/fixture.psql
select plan(139);

insert into data.agent (id, organization_id, name, phone_number) values
  ('00000000-0000-7000-8000-00000000000a', t.acme(), 'Ann', '+15550111'),
  ('00000000-0000-7000-8000-00000000000b', t.other(), 'Olaf', null);
insert into data.campaign (id, organization_id, name) values
  ('00000000-0000-7000-8000-00000000000c', t.acme(), 'Spring');
insert into data.contact (id, organization_id, name) values
  ('00000000-0000-7000-8000-00000000000d', t.acme(), 'Carl');
insert into data.disposition (id, organization_id, name) values
  ('00000000-0000-7000-8000-00000000000e', t.acme(), 'Not Interested'),
  ('00000000-0000-7000-8000-00000000000f', t.acme(), 'Interested');
create function t.put(call_id text, body jsonb, word text default 'acme token') returns jsonb language sql
as $$ select to_jsonb(p) from api.call_put(t.credential(word), call_id, body) p $$;
create function t.put_is_new(call_id text, body jsonb) returns boolean language sql
as $$ select created from api.call_put(t.credential('acme token'), call_id, body) $$;
create function t.refused(call_id text, body jsonb, word text default 'acme token') returns text language sql
as $$ select t.failure(format('select t.put(%L, %L, %L)', call_id, body, word)) $$;

-- 1. The way of one call.
select is(t.put_is_new('d-1', '{"customerNumber": "+15550177", "direction": "outbound"}'), true, 'the first makes the call');
select is(t.put_is_new('d-1', '{"customerNumber": "+15550177", "direction": "outbound"}'), false, 'the second does not');
select is(t.counts(), '1 1 0 0 0 0', 'R1: there is one');
select is(jsonb_strip_nulls(t.put('d-1', '{"fromNumber": "+15550100", "toNumber": "+15550177", "durationS": 12,
  "startedAt": "2026-03-02T11:00:00+01:00", "endedAt": "2026-03-02T10:01:00Z",
  "agentId": "00000000-0000-7000-8000-00000000000a", "campaignId": "00000000-0000-7000-8000-00000000000c",
  "contactId": "00000000-0000-7000-8000-00000000000d", "notes": "hello"}')) - '{created,record_id,record_created_at}'::text[],
  '{"record_call_id": "d-1", "record_direction": "outbound", "record_customer_number": "+15550177",
    "record_customer_kind": "phone", "record_from_number": "+15550100", "record_to_number": "+15550177",
    "record_started_at": "2026-03-02T10:00:00+00:00", "record_ended_at": "2026-03-02T10:01:00+00:00", "record_duration_s": 12,
    "record_agent_id": "00000000-0000-7000-8000-00000000000a", "record_agent_name": "Ann",
    "record_campaign_id": "00000000-0000-7000-8000-00000000000c", "record_campaign_name": "Spring",
    "record_contact_id": "00000000-0000-7000-8000-00000000000d", "record_contact_name": "Carl",
    "record_notes": "hello"}', 'what it said is shown');
create temporary table before as select * from data.call_record;
select is(t.put_is_new('d-1', '{"agentId": null, "notes": null}'), false, 'null is as good as absent');
select is(t.put_is_new('d-1', '{}'), false, 'and to say nothing is no error');
select results_eq('select * from data.call_record', 'select * from before', 'what is not given stays');
select is(t.put('d-1', '{"dispositionId": "00000000-0000-7000-8000-00000000000e"}') ->> 'record_disposition_name',
  'Not Interested', 'R7: a disposition is a row');
select is(t.put('d-1', '{"dispositionId": "00000000-0000-7000-8000-00000000000f"}') ->> 'record_disposition_name',
  'Interested', 'the last one counts');
select results_eq('select customer_number, started_at, duration_s from data.call_record',
  'select customer_number, started_at, duration_s from before',
  'R6: to save the disposition touches nothing else');

-- 2. Before, between and after what Twilio says (docs/requirements.md R5).
create temporary table step as
select * from (values
  (1, null::jsonb, '{"callSid": "%1$s", "customerNumber": "+15550177", "notes": "n", "durationS": 99,
     "direction": "inbound", "toNumber": "+15550999", "startedAt": "2026-03-02T09:00:00Z", "endedAt": "2026-03-02T09:09:00Z"}'),
  (2, t.status('initiated', 0, '{"To": "+15550111"}'), null),
  (3, t.ended('completed', 58, '{"To": "+15550111"}'), null),
  (4, t.child('completed', 57), null),
  (5, t.recording('completed'), null)) s (n, event, body);
create function t.run(call integer, steps integer[]) returns jsonb language plpgsql
as $$
declare
  s step;
begin
  for s in select step.* from unnest(steps) with ordinality o (n, i) join step using (n) order by o.i loop
    if s.body is not null then
      perform t.put('call-' || call, format(s.body, t.sid('CA', call))::jsonb);
    else
      perform t.send(s.event || jsonb_build_object('CallSid', t.sid('CA', call))
        || case when s.event ? 'ParentCallSid' then jsonb_build_object('ParentCallSid', t.sid('CA', call),
             'CallSid', t.sid('CA', call + 1048576)) else '{}' end
        || case when s.event ? 'RecordingSid' then jsonb_build_object('RecordingSid', t.sid('RE', call)) else '{}' end);
    end if;
  end loop;
  return (select jsonb_agg(to_jsonb(c) - '{id,created_at,call_id}'::text[]
            || jsonb_build_object('legs', (select count(*) from data.call_leg l where l.call_record_id = c.id),
                 'recordings', (select count(*) from data.recording r where r.call_record_id = c.id)))
            from data.call_record c where c.call_id = 'call-' || call
               or c.id in (select l.call_record_id from data.call_leg l
                            where l.sid in (t.sid('CA', call), t.sid('CA', call + 1048576))));
end
$$;
create function t.permutations(items integer[]) returns setof integer[] language sql immutable
as $$
  with recursive p (picked, rest) as (
    select '{}'::integer[], items
    union all
    select picked || i, array_remove(rest, i) from p, unnest(rest) i)
  select picked from p where rest = '{}'
$$;
create temporary table result as
select steps, t.run(1000 + n::integer, steps) as what
  from t.permutations('{1,2,3,4,5}') with ordinality p (steps, n);
select is(count(*), 120::bigint, 'there are 120 orders') from result;
select is(count(distinct what), 1::bigint, 'R5: all of them end in the same row') from result;
select is(min(what::text)::jsonb - 0, '[]', 'which is one') from result;
select results_eq(
  $$ select distinct c.* from result, jsonb_to_recordset(what) c (direction text, status text, customer_number text,
       to_number text, started_at timestamptz, ended_at timestamptz, duration_s integer, notes text, legs integer, recordings integer) $$,
  $$ values ('outbound', 'completed', '+15550177', '+15550111', t.call_start(), t.call_start() + interval '58 s', 49, 'n', 3, 1) $$,
  'R6: the telephony''s facts are Twilio''s');
select results_eq(
  $$ select call_id from data.call_record where call_id like 'call-%' order by id limit 2 $$,
  $$ values ('call-1001'), ('call-1002') $$, 'the call''s id is the dialer''s');

-- 3. Who the customer is when only the agent's own phone was called.
call t.sent(t.status('no-answer', 9, jsonb_build_object('CallSid', t.sid('CA', 31), 'To', '+15550111')));
select is((t.call(t.sid('CA', 31))).customer_number, null, 'nobody said who else it could be');
select is(t.put('d-31', jsonb_build_object('callSid', t.sid('CA', 31), 'customerNumber', '+15550177'))
  ->> 'record_customer_number', '+15550177', 'R3: an agent''s own phone is not the customer');
call t.sent(t.status('no-answer', 9, jsonb_build_object('CallSid', t.sid('CA', 32), 'To', '+15550199')));
select is(t.put('d-32', jsonb_build_object('callSid', t.sid('CA', 32), 'customerNumber', '+15550177'))
  ->> 'record_customer_number', '+15550199', 'R6: whom Twilio called is the customer, whatever the dialer says');
call t.sent(t.status('completed', 9, jsonb_build_object('CallSid', t.sid('CA', 33), 'Direction', 'inbound',
  'From', '+15550111', 'To', '+15550100')));
select is((t.call(t.sid('CA', 33))).customer_number, null, 'an agent called in: nobody said whom to reach');
call t.sent(t.status('ringing', 9, jsonb_build_object('CallSid', t.sid('CA', 34), 'ParentCallSid', t.sid('CA', 33),
  'Direction', 'outbound-dial', 'From', '+15550111', 'To', '+15550166')));
select is((t.call(t.sid('CA', 33))).customer_number, '+15550166', 'R3: and whom they reached by that is the customer');
select is(t.put('CALL-35', jsonb_build_object('callSid', t.sid('CA', 35), 'toNumber', '+15550111', 'direction', 'outbound'))
  ->> 'record_customer_number', null, 'a dialer''s id is no leg of Twilio''s, and an agent no customer');
call t.sent(t.status('ringing', 9, jsonb_build_object('CallSid', t.sid('CA', 35), 'To', 'client:ann')));
select is((t.call('CALL-35')).customer_number, 'client:ann', 'whatever it looks like');

-- 4. A CallSid as the dialer's id.
select is(t.put(t.sid('CA', 41), '{"customerNumber": "+15550999", "notes": "n"}') ->> 'record_customer_number', null,
  'of a call that has no id but Twilio''s, numbers are Twilio''s');
select is((t.call(t.sid('CA', 41))).id is not null, true, 'it is found by it');
select is(t.send(t.status('ringing', 1, jsonb_build_object('CallSid', t.sid('CA', 41)))), 'updated', 'also by Twilio');

-- 5. What is refused, and changes nothing.
create temporary table counts_before as select t.counts() as counts;
select is(t.refused('d-9', body), 'PT400 invalid_body', format('refused: %s', left(body::text, 60)))
  from (values ('[]'::jsonb), ('"x"'), ('null'), ('1'), ('{"callSid": "CA1"}'), ('{"callSid": 1}'), ('{"unheardOf": 1}'),
    ('{"direction": "sideways"}'), ('{"agentId": "1"}'), ('{"startedAt": "yesterday"}'), ('{"startedAt": "2026-03-02"}'),
    ('{"startedAt": "2026-03-02T10:00:00"}'), ('{"durationS": -1}'), ('{"durationS": "12"}'), ('{"durationS": 1.5}'),
    ('{"customerNumber": ""}'), ('{"customerNumber": 15550177}'), ('{"notes": ["x"]}'), ('{"customerNumber": "0170 123"}'), ('{"fromNumber": "5550100"}'), ('{"toNumber": "+1"}'),
    ('{"agent": {"name": "Ann"}}'), ('{"agent": "Ann"}'), ('{"agent": {"key": "a/b"}}'), ('{"agent": {"key": "1", "name": " "}}'),
    ('{"agent": {"key": "1"}, "agentId": "00000000-0000-7000-8000-00000000000a"}'),
    (jsonb_build_object('notes', repeat('x', 10001))), ('{"status": "ended"}'), ('{"callId": "d-9"}')) v (body);
select is(t.refused(call_id, '{}'), 'PT400 invalid_call_id', format('no call id: %s', left(call_id, 20)))
  from (values (''), (' '), ('.'), ('..'), ('recording-callback'), (null), ('a b'), ('a/b'), (E'a\nb'), (repeat('x', 129))) v (call_id);
select is(t.refused('d-9', format('{"%sId": "%s"}', what, '00000000-0000-7000-8000-0000000000ff')::jsonb),
  'PT400 unknown_' || what, format('there is no such %s', what))
  from unnest(array['agent', 'campaign', 'contact', 'disposition']) what;
select is(t.refused('d-9', '{"agentId": "00000000-0000-7000-8000-00000000000b"}'), 'PT400 unknown_agent',
  'R39: another organization''s agent is not known');
select is(t.refused('d-9', '{"startedAt": "2026-02-31T10:00:00Z"}'), 'PT400 invalid_body', 'a day that there is not');
select is(t.refused('d-9', '{}', 'sue'), 'PT403 not_allowed', 'a person is no dialer');
select is(t.refused('d-9', '{}', 'nobody'), 'PT401 not_logged_in', 'nobody is no dialer');
update data.api_token set scopes = '{supervisor}' where name = 'dialer of Acme';
select is(t.refused('d-9', '{}'), 'PT403 not_allowed', 'nor is a program that may something else');
update data.api_token set scopes = '{dialer}' where name = 'dialer of Acme';
select is(t.counts(), counts, 'no refused one left a row') from counts_before;

-- 6. An id that is used again.
create function t.two(n integer, a jsonb, b jsonb) returns text language plpgsql
as $$
begin
  perform t.send(t.ended('completed', 50, jsonb_build_object('CallSid', t.sid('CA', n)) || a));
  perform t.send(t.ended('completed', 90, jsonb_build_object('CallSid', t.sid('CA', n + 1)) || b));
  perform t.put('lead-' || n, jsonb_build_object('callSid', t.sid('CA', n), 'notes', 'of the first'));
  return t.refused('lead-' || n, jsonb_build_object('callSid', t.sid('CA', n + 1), 'notes', 'of the second'));
end
$$;
create function t.ids_of(variadic sids text[]) returns uuid[] language sql stable
as $$ select array_agg(distinct l.call_record_id) from data.call_leg l where l.sid = any (sids) $$;
select is(t.two(501, '{}', '{"To": "+15550188"}'), 'PT409 call_id_taken', 'a callId of two calls that have ended is refused');
select is(cardinality(t.ids_of(t.sid('CA', 501), t.sid('CA', 502))), 2, 'they stay two');
select is((t.call('lead-501')).notes, 'of the first', 'and the first is as it was');
select is(t.two(511, '{}', '{}'), 'PT409 call_id_taken', 'also to the same number');
select is(t.refused('lead-511', jsonb_build_object('callSid', t.sid('CA', 513))), 'PT409 call_id_taken',
  'and for a call that Twilio has not spoken of yet');
select is(t.refused(t.sid('CA', 501), jsonb_build_object('callSid', t.sid('CA', 511))), 'PT409 call_id_taken',
  'a CallSid for a callId does not join two calls either');
select is(t.put('lead-511', '{"notes": "still the first"}') ->> 'record_notes', 'still the first', 'it goes on naming the first');
call t.sent(t.child('completed', 40, jsonb_build_object('CallSid', t.sid('CA', 514), 'ParentCallSid', t.sid('CA', 511))));
select is(t.put('lead-511', jsonb_build_object('callSid', t.sid('CA', 514))) ->> 'record_call_id', 'lead-511',
  'a leg of the same call is another name of it');
select is(t.put('lead-521', '{"notes": "early"}') ->> 'record_call_id', 'lead-521', 'an id of no call yet');
select is(t.refused('lead-521', jsonb_build_object('callSid', t.sid('CA', 502))), 'ok', 'joins one that has ended');
select is(cardinality(t.ids_of('lead-521', t.sid('CA', 502))), 1, 'and they are one');
select is(t.send(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 511), 'ConferenceSid', t.sid('CF', 511),
  'RecordingSid', t.sid('RE', 511)))), 'updated', 'Twilio says that a call is in a conference');
select is(t.send(t.recording('completed', jsonb_build_object('CallSid', t.sid('CA', 512), 'ConferenceSid', t.sid('CF', 511),
  'RecordingSid', t.sid('RE', 511)))), 'updated', 'and that another is');
select is(cardinality(t.ids_of(t.sid('CA', 511), t.sid('CA', 512), 'lead-511')), 1, 'R2: those are one call');
select is(
  (select concat_ws(' ', organization_id, actor, detail ->> 'kept',
                    detail -> 'moved' ?| array[t.sid('CA', 511), t.sid('CA', 512)])
     from data.audit_event
    where action = 'merge' and detail -> 'names' = jsonb_build_array(t.sid('CA', 512))),
  concat_ws(' ', t.acme(), session_user, (t.ids_of(t.sid('CA', 511)))[1], true),
  'each merge is in the audit: what said so, and what moved');

-- 7. Of whom.
select isnt(t.put('d-1', '{}', 'other token') ->> 'record_id', t.put('d-1', '{}') ->> 'record_id',
  'R39: another organization''s d-1 is another call');
select is_empty($$ select 1 from data.call_record c join data.call_leg l on l.call_record_id = c.id
                    where l.organization_id <> c.organization_id $$, 'no call has a leg of another organization');

-- 8. Every fault of a body at once.
create function t.faults(body jsonb, out detail text, out faults jsonb) language plpgsql
as $$
declare
  hint text;
begin
  perform t.put('d-9', body);
exception
  when sqlstate 'PT400' then
    get stacked diagnostics detail = pg_exception_detail, hint = pg_exception_hint;
    faults := hint;
end
$$;
create function t.pointers(body jsonb) returns text language sql
as $$
  select string_agg(concat_ws(' ', f ->> 'pointer', f ->> 'code'), ', ' order by n)
    from jsonb_array_elements((t.faults(body)).faults) with ordinality e (f, n)
$$;
select is(t.pointers('{"callSid": "CA1", "agent": {"name": "", "x": 1}, "campaign": {"key": "1"}, "campaignId": "1",
    "contact": 1, "durationS": -1, "a/b~c": 1}'),
  '/a~1b~0c unknown_member, /agent/key missing, /agent/name malformed, /agent/x unknown_member, /callSid malformed, '
  '/campaign conflict, /campaignId malformed, /contact wrong_type, /durationS malformed', 'each fault has its pointer (RFC 6901)');
select is(t.pointers(jsonb_build_object('notes', repeat('x', 10001), 'agent', jsonb_build_object('key', repeat('x', 129)))),
  '/agent/key too_long, /notes too_long', 'what is too long is');
select is(t.pointers('[]'), ' wrong_type', 'the body itself has the empty pointer');
select is((t.faults('{"callSid": "CA1"}')).detail, 'callSid must be CA and 32 hexadecimal digits.', 'one fault is one sentence');
select is((t.faults('{"callSid": "CA1", "notes": 1, "durationS": 1.5}')).detail,
  'callSid must be CA and 32 hexadecimal digits. There are 2 more faults.', 'of several it says how many more');
select is(jsonb_array_length((t.faults((select jsonb_object_agg('x' || n, n) from generate_series(1, 500) n))).faults), 100,
  'there is an end to it');

-- 9. Agents, campaigns, contacts and dispositions by a dialer's own keys.
select results_eq(
  $$ select p ->> 'record_agent_key', p ->> 'record_agent_name', p ->> 'record_campaign_key', p ->> 'record_campaign_name',
            p ->> 'record_contact_key', p ->> 'record_contact_name', p ->> 'record_disposition_id',
            p ->> 'record_disposition_key', p ->> 'record_disposition_name'
       from t.put('k-1', '{"agent": {"key": "42", "name": "Ann Lee"}, "campaign": {"key": "c-1"},
         "contact": {"key": "x", "name": "Carl"}, "disposition": {"key": "9", "name": "Interested"}}') p $$,
  $$ values ('42', 'Ann Lee', 'c-1', 'c-1', 'x', 'Carl', '00000000-0000-7000-8000-00000000000f', '9', 'Interested') $$,
  'they are made on sight; a disposition of that name is given the key');
select is((select count(*) from data.contact where name = 'Carl' and organization_id = t.acme()), 2::bigint,
  'of two people one may have another''s name');
select is(t.put('k-2', '{"agent": {"key": "42"}}') ->> 'record_agent_name', 'Ann Lee', 'a key alone is enough for one that is known');
select is(t.put('k-2', '{"agent": {"key": "42", "name": "Ann Kim"}}') ->> 'record_agent_name', 'Ann Kim', 'another name renames');
select results_eq($$ select key, name from data.agent where key is not null $$, $$ values ('42', 'Ann Kim') $$, 'the one that there is');
select is((t.call('k-1')).agent_name, 'Ann Lee', 'R7: a call keeps the name and the key that were said of it');
select is(t.put('k-2', '{"agentId": "00000000-0000-7000-8000-00000000000a"}') ->> 'record_agent_key', null, 'an id says another');
select is(t.put('k-3', '{"disposition": {"key": "10", "name": "Interested"}}') ->> 'record_disposition_key', '10',
  'two keys may have one name');
select isnt(t.put('k-1', '{"agent": {"key": "42"}}', 'other token') ->> 'record_agent_id', (select id::text from data.agent where key = '42'
    and organization_id = t.acme()), 'R39: another organization''s 42 is another agent');
call t.sent(t.status('ringing', 1, jsonb_build_object('CallSid', t.sid('CA', 901))));
select is(t.put('k-4', jsonb_build_object('callSid', t.sid('CA', 901), 'agent', '{"key": "43", "name": "Bo"}'::jsonb)) ->> 'record_agent_key',
  '43', 'said of one record');
select is(t.put('k-5', '{"campaign": {"key": "c-5", "name": "Five"}}') ->> 'record_campaign_key', 'c-5', 'and of another');
select is(t.put('k-5', jsonb_build_object('callSid', t.sid('CA', 902))) ->> 'record_campaign_key', 'c-5', 'it stays');
call t.sent(t.status('ringing', 1, jsonb_build_object('CallSid', t.sid('CA', 903), 'ParentCallSid', t.sid('CA', 901))));
select is(t.put('k-6', '{"agent": {"key": "44", "name": "Cy"}, "disposition": {"key": "10"}}') ->> 'record_agent_name', 'Cy', 'the younger of two');
select results_eq($$ select j ->> 'record_agent_key', j ->> 'record_disposition_key'
    from t.put('k-6', jsonb_build_object('callSid', t.sid('CA', 903))) j $$,
  $$ values ('43', '10') $$, 'when they are merged a name and its key stay together');

-- 10. What Twilio does not know.
select is(t.put('s-1', '{"status": "completed", "startedAt": "2026-03-02T10:00:00Z", "endedAt": "2026-03-02T10:00:41.9Z"}') ->> 'record_duration_s',
  '41', 'a duration follows from the times');
select is(t.put('s-1', '{}') ->> 'record_status', 'completed', 'the status is the dialer''s');
select is(t.put('s-1', '{"durationS": 7}') ->> 'record_duration_s', '7', 'a duration that was given counts');
select is(t.put('s-2', '{"startedAt": "2026-03-02T10:00:00Z", "endedAt": "2026-03-02T09:00:00Z"}') ->> 'record_duration_s', null,
  'no call ends before it began');
call t.sent(t.status('ringing', 1, jsonb_build_object('CallSid', t.sid('CA', 911))));
select is(t.put('s-1', jsonb_build_object('callSid', t.sid('CA', 911))) ->> 'record_status', 'ringing', 'what Twilio knows is Twilio''s');

-- 11. Read by any name, and deleted where Twilio has nothing of it.
create function t.named(name text, word text default 'sue') returns text language sql
as $$ select t.failure(format('select api.call_get(%L, %L)', t.credential(word), name)) $$;
create function t.deleted(name text, word text default 'acme token') returns text language sql
as $$ select t.failure(format('select api.call_delete(%L, %L)', t.credential(word), name)) $$;
select is((t.named_call(name)).call_id, 'lead-511', format('read by %s', left(name, 8)))
  from (values ('lead-511'), (t.sid('CA', 511)), (t.sid('CA', 514)), (t.sid('CF', 511))) v (name);
select is(t.named(name, word), why, format('%s: %s', word, why))
  from (values ('d-0', 'sue', 'PT404 call_not_found'), ('lead-511', 'olga', 'PT404 call_not_found'), ('lead-511', 'nobody', 'PT401 not_logged_in'),
    ('lead-511', 'acme token', 'ok'), ('a/b', 'sue', 'PT400 invalid_call_id'), (null, 'sue', 'PT400 invalid_call_id')) v (name, word, why);
select is(t.put('gone-1', '{"notes": "by mistake", "customerNumber": "+15550177"}') ->> 'record_notes', 'by mistake', 'a call by mistake');
select is(t.deleted(name, word), why, format('%s of %s: %s', left(name, 8), word, why))
  from (values ('gone-1', 'sue', 'PT403 not_allowed'), ('gone-1', 'other token', 'PT404 call_not_found'), ('a b', 'acme token', 'PT400 invalid_call_id'),
    ('gone-0', 'acme token', 'PT404 call_not_found'), ('lead-511', 'acme token', 'PT409 call_has_recording'),
    ('s-1', 'acme token', 'PT409 call_is_at_twilio'), (t.sid('CA', 41), 'acme token', 'PT409 call_is_at_twilio'),
    ('gone-1', 'acme token', 'ok'), ('gone-1', 'acme token', 'PT404 call_not_found')) v (name, word, why);
select is((select detail #>> '{said,notes}' from data.audit_event where action = 'delete' and actor = 'token dialer of Acme'),
  'by mistake', 'what it said is in the audit');
insert into data.outgoing_call (organization_id, account_sid, call_id, state, agent_number, customer_number, from_number)
select t.acme(), t.sid('AC', 1), 'out-' || s, s, '+15550111', '+15550177', '+15550100' from unnest(enum_range(null::data.outgoing_call_state)) s;
select t.put('out-' || s, '{}') from unnest(enum_range(null::data.outgoing_call_state)) s \g /dev/null
select results_eq($$ select s::text, t.deleted('out-' || s) from unnest(enum_range(null::data.outgoing_call_state)) s order by 1 $$,
  $$ values ('placed', 'PT409 call_is_at_twilio'), ('placing', 'PT409 call_is_at_twilio'), ('refused', 'ok'), ('unknown', 'PT409 call_is_at_twilio') $$,
  'what Twilio may have stays');
select is_empty($$ select from data.outgoing_call where call_id = 'out-refused' $$, 'what it refused goes');
select * from finish();
rollback;
