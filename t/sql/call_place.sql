-- POST /api/calls: what is wanted is written first, and no call is ever
-- placed twice.
begin;
\i t/sql/fixture.psql
select plan(85);

insert into data.agent (id, organization_id, name, phone_number) values
  ('00000000-0000-7000-8000-00000000000a', t.acme(), 'Ann', '+15550111'),
  ('00000000-0000-7000-8000-00000000000b', t.acme(), 'Bea', null);
insert into data.app_user (organization_id, email, name, role, agent_id, password_hash) values
  (t.acme(), 'ann@acme.example', 'Ann', 'agent', '00000000-0000-7000-8000-00000000000a', '$argon2id$v=19$x'),
  (t.acme(), 'bea@acme.example', 'Bea', 'agent', '00000000-0000-7000-8000-00000000000b', '$argon2id$v=19$x');
insert into data.session (token_hash, user_id, expires_at)
select t.credential(lower(name)), id, now() + interval '24 hours' from data.app_user where name in ('Ann', 'Bea');
create function t.place(body jsonb, word text default 'sue') returns data.call_place_columns language sql
as $$ select * from api.call_place(t.credential(word), body) $$;
create function t.refused(body jsonb, word text default 'sue') returns text language sql
as $$ select t.failure(format('select t.place(%L, %L)', body, word)) $$;
create function t.outgoing(call_id text) returns data.outgoing_call language sql stable
as $$ select * from data.outgoing_call o where o.call_id = outgoing.call_id and o.organization_id = t.acme() $$;
create function t.twilio(n integer) returns text language sql stable
as $$ select jsonb_build_object('sid', t.sid('CA', n), 'account_sid', t.sid('AC', 1), 'status', 'queued',
        'to', '+15550111', 'from', '+15550100', 'direction', 'outbound-api', 'date_created', t.rfc2822(t.call_start()))::text $$;

-- 1. Who may, and what is missing.
select is(t.refused('{"customerNumber": "+15550199", "agentNumber": "+15550111"}'), 'PT400 from_number_missing',
  'a call shows some number');
insert into data.phone_number (number, account_sid, is_default) values
  ('+15550100', t.sid('AC', 1), true), ('+15550101', t.sid('AC', 1), null), ('+15550102', t.sid('AC', 2), null);
select is(t.refused(body), why, format('%s: %s', why, body))
  from (values ('{}'::jsonb, 'PT400 invalid_body'), ('[]', 'PT400 invalid_body'), ('{"customerNumber": "123"}', 'PT400 invalid_body'),
    ('{"customerNumber": "+1555 0199"}', 'PT400 invalid_body'), ('{"customerNumber": "+15550199;evil"}', 'PT400 invalid_body'),
    ('{"customerNumber": "+15550199", "x": 1}', 'PT400 invalid_body'),
    ('{"customerNumber": "+15550199"}', 'PT400 agent_number_missing'),
    ('{"customerNumber": "+15550199", "agentId": "00000000-0000-7000-8000-00000000000b"}', 'PT400 agent_number_missing'),
    ('{"customerNumber": "+15550199", "agentNumber": "+15550111", "campaignId": "00000000-0000-7000-8000-0000000000ff"}',
     'PT400 unknown_campaign')) v (body, why);
select is(t.refused('{"customerNumber": "+15550199", "agentNumber": "+15550111"}', word), why, format('%s: %s', word, why))
  from (values ('nobody', 'PT401 not_logged_in'), ('ann', 'PT403 not_allowed'), ('bea', 'PT403 not_allowed'),
    ('olga', 'PT400 from_number_missing'), ('sue', 'ok'), ('acme token', 'ok')) v (word, why);
update data.api_token set scopes = '{supervisor}' where name = 'dialer of Acme';
select is(t.refused('{"customerNumber": "+15550199", "agentNumber": "+15550111"}', 'acme token'), 'PT403 not_allowed',
  'a token needs the scope dialer');
delete from data.outgoing_call;

select is(t.refused(body), why, format('%s: %s', why, body))
  from (values ('{"customerNumber": "+15550199", "agentNumber": "+15550111", "fromNumber": "+15550101"}'::jsonb, 'ok'),
    ('{"customerNumber": "+15550199", "agentNumber": "+15550111", "fromNumber": "+15550102"}', 'PT400 unknown_from_number'),
    ('{"customerNumber": "+15550199", "agentNumber": "+15550111", "fromNumber": "+15550999"}', 'PT400 unknown_from_number'))
    v (body, why);
