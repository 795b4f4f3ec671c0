-- Call status callbacks, alone and together with those of recordings, in
-- every order.
begin;
\i t/sql/fixture.psql
select plan(189);

create function t.nth(n integer, event jsonb) returns jsonb language sql stable
as $$
  select event
    || jsonb_build_object('CallSid', case event ->> 'CallSid'
         when t.sid('CA', 4097) then t.sid('CA', n + 1048576)
         when t.sid('CA', 4098) then t.sid('CA', n + 2097152) else t.sid('CA', n) end)
    || case when event ->> 'ParentCallSid' <> ''
         then jsonb_build_object('ParentCallSid', t.sid('CA', n)) else '{}' end
    || case when event ? 'RecordingSid' and event ? 'RecordingStatus'
         then jsonb_build_object('RecordingSid', t.sid('RE', n)) else '{}' end
$$;
-- A transfer: the call's second child leg, to another number.
create function t.transfer(status text, at_s integer) returns jsonb language sql stable
as $$
  select t.child(status, at_s, jsonb_build_object('CallSid', t.sid('CA', 4098), 'To', '+15550188'))
$$;
-- Sends events of call n and gives the call.
create function t.after(n integer, variadic events jsonb[]) returns data.call_record
language plpgsql
as $$
declare
  event jsonb;
begin
  foreach event in array events loop
    perform t.send(t.nth(n, event), n::text);
  end loop;
  return t.call(t.sid('CA', n));
end
$$;

-- 1. The way of one call.
select is(t.send(t.status('initiated', 0), 'token-1'), 'created', 'the first event makes the call');
select results_eq(
  $$ select organization_id, direction::text, status::text, customer_number, from_number,
            to_number, started_at, answered_at, ended_at, duration_s, agent_id, contact_id,
            campaign_id, disposition_id
       from t.call(t.sid('CA', 1)) $$,
  $$ values (t.acme(), 'outbound', 'initiated', '+15550199', '+15550100', '+15550199',
             t.call_start(), null::timestamptz, null::timestamptz, null::integer, null::uuid,
             null::uuid, null::uuid, null::uuid) $$,
  'R7: the call has what Twilio said, and nobody is made up');
select is(t.send(t.status('ringing', 2)), 'updated', 'it rings');
select is(t.send(t.status('in-progress', 9)), 'updated', 'it is answered');
select is(t.send(t.ended('completed', 58)), 'updated', 'it ends');
select results_eq(
  $$ select status::text, started_at, answered_at, ended_at, duration_s, customer_number
       from t.call(t.sid('CA', 1)) $$,
  $$ values ('completed', t.call_start(), t.call_start() + interval '9 seconds',
             t.call_start() + interval '58 seconds', 49, '+15550199') $$,
  'R25: the duration is CallDuration in seconds, not Duration in minutes');
select results_eq(
  $$ select endpoint, outcome, idempotency_token, params from data.webhook_event
      order by id limit 1 $$,
  $$ values ('status-callback', 'created', 'token-1', t.status('initiated', 0)) $$,
  'the journal has the request as it came');
select is(t.counts(), '1 1 0 0 0 4', 'one call without a recording, and four requests');

-- 2. Repeats and late ones.
create temporary table before as select c.* from t.call(t.sid('CA', 1)) c;
select is(t.send(event), 'repeated', format('%s again is a repeat', event ->> 'CallStatus'))
  from unnest(array[t.status('initiated', 0), t.status('ringing', 2),
    t.status('in-progress', 9), t.ended('completed', 58)]) event;
select is(t.send(t.ended(status, 99, '{"CallDuration": "7"}')), 'repeated',
  format('a call that has ended does not become %s', status))
  from unnest(array['completed', 'busy', 'no-answer', 'canceled', 'failed', 'queued',
    'unheard-of', '']) status;
select results_eq('select * from t.call(t.sid(''CA'', 1))', 'select * from before',
  'none of them changed a thing');

-- 3. A status never goes back: every pair.
create temporary table stage as
select status, n from unnest(array['queued', 'initiated', 'ringing', 'in-progress', 'completed',
  'busy', 'no-answer', 'canceled', 'failed']) with ordinality as s (status, n);
select is((t.after((1000 + 10 * a.n + b.n)::integer,
                   t.status(a.status, 1), t.status(b.status, 2))).status::text,
  case when a.n >= 5 or b.n <= a.n then a.status else b.status end,
  format('%s, then %s', a.status, b.status))
  from stage a, stage b where a.n <> b.n;

