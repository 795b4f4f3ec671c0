-- What the operator's tool does: users, tokens, and deleting everything.
begin;
\i t/sql/fixture.psql
select plan(77);

-- 1. With no organization, and with one.
savepoint whole;
truncate data.organization cascade;
select is(t.failure($$ select api.user_add(null, 'a@b', 'A', 'agent', '$argon2id$') $$),
  'PT404 organization_not_found', 'where there is no organization, none can be meant');
insert into data.organization (name) values ('Sole');
select lives_ok($$ select api.token_add(null, 'only', 'dialer', sha256('only')) $$,
  'where there is one organization, it need not be named');
select results_eq($$ select o.name from data.api_token a join data.organization o
                      on o.id = a.organization_id $$, $$ values ('Sole') $$, 'it is meant');
rollback to whole;

-- 2. Which organization.
select is(t.failure(format('select api.%s(%L, %s)', fn, organization, rest)), outcome,
  format('%s for %s: %s', fn, coalesce(quote_literal(organization), 'none'), outcome))
  from (values ('user_add', $$'new@acme.example', 'New', 'supervisor', '$argon2id$'$$),
         ('token_add', $$'new', 'dialer', sha256('new')$$)) as f (fn, rest),
       (values (null, 'PT400 organization_needed'), ('Nowhere', 'PT404 organization_not_found'),
         ('', 'PT404 organization_not_found'), ('acme', 'PT404 organization_not_found'))
         as o (organization, outcome);
select is_empty('select * from data.audit_event', 'what fails is not in the audit');

-- 3. Users.
create temporary table made as
select role, api.user_add('Acme', role || '@acme.example', 'Max ' || role, role,
                          '$argon2id$v=19$m=65536,t=2,p=1$salt$hash') as id
  from unnest(array['agent', 'supervisor', 'administrator']) role;
select results_eq(
  $$ select u.id, u.email, u.name, u.role::text, u.organization_id, u.agent_id is not null
       from data.app_user u join made using (id) order by u.role $$,
  format($$ select id, role || '@acme.example', 'Max ' || role, role, t.acme(), role = 'agent'
              from made order by role::data.user_role $$),
  'users are added, of every role');
select results_eq(
  $$ select a.name, a.organization_id from data.agent a
       join data.app_user u on u.agent_id = a.id $$,
  $$ values ('Max agent', t.acme()) $$, 'a user of role agent gets the agent of their name');
select is((select count(*) from data.agent), 1::bigint, 'the others get none');
insert into data.agent (organization_id, name) values (t.acme(), 'Ann'), (t.other(), 'Bob');
select api.user_add('Acme', 'ann@acme.example', 'Ann', 'agent', '$argon2id$') \g /dev/null
select api.user_add('Acme', 'bob@acme.example', 'Bob', 'agent', '$argon2id$') \g /dev/null
select is((select count(*) from data.agent where name = 'Ann'), 1::bigint,
  'an agent who is there already is taken');
select results_eq(
  $$ select u.agent_id = a.id from data.app_user u join data.agent a using (name, organization_id)
      where u.email in ('ann@acme.example', 'bob@acme.example') $$,
  $$ values (true), (true) $$, 'but never one of another organization');
select results_eq(
  $$ select user_id from api.session_password('SUPERVISOR@acme.example', '192.0.2.1') $$,
  $$ select id from made where role = 'supervisor' $$, 'a new user can log in');
select results_eq(
  $$ select organization_id, actor, action, detail from data.audit_event
      where detail ->> 'email' = 'agent@acme.example' $$,
  $$ values (t.acme(), 'recctl', 'user add',
             '{"email": "agent@acme.example", "role": "agent"}'::jsonb) $$,
  'R41: the audit says who was added');
select is((select count(*) from data.audit_event), 5::bigint, 'and so of each');
create temporary table users_before as
select (select count(*) from data.app_user) as users, (select count(*) from data.agent) as agents,
       (select count(*) from data.audit_event) as events;