delete from data.outgoing_call;
update data.api_token set scopes = '{dialer}' where name = 'dialer of Acme';
create function t.placed(n integer, word text) returns setof text language sql
as $$ select t.refused('{"customerNumber": "+15550199", "agentNumber": "+15550111"}', word) from generate_series(1, n) $$;
select is_empty($$ select * from t.placed(10, 'sue') p where p <> 'ok' $$, 'a person may place ten calls in a minute');
select results_eq($$ select * from t.placed(2, 'sue') $$, $$ values ('PT429 too_many_calls'), ('PT429 too_many_calls') $$, 'and no more');
select results_eq($$ select distinct p, count(*) from t.placed(601, 'acme token') p group by 1 order by 1 $$,
  $$ values ('PT429 too_many_calls', 1::bigint), ('ok', 600) $$, 'a program may place six hundred');
delete from data.outgoing_call;
create function t.refused_by_twilio(n integer) returns void language plpgsql
as $$
declare
  call record;
begin
  for i in 1 .. n loop
    select * into call from t.place('{"customerNumber": "+15550199", "agentNumber": "+15550111", "callId": "again"}');
    perform api.call_place_result(call.outgoing_call_id, 400, '', true);
  end loop;
end
$$;
select lives_ok('select t.refused_by_twilio(10)', 'one call that is refused may be asked for ten times');
select is(t.refused('{"customerNumber": "+15550199", "agentNumber": "+15550111", "callId": "again"}'),
  'PT429 too_many_calls', 'and no more');
update data.outgoing_call set created_at = now() - interval '1 minute';
select is_empty($$ select * from t.placed(10, 'sue') p where p <> 'ok' $$, 'a minute later it may go on');
delete from data.outgoing_call;

-- 2. The way of one call.
create temporary table asked as
select * from t.place('{"customerNumber": "+15550199", "callId": "p-1"}', 'ann');
select results_eq('select place, account_sid, agent_number, from_number, customer_number from asked',
  $$ values (true, t.sid('AC', 1), '+15550111', '+15550100', '+15550199') $$,
  'an agent is called on their own phone');
select results_eq(
  $$ select record_call_id, record_customer_number, record_status::text, record_agent_name from asked $$,
  $$ values ('p-1', '+15550199', null, 'Ann') $$, 'the record is there before Twilio is asked');
select is((t.outgoing('p-1')).state::text, 'placing', 'and what is wanted');
select is((t.place('{"customerNumber": "+15550199", "callId": "p-1"}', 'ann')).place, false,
  'the same callId is not asked for twice');
select is((api.call_place_result(outgoing_call_id, 201, t.twilio(1), true)).state, 'placed', 'Twilio has it') from asked;
select results_eq($$ select call_id, status::text, customer_number, to_number from data.call_record
                      where id = (select record_id from asked) $$,
  $$ values ('p-1', 'queued', '+15550199', '+15550111') $$, 'R3: and whom the agent''s phone reaches is the customer');
select is(t.send(t.status('ringing', 2, '{"To": "+15550111"}')), 'updated', 'what Twilio then says is of this call');
select is((t.place('{"customerNumber": "+15550199", "callId": "p-1"}', 'ann')).place, false, 'it is never placed again');

-- 3. No answer came.
create temporary table lost as select * from t.place('{"customerNumber": "+15550188", "agentNumber": "+15550122", "callId": "p-2"}');
select is((api.call_place_result(outgoing_call_id, null, null, true)).state, 'unknown', 'no answer: it may be on') from lost;
select is((t.place('{"customerNumber": "+15550188", "agentNumber": "+15550122", "callId": "p-2"}')).place, false,
  'so it is not asked for again');
create function t.again() returns text language sql as $$
  select format('place %s, unknown %s', p.place, p.is_unknown)
    from t.place('{"customerNumber": "+15550188", "agentNumber": "+15550122", "callId": "p-2"}') p $$;