-- 4. How calls end.
select results_eq(
  format($$ select status::text, answered_at, ended_at, duration_s
              from t.after(%s, t.status('initiated', 0),
                           t.ended(%L, 20, '{"CallDuration": "0", "SipResponseCode": "486"}')) $$,
         n, status),
  format($$ values (%L, null::timestamptz, t.call_start() + interval '20 seconds', 0) $$, status),
  format('R20: a call that is %s has ended and was not answered', status))
  from (values (2001, 'busy'), (2002, 'no-answer'), (2003, 'canceled'), (2004, 'failed'))
    as t (n, status);
select is((t.shown_call((t.call(t.sid('CA', 2001))).id)).recording_id, null,
  'R20: a call that was not answered shows no recording');
select is((t.after(2005, t.ended('completed', 58, '{"CallDuration": null}'))).duration_s, null,
  'R25: no CallDuration is no duration');
select is((t.after(2006, t.status('ringing', 1, '{"CallDuration": "5"}'))).duration_s, null,
  'a call that goes on has no duration');
select is((t.after(2007, t.ended('completed', 58), t.status('in-progress', 9),
                   t.status('initiated', 0))).started_at, t.call_start(),
  'the start is the earliest time in whatever order');
select is((t.call(t.sid('CA', 2007))).answered_at, t.call_start() + interval '9 seconds',
  'the answer is known though its event came after the end');
select is((t.after(2000 + seconds[1], t.status('in-progress', seconds[1]), t.status('in-progress', seconds[2]),
                   t.status('ringing', 1))).answered_at, t.call_start() + interval '9 seconds',
  'of two answers the earlier one counts, in whatever order')
  from (values (array[9, 12]), (array[12, 9])) as t (seconds);