select alike(t.failure(format('select api.user_add(''Acme'', %L, %L, %L, %L)', email, who, role, hash)),
  state || '%', name)
  from (values
    ('an address is used once', 'PT409', 'agent@acme.example', 'Two', 'agent', '$argon2id$'),
    ('in small letters or large', 'PT409', 'AGENT@ACME.example', 'Two', 'agent', '$argon2id$'),
    ('and by one organization', 'PT409', 'olga@other.example', 'Two', 'agent', '$argon2id$'),
    ('there is no such role', '22P02', 'n@acme.example', 'N', 'root', '$argon2id$'),
    ('a role is needed', '23502', 'n@acme.example', 'N', null, '$argon2id$'),
    ('an address has an at sign', '23514', 'n', 'N', 'agent', '$argon2id$'),
    ('an address has no blanks', '23514', 'n n@acme.example', 'N', 'agent', '$argon2id$'),
    ('a user has a name', '23514', 'n@acme.example', '', 'supervisor', '$argon2id$'),
    ('a password is never kept as it is', '23514', 'n@acme.example', 'N', 'agent', 'secret'),
    ('a password is needed', '23502', 'n@acme.example', 'N', 'agent', null))
    as t (name, state, email, who, role, hash);
select results_eq(
  $$ select (select count(*) from data.app_user), (select count(*) from data.agent),
            (select count(*) from data.audit_event) $$,
  'select * from users_before', 'who was not added left nothing behind');

-- 4. Tokens.
create temporary table token as
select api.token_add('Acme', 'new', 'dialer,supervisor', t.credential('new token')) as id;
select results_eq(
  $$ select organization_id, name, scopes, token_hash, revoked_at from data.api_token
       join token using (id) $$,
  $$ values (t.acme(), 'new', '{dialer,supervisor}'::text[], t.credential('new token'),
             null::timestamptz) $$, 'a token is added');
select is(t.failure('select api.call_records(t.credential(''new token''), null, null)'), 'ok',
  'and is let in');
select results_eq(
  $$ select organization_id, actor, action, detail from data.audit_event
      where action = 'token add' $$,
  $$ values (t.acme(), 'recctl', 'token add',
             '{"name": "new", "scopes": ["dialer", "supervisor"]}'::jsonb) $$,
  'R41, R42: the audit says so, and not which secret');
select lives_ok(format('select api.token_add(''Acme'', ''t'', %L, sha256(%L))', scopes, scopes),
  format('scope %s', scopes))
  from (values ('dialer'), ('supervisor'), ('supervisor,dialer')) as t (scopes);
select is(t.failure(format('select api.token_add(''Acme'', ''t'', %L, sha256(''x''))', bad)),
  'PT400 invalid_scope', format('scope %s is refused', quote_literal(bad)))
  from (values (''), ('admin'), ('dialer,'), (',dialer'), ('dialer, supervisor'), ('Dialer'),
    ('dialer,root'), ('{dialer}')) as t (bad);
select alike(t.failure(format('select api.token_add(''Acme'', %L, %L, %L)', who, scopes, hash)),
  state || '%', name)
  from (values
    ('two tokens have two secrets', '23505', 't', 'dialer', t.credential('new token')),
    ('a token has a name', '23514', '', 'dialer', t.credential('y')),
    ('a token has scopes', '23502', 't', null, t.credential('y')),
    ('a token has a whole hash', '23514', 't', 'dialer', 'short'::bytea),
    ('a token has a hash', '23502', 't', 'dialer', null))
    as t (name, state, who, scopes, hash);

-- 5. A purge: first what it would do. One row at least of everything, and
-- three calls: stored, with a second segment to be copied; available; none.
insert into data.campaign (organization_id, name) values (t.acme(), 'Spring');
insert into data.contact (organization_id, name) values (t.acme(), 'Carl');
insert into data.disposition (organization_id, name) values (t.acme(), 'Sale');
call t.sent(t.status('initiated', 0));
call t.sent(t.child('completed', 30));
call t.sent(t.recording('completed'));
call t.store(t.sid('RE', 1));
call t.sent(t.recording('completed', jsonb_build_object('RecordingSid', t.sid('RE', 2))));
call t.sent(t.recording('completed', jsonb_build_object('AccountSid', t.sid('AC', 2),
  'CallSid', t.sid('CA', 3), 'RecordingSid', t.sid('RE', 3))));