select is(t.again(), 'place f, unknown t', 'nor said to be placed');
update data.outgoing_call set created_at = now() - interval '6 minutes' where call_id = 'p-2';
select api.reconcile_done(t.sid('AC', 1), now() - interval '7 minutes', now() - interval '2 minutes', 0, 0) \g /dev/null
select is(t.again(), 'place f, unknown t', 'nor while Twilio''s list may not have it yet');
savepoint listed;
select api.reconcile_done(t.sid('AC', 1), now() - interval '7 minutes', now(), 0, 0) \g /dev/null
insert into data.outgoing_call (organization_id, account_sid, call_id, agent_number, customer_number, from_number, created_at)
select organization_id, account_sid, 'p-2 too', agent_number, customer_number, from_number, created_at
  from data.outgoing_call where call_id = 'p-2';
select is(t.again(), 'place f, unknown t', 'nor if the one that Twilio lists may be either of two');
delete from data.outgoing_call where call_id = 'p-2 too';
select is(t.again(), 'place t, unknown f', 'but it is, once the reconciler has seen that Twilio has no such call');
rollback to listed;
select lives_ok(format('select api.status_callback(%L, null, %L)', t.status('ringing', 2, jsonb_build_object(
  'CallSid', t.sid('CA', 2), 'To', '+15550122')), outgoing_call_id), 'Twilio calls back to its URL') from lost;
select results_eq(
  $$ select c.call_id, c.status::text, c.customer_number from data.call_record c join data.call_leg l on l.call_record_id = c.id
      where l.sid = t.sid('CA', 2) $$,
  $$ values ('p-2', 'ringing', '+15550188') $$, 'and so it is known which call it is');
select is((t.outgoing('p-2')).state::text, 'placed', 'and that it was placed');

-- 4. A callback that is faster than the answer.
create temporary table fast as select * from t.place('{"customerNumber": "+15550177", "agentNumber": "+15550122", "callId": "p-3"}');
select lives_ok(format('select api.recording_callback(%L, null, %L)', t.recording('in-progress', jsonb_build_object(
  'CallSid', t.sid('CA', 3), 'RecordingSid', t.sid('RE', 3))), outgoing_call_id), 'the recording is first') from fast;
select is((api.call_place_result(outgoing_call_id, 504, null, true)).state, 'placed', 'then a bad answer does no harm') from fast;
select is((t.recording_of(t.sid('RE', 3))).call_record_id, record_id, 'the recording is of this call') from fast;

-- 5. Twilio says no.
create temporary table no as select * from t.place('{"customerNumber": "+15550166", "agentNumber": "+15550122", "callId": "p-4"}');
select results_eq($$ select (a).state, (a).error, (a).record_status::text from (
    select api.call_place_result(outgoing_call_id, 400, '{"code": 21211, "message": "Invalid To"}', true) as a from no) x $$,
  $$ values ('refused', 'Invalid To', 'failed') $$, 'a call that Twilio refuses has failed');
select is((t.place('{"customerNumber": "+15550166", "agentNumber": "+15550122", "callId": "p-4"}')).place, true,
  'it may be asked for again');
select is((t.call('p-4')).status, null, 'and then has not failed yet');
select is((api.call_place_result((t.outgoing('p-4')).id, null, null, false)).state, 'refused', 'what did not reach Twilio is no call');
select results_eq($$ select (a).state, (a).error from (
    select api.call_place_result((t.place('{"customerNumber": "+15550166", "agentNumber": "+15550122", "callId": "p-5"}')).outgoing_call_id, 429, '', true) as a) x $$,
  $$ values ('refused', 'Twilio answered 429') $$, '429 was never processed');

-- 6. The answer and all callbacks were lost: the REST API has it.
create temporary table gone as select * from t.place('{"customerNumber": "+15550155", "agentNumber": "+15550122", "callId": "p-6"}');
select is((api.call_place_result(outgoing_call_id, 500, '<html>', true)).state, 'unknown', '500 says nothing') from gone;
create function t.listed(n integer, changes jsonb default '{}') returns text language sql
as $$ select kind from api.reconcile_apply(t.sid('AC', 1), t.twilio(n)::jsonb || jsonb_build_object(
        'to', '+15550122', 'status', 'completed', 'date_created', t.rfc2822(now() + interval '1 s')) || changes, false) $$;