-- 5. Fields that are missing, empty or wrong.
select results_eq(
  $$ select direction, status, customer_number, from_number, to_number, started_at, duration_s
       from t.after(3001, t.status('', 0, '{"From": "", "To": "", "Direction": "",
         "CallStatus": "", "Timestamp": "", "CallDuration": "", "ParentCallSid": ""}')) $$,
  $$ values (null::data.call_direction, null::data.call_status, null::text, null::text,
             null::text, null::timestamptz, null::integer) $$,
  'an empty field is no fact');
select results_eq(
  $$ select direction::text, status::text, customer_number, from_number, to_number, started_at
       from t.after(3001, t.status('ringing', 2)) $$,
  $$ values ('outbound', 'ringing', '+15550199', '+15550100', '+15550199',
             t.call_start() + interval '2 seconds') $$,
  'what comes later fills in');
select results_eq(
  $$ select from_number, to_number, customer_number, direction::text
       from t.after(3001, t.status('in-progress', 3, '{"From": "+1", "To": "+2",
                                                        "Direction": "inbound"}')) $$,
  $$ values ('+15550100', '+15550199', '+15550199', 'outbound') $$,
  'and does not overwrite');
select is(t.send(t.nth(3002, t.status('unheard-of', 0))), 'created',
  'Twilio may add a status: the rest of the event counts');
select is((t.call(t.sid('CA', 3002))).status, null, 'but it is no status here');
create temporary table odd (n integer, field text, value text);
insert into odd values (3011, 'CallDuration', 'long'), (3012, 'CallDuration', '-1'), (3013, 'CallDuration', '12.5'),
  (3021, 'Timestamp', 'yesterday evening'), (3022, 'Timestamp', 'Mon, 02 Mar 2026 25:00:00 +0000'),
  (3031, 'SequenceNumber', 'first'), (3032, 'SequenceNumber', '-1');
create function t.odd_event(odd) returns jsonb language sql stable
as $$ select t.nth($1.n, t.ended('completed', 58, jsonb_build_object($1.field, $1.value))) $$;
select is(t.send(t.odd_event(o)), 'created', format('%s=%s is taken', field, value)) from odd o;
select is((select array_agg(e.unusable[1]) from data.webhook_event e where e.params = t.odd_event(o)),
  array[field], format('and the journal says that %s=%s could not be used', field, value)) from odd o;
select is((t.call(t.sid('CA', n))).status::text, 'completed', format('%s=%s loses nothing else', field, value)) from odd;
select is(t.send(t.nth(n, t.ended('completed', 58))),
  case field when 'SequenceNumber' then 'repeated' else 'updated' end,
  format('what follows %s=%s fills it in', field, value)) from odd;
call t.sent(t.nth(3041, t.status('ringing', 1)));
call t.sent(t.nth(3041, t.status('x', 2) - '{CallStatus,SequenceNumber}'::text[] || jsonb_build_object(
  'ConferenceSid', t.sid('CF', 3041), 'StatusCallbackEvent', 'participant-join', 'SequenceNumber', '7')));
call t.sent(t.nth(3041, t.status('in-progress', 3, '{"SequenceNumber": "2"}')));
select is((t.call(t.sid('CA', 3041))).status::text, 'in-progress', 'a conference''s SequenceNumber is not the call''s');

-- 6. Which way, and whose number.
select results_eq(
  format($$ select direction::text, customer_number
              from t.after(%s, t.status('ringing', 0, %L)) $$,
         4000 + n, jsonb_build_object('Direction', said)),
  format('values (%L, %L)', direction, customer),
  format('%s is %s', coalesce(said, 'no Direction'), coalesce(direction, 'not known')))
  from (values (1, 'inbound', 'inbound', '+15550100'),
    (2, 'outbound-api', 'outbound', '+15550199'), (3, 'outbound-dial', 'outbound', '+15550199'),
    (4, 'trunking-originating', 'outbound', '+15550199'),
    (5, 'trunking-terminating', 'inbound', '+15550100'),
    (6, 'sideways', null, '+15550199'), (7, null, null, '+15550199'))
    as t (n, said, direction, customer);
select is((t.after(n, variadic events)).customer_number, customer, name)
  from (values
    (5001, 'the customer of an outbound call is whom the child leg calls', '+15550177',
     array[t.status('initiated', 0, '{"To": "client:ann"}'), t.child('ringing', 2)]),
    (5002, 'also when the child leg comes first', '+15550177',
     array[t.child('ringing', 2), t.status('initiated', 0, '{"To": "client:ann"}')]),
    (5003, 'R3: a child leg to an agent''s browser is not the customer', '+15550199',
     array[t.status('initiated', 0), t.child('ringing', 2, '{"To": "client:ann"}')]),
    (5004, 'R3: also when it comes first', '+15550199',
     array[t.child('ringing', 2, '{"To": "client:ann"}'), t.status('initiated', 0)]),
    (5005, 'R3: nor is one to a SIP phone', '+15550199',
     array[t.child('ringing', 2, '{"To": "sip:ann@acme.example"}'), t.status('initiated', 0)]),
    (5006, 'the customer of an inbound call is who calls', '+15550100',
     array[t.status('ringing', 0, '{"Direction": "inbound"}'), t.child('ringing', 2)]),
    (5007, 'also when the child leg comes first', '+15550100',
     array[t.child('ringing', 2), t.status('ringing', 0, '{"Direction": "inbound"}')]),
    (5008, 'a child leg without a number leaves the customer', '+15550199',
     array[t.status('initiated', 0), t.child('ringing', 2, '{"To": ""}')]),
    (5009, 'a softphone''s call comes in, and its customer is whom it dialled', '+15550177',
     array[t.status('ringing', 0, '{"Direction": "inbound", "From": "client:ann", "To": ""}'),
           t.child('ringing', 2)]),
    (5010, 'also when the child leg comes first', '+15550177',
     array[t.child('ringing', 2),
           t.status('ringing', 0, '{"Direction": "inbound", "From": "client:ann", "To": ""}')])
  ) as t (n, name, customer, events);
select is(
  (t.after(5011, t.child('completed', 40), t.transfer('completed', 60))).customer_number,
  (t.after(5012, t.transfer('completed', 60), t.child('completed', 40))).customer_number,
  'R5: of two numbers that a call dialled, the order of events does not choose');

-- 7. Child legs.
select is(t.send(t.nth(6101, t.status('ringing', 2)) || jsonb_build_object('ParentCallSid', t.sid('CA', 6101))), 'created',
  'a ParentCallSid that is the CallSid itself is no parent');
select is(t.send(t.nth(6101, t.status('ringing', 2)) || jsonb_build_object('ParentCallSid', t.sid('CA', 6101))), 'repeated',
  'and the same again is a repeat');
select is((select parent_sid from data.call_leg where sid = t.sid('CA', 6101)), null, 'the leg is a call of its own');
select results_eq(
  $$ select status, duration_s, direction, from_number, to_number, answered_at, ended_at
       from t.after(6001, t.child('completed', 40)) $$,
  $$ values (null::data.call_status, null::integer, null::data.call_direction, null::text,
             null::text, null::timestamptz, null::timestamptz) $$,
  'R3: a child leg that comes first makes its parent''s call, and says nothing of its end');
select is((t.after(6002, t.status('in-progress', 9), t.child('completed', 40))).status::text,
  'in-progress', 'a call goes on when its child leg has ended');
select is((t.after(6003, t.child('busy', 12), t.ended('completed', 58))).duration_s, 49,
  'the duration is the parent''s');
select results_eq(
  format($$ select l.sid from data.call_leg l
             where l.call_record_id = (t.call(t.sid('CA', %s))).id order by l.sid $$, n),
  format($$ values (t.sid('CA', %1$s)), (t.sid('CA', %1$s + 1048576)) $$, n),
  format('R3: a call and its child leg are one, as in call %s', n))
  from (values (6001), (6002), (6003)) as t (n);
call t.sent(t.child('ringing', 70, jsonb_build_object(
  'CallSid', t.sid('CA', 6012), 'ParentCallSid', t.sid('CA', 6002))));
select is((select count(*) from data.call_leg l
            where l.call_record_id = (t.call(t.sid('CA', 6002))).id), 3::bigint,
  'R2: a second child leg is one more name of the same call');
select is(t.send(t.recording('completed', jsonb_build_object(
  'CallSid', t.sid('CA', 6012), 'RecordingSid', t.sid('RE', 6012)))), 'updated',
  'R2: a recording that names a known child leg finds its call');
select is((select r.call_record_id from t.recording_of(t.sid('RE', 6012)) r),
  (t.call(t.sid('CA', 6002))).id, 'which is the parent''s');

-- 8. A redial is a second call.
select isnt((t.after(7001, t.status('initiated', 0), t.ended('completed', 3))).id,
  (t.after(7002, t.status('initiated', 5), t.ended('completed', 8))).id,
  'R4: a redial of the same number 5 s later is a second call');
select is(t.send(t.status('initiated', 0, jsonb_build_object(
  'CallSid', t.sid('CA', 7003)))), 'created', 'R4: so it is in the same second');

-- 9. Of whom.
create temporary table count_before as select t.counts() as counts;
select is(
  t.failure(format('select api.status_callback(%L, null, null)',
    t.status('initiated', 0, jsonb_build_object(
      'AccountSid', account, 'CallSid', t.sid('CA', 8001))))),
  'PT403 unknown_account', format('R36: no organization has account %s', account))
  from (values (t.sid('AC', 9)), (''), (null)) as t (account);
select is(t.counts(), (select counts from count_before),
  'R36: a refused request leaves no row anywhere');
select is(t.send(t.status('initiated', 0, jsonb_build_object('AccountSid', t.sid('AC', 3)))),
  'repeated', 'two accounts of one organization know the same call');
select is(t.send(t.status('initiated', 0, jsonb_build_object('AccountSid', t.sid('AC', 2)))),
  'created', 'another organization does not');
select is_empty(
  $$ select c.id from data.call_record c join data.call_leg l on l.call_record_id = c.id
      where l.organization_id <> c.organization_id $$,
  'no call has a leg of another organization');

-- 10. Every order. What a scenario left, without what must differ.
create temporary table script as
select * from (values
  (1, t.status('initiated', 0)), (2, t.status('ringing', 2)), (3, t.status('in-progress', 9)),
  (4, t.ended('completed', 58)), (5, t.child('completed', 57)),
  (6, t.recording('in-progress', '{"RecordingDuration": "0"}')),
  (7, t.recording('completed')), (8, t.recording('completed')),
  -- The same call as an inbound one, and a transfer to a second child leg.
  (11, t.status('ringing', 2, '{"Direction": "inbound"}')),
  (12, t.ended('completed', 58, '{"Direction": "inbound"}')),
  (13, t.child('ringing', 5)), (14, t.transfer('completed', 57)))
  as s (step, event);
create function t.left_by(n integer) returns jsonb language plpgsql stable
as $$
declare
  calls uuid[] := array(select distinct l.call_record_id from data.call_leg l
                         where l.sid in (t.sid('CA', n), t.sid('CA', n + 1048576), t.sid('CA', n + 2097152)));
begin
  return jsonb_build_object(
    'calls', (select jsonb_agg(to_jsonb(c) - '{id,created_at}'::text[]
                || jsonb_build_object('call_id', c.call_id = t.sid('CA', n)))
                from data.call_record c where c.id = any (calls)),
    'legs', (select jsonb_agg(l.sid = t.sid('CA', n) order by l.sid)
               from data.call_leg l
              where l.sid in (t.sid('CA', n), t.sid('CA', n + 1048576), t.sid('CA', n + 2097152))),
    'recordings', (select jsonb_agg(to_jsonb(r) - '{id,call_record_id,made_for,created_at}'::text[])
                     from data.recording r where r.call_record_id = any (calls)),
    'segments', (select jsonb_agg(to_jsonb(s) - '{recording_sid,recording_id,created_at}'::text[])
                   from data.recording_segment s join data.recording r on r.id = s.recording_id
                  where r.call_record_id = any (calls)),
    'jobs', (select jsonb_agg(to_jsonb(j) - '{recording_sid,object_key,created_at}'::text[])
               from data.media_job j where j.recording_sid = t.sid('RE', n)));
end
$$;
create temporary table run (n integer, steps integer[], kind text, what jsonb);
create function t.permutations(items integer[]) returns setof integer[] language sql immutable
as $$
  with recursive p (picked, rest) as (
    select '{}'::integer[], items
    union all
    select picked || i, array_remove(rest, i) from p, unnest(rest) i)
  select picked from p where rest = '{}'
$$;

insert into run (n, steps, kind)
select 100000 + row_number() over (), steps, 'six events' from t.permutations('{3,4,5,6,7,8}') steps;
insert into run (n, steps, kind)
select 110000 + row_number() over (), steps, 'six inbound events'
  from t.permutations('{11,12,5,6,7,8}') steps;
insert into run (n, steps, kind)
select 120000 + row_number() over (), steps, 'six events with two numbers called'
  from t.permutations('{1,4,13,14,7,8}') steps;
-- All eight, some of them two or three times.
do $$ begin perform setseed(0.42); end $$;
insert into run (n, steps, kind)
select 200000 + i, (select array_agg(step order by random())
                      from (select step from script where step <= 8
                            union all
                            select step from script, generate_series(1, 2)
                             where step <= 8 and random() < 0.3 and i > 0) s), 'eight events and repeats'
  from generate_series(1, 200) i;
-- The recording may also be all that comes before the call, or after it.
insert into run (n, steps, kind) values
  (300001, '{6,7,8,1,2,3,4,5}', 'eight events and repeats'),
  (300002, '{1,2,3,4,5,6,7,8}', 'eight events and repeats'),
  (300003, '{8,7,6,5,4,3,2,1}', 'eight events and repeats');
do $$
declare
  r run;
begin
  for r in select * from run loop
    perform t.after(r.n, variadic array(
      select s.event from unnest(r.steps) with ordinality as o (step, i)
        join script s using (step) order by o.i));
  end loop;
end
$$;
analyze data.call_record, data.call_leg, data.recording, data.recording_segment, data.media_job;
update run set what = t.left_by(n);

select is(count(*), 720::bigint, format('there are 720 orders of %s', kind))
  from run where kind like 'six%' group by kind order by kind;
select cmp_ok(count(distinct steps), '>=', 200::bigint, 'no order of eight is tried twice')
  from run where kind like 'eight%';
select is(count(distinct what), 1::bigint,
  format('R5: %s in any order end in the same rows', kind))
  from run group by kind order by kind;
select is_empty(
  $$ select steps, what from run
      where jsonb_array_length(what -> 'calls') <> 1 or jsonb_array_length(what -> 'legs') <> case kind when 'six events with two numbers called' then 3 else 2 end
         or jsonb_array_length(what -> 'recordings') <> 1
         or jsonb_array_length(what -> 'segments') <> 1
         or jsonb_array_length(what -> 'jobs') <> 1
      limit 3 $$,
  'R5: one call, one recording, one segment, one job');
select results_eq(
  $$ select distinct c.call_id = t.sid('CA', n), c.direction::text, c.status::text,
            c.customer_number, c.from_number, c.to_number, c.started_at, c.answered_at,
            c.ended_at, c.duration_s
       from run, t.call(t.sid('CA', n)) c where kind like 'eight%' $$,
  $$ values (true, 'outbound', 'completed', '+15550177', '+15550100', '+15550199',
             t.call_start(), t.call_start() + interval '9 seconds',
             t.call_start() + interval '58 seconds', 49) $$,
  'this is the call');
select results_eq(
  $$ select distinct r.state::text, s.state::text, s.is_primary, s.channels::integer, s.source,
            s.track, s.started_at, s.duration_reported_s
       from run, t.segment(t.sid('RE', n)) s, t.recording_of(t.sid('RE', n)) r $$,
  $$ values ('available', 'available', true, 2, 'OutboundAPI', 'both',
             t.call_start() + interval '7 seconds', 42) $$,
  'this is its recording');
select is_empty(
  $$ select n from run
       left join (select idempotency_token, count(*), count(*) filter (where outcome = 'created') as made
                    from data.webhook_event group by 1) w on w.idempotency_token = n::text
      where w.count is distinct from cardinality(steps) or w.made is distinct from 1 $$,
  'the journal has a row for each, and says of one that it made the call');

select * from finish();
rollback;