call t.sent(t.status('busy', 0, jsonb_build_object('CallSid', t.sid('CA', 4))));
-- One worker has begun to copy the second segment, nobody the third.
update data.media_job set run_at = now() - interval '1 hour' where recording_sid = t.sid('RE', 2);
select api.media_job_lease(60) \g /dev/null
-- Coverage of their day is counted, and something has changed since.
update data.call_record set status = 'completed' where call_id = t.sid('CA', 1);
select api.coverage_keep() from generate_series(1, 600) \g /dev/null
update data.call_record set campaign_name = 'Spring' where call_id = t.sid('CA', 1);

insert into data.conference_call select t.sid('CF', 1), organization_id, id from data.call_record where call_id = t.sid('CA', 1);
insert into data.former_id (id, current_id) select gen_random_uuid(), id from data.call_record limit 1;
insert into data.outgoing_call (organization_id, account_sid, call_id, agent_number, customer_number, from_number)
values (t.acme(), t.sid('AC', 1), 'd-1', '+15550111', '+15550199', '+15550100');
insert into data.webhook_rejection (minute, endpoint, reason) values (now(), 'status-callback', 'bad_signature');
create temporary table stock (name text, kind text, tab text);
insert into stock values
  ('recordings', 'recordings', 'recording'),
  ('recording segments', 'recordings', 'recording_segment'),
  ('media jobs', 'recordings', 'media_job'),
  ('transcription jobs', 'recordings', 'transcription_job'),
  ('call records', 'call-records', 'call_record'), ('call legs', 'call-records', 'call_leg'),
  ('conference calls', 'call-records', 'conference_call'),
  ('former ids', 'call-records', 'former_id'), ('outgoing calls', 'call-records', 'outgoing_call'),
  ('organizations', 'kept', 'organization'), ('users', 'kept', 'app_user'),
  ('agents', 'kept', 'agent'), ('campaigns', 'kept', 'campaign'),
  ('contacts', 'kept', 'contact'), ('dispositions', 'kept', 'disposition'),
  ('webhook events', 'kept', 'webhook_event'),
  ('webhook rejections', 'kept', 'webhook_rejection'), ('API tokens', 'kept', 'api_token');
-- Everything that the database holds, table by table.
create function t.contents() returns table (tab text, count bigint, rows text) language plpgsql
as $$
begin
  for tab in select relname from pg_class
              where relnamespace = 'data'::regnamespace and relkind = 'r' loop
    return query execute format(
      'select %L, count(*), md5(string_agg(x::text, chr(10) order by x::text)) from data.%I x',
      tab, tab);
  end loop;
end
$$;
create temporary table contents_before as select * from t.contents();
create temporary table keys as
select object_key from data.recording_segment where object_key is not null
union select object_key from data.media_job where object_key is not null;
select is((select count(*) from keys), 2::bigint, 'there is one file, and one begun');
select is_empty($$ select tab from stock join contents_before using (tab) where count = 0 $$,
  'there is something of everything');

select set_eq(
  format('select * from api.purge(%L, false)', what),
  format($$ select name, kind = 'recordings' or kind = %L, count, count as after
              from stock join contents_before using (tab)
            union all values ('media files', true, 1, 1) $$, what),
  format('R41: a plan to purge %s says what goes and what stays', what))
  from unnest(array['recordings', 'call-records']) what;
select set_eq('select * from t.contents()', 'select * from contents_before',
  'R41: a plan changes nothing');
select is_empty($$ select * from api.media_removals('') $$, 'and removes no file');