select is(t.listed(61, '{"to": "+15550123"}'), 'created', 'a call to another number is another call');
select is(t.listed(62, jsonb_build_object('date_created', t.rfc2822(now() - interval '1 h'))), 'created', 'one of an hour ago too');
select is(t.listed(63), 'updated', 'the one that must be it, is it');
select is((t.call('p-6')).status::text, 'completed', 'and it is known how it ended');
select is(t.listed(64), 'created', 'the next one is another call');
-- 7. A callId that is somebody else's.
select api.call_put(t.credential('acme token'), 'told-1', '{"customerNumber": "+15550133", "notes": "a lead"}') \g /dev/null
select is(t.refused('{"customerNumber": "+15550199", "agentNumber": "+15550111", "callId": "told-1"}'),
  'PT409 call_exists', 'a call to one customer is not made one to another');
select is(t.refused('{"customerNumber": "+15550133", "agentNumber": "+15550111", "callId": "told-1"}'), 'ok',
  'but may be told of before it is placed');
select is(t.refused(format('{"customerNumber": "+15550133", "agentNumber": "+15550111", "callId": "%s"}', t.sid('CF', 7))::jsonb),
  'PT400 invalid_call_id', 'a SID is no callId');
select is(t.refused(jsonb_build_object('customerNumber', '+15550133', 'agentNumber', '+15550111', 'callId', id)),
  'PT400 invalid_call_id', format('no call id: %s', left(id, 20)))
  from (values (''), ('a b'), ('a/b'), (E'a\nb'), ('..'), ('status-callback'), (repeat('x', 129))) v (id);

-- 8. The same callId and other facts.
select is(t.refused('{"customerNumber": "+15550144", "agentNumber": "+15550122", "callId": "p-8", "fromNumber": "+15550101"}'), 'ok',
  'a call');
select is(t.refused('{"customerNumber": "+15550144", "agentNumber": "+15550122", "callId": "p-8"}'::jsonb || other), why,
  format('%s: %s', why, other))
  from (values ('{}'::jsonb, 'ok'), ('{"fromNumber": "+15550101"}', 'ok'), ('{"fromNumber": "+15550100"}', 'PT409 call_exists'),
    ('{"customerNumber": "+15550145"}', 'PT409 call_exists'), ('{"agentNumber": "+15550123"}', 'PT409 call_exists')) v (other, why);
select results_eq($$ select o.customer_number, o.agent_number, o.state::text from data.outgoing_call o where o.call_id = 'p-8' $$,
  $$ values ('+15550144', '+15550122', 'placing') $$, 'and the call is what it was');

-- 9. Agents and the rest by a dialer's own keys.
update data.agent set key = '7' where name = 'Ann';
select results_eq(
  $$ select agent_number, record_agent_key, record_campaign_name, record_contact_name, record_disposition_name
       from t.place('{"customerNumber": "+15550133", "agent": {"key": "7"}, "campaign": {"key": "c", "name": "Spring"},
         "contact": {"key": "k"}, "disposition": {"key": "d", "name": "Called"}}', 'acme token') $$,
  $$ values ('+15550111', '7', 'Spring', 'k', 'Called') $$, 'the agent''s phone is called, and what is new is made');
select is(t.refused('{"customerNumber": "+15550133", "agent": {"key": "8", "name": "Ann"}}', 'acme token'), 'PT400 agent_number_missing',
  'an agent of a new key has no phone');
select is_empty($$ select from data.agent where key = '8' $$, 'and a call that is refused makes none');
select is(t.refused('{"customerNumber": "+15550133"}' || body, word), why, format('%s of %s: %s', why, word, body))
  from (values ('ann', '{"agent": {"key": "8"}}'::jsonb, 'PT403 not_allowed'), ('bea', '{"agent": {"key": "7"}}', 'PT403 not_allowed'),
    ('ann', '{"agentId": "00000000-0000-7000-8000-00000000000b"}', 'PT403 not_allowed'), ('ann', '{"agent": {"key": "7"}}', 'ok'),
    ('ann', '{"campaign": {"key": "c"}}', 'ok'), ('ann', '{"campaign": {"key": "new"}}', 'PT400 unknown_campaign'),
    ('sue', '{"agent": {"key": "7"}, "campaign": {"key": "new"}}', 'PT400 unknown_campaign'),
    ('sue', '{"agent": {"key": "7"}, "agentId": "00000000-0000-7000-8000-00000000000a"}', 'PT400 invalid_body')) v (word, body, why);
select * from finish();
rollback;