-- 6. Then the purge itself, each undone before the next.
create function t.purged(what text) returns table (name text, goes boolean, before bigint, after bigint)
language sql as $$ select * from api.purge(what, true) $$;
savepoint whole;
select set_eq($$ select * from t.purged('recordings') $$,
  $$ select name, kind = 'recordings', count, case when kind = 'recordings' then 0 else count end as after
       from stock join contents_before using (tab)
     union all values ('media files', true, 1, 0) $$,
  'a purge of recordings says what went');
select set_eq(
  $$ select tab from t.contents() c join contents_before b using (tab)
      where (c.count, c.rows) is distinct from (b.count, b.rows) $$,
  $$ values ('recording'), ('recording_segment'), ('media_job'), ('transcription_job'),
            ('media_removal'), ('audit_event'), ('coverage_day'), ('coverage_part'), ('coverage_change') $$,
  'it touched exactly that');
select is((t.shown_call((t.call(t.sid('CA', 1))).id)).recording_id,
  null, 'R19: the calls stay, without recordings');
select set_eq($$ select * from api.media_removals('') $$, 'select object_key from keys',
  'R22: the files of all segments, copied or begun, are to be removed');
select results_eq(
  $$ select organization_id, actor, action, (detail ->> 'recordings')::integer,
            (detail ->> 'call records')::integer
       from data.audit_event where action like 'purge%' $$,
  $$ values (null::uuid, 'recctl', 'purge recordings', 2, 3) $$,
  'R41: the audit says what was purged');
select is_empty($$ select * from t.purged('recordings') where goes and (before > 0 or after > 0) $$,
  'to purge again finds nothing');
select set_eq($$ select * from api.media_removals('') $$, 'select object_key from keys',
  'and forgets no file');
select api.media_removals_done(array[object_key]) from (select object_key from keys order by 1 limit 1) k \g /dev/null
select set_eq($$ select * from api.media_removals('') $$,
  'select object_key from keys except (select object_key from keys order by 1 limit 1)',
  'a file that is gone is no more to be removed');
select lives_ok($$ select api.media_removals_done('{never/was.wav}') $$, 'to remove it again is as good');
select is(t.send(t.recording('completed')), 'updated', 'a recording that is reported again comes back');
select is((select r.call_record_id from t.recording_of(t.sid('RE', 1)) r),
  (t.call(t.sid('CA', 1))).id, 'to its own call');
rollback to whole;

savepoint whole;
select set_eq($$ select * from t.purged('call-records') $$,
  $$ select name, kind <> 'kept', count, case when kind <> 'kept' then 0 else count end as after
       from stock join contents_before using (tab)
     union all values ('media files', true, 1, 0) $$,
  'a purge of call records says what went');
select set_eq(
  $$ select tab from t.contents() c join contents_before b using (tab)
      where (c.count, c.rows) is distinct from (b.count, b.rows) $$,
  $$ values ('recording'), ('recording_segment'), ('media_job'), ('transcription_job'),
            ('former_id'), ('outgoing_call'), ('conference_call'),
            ('call_record'), ('call_leg'), ('media_removal'), ('audit_event'),
            ('coverage_day'), ('coverage_part'), ('coverage_change') $$,
  'it touched exactly that');
select set_eq($$ select * from api.media_removals('') $$, 'select object_key from keys',
  'the files of all segments are to be removed');
select results_eq(
  $$ select action from data.audit_event where action like 'purge%' $$,
  $$ values ('purge call-records') $$, 'R41: the audit says so');
select is(t.send(t.status('completed', 9)), 'created', 'a call that comes afterwards is a new one');
rollback to whole;

-- 7. What is no kind of purge.
select isnt(t.failure(format('select api.purge(%L, true)', what)), 'ok',
  format('R41: to purge %s is refused', coalesce(quote_literal(what), 'nothing')))
  from (values ('call_records'), ('users'), (''), (null)) as t (what);
select set_eq('select * from t.contents()', 'select * from contents_before',
  'R41: and deletes nothing');

select * from finish();
rollback;
