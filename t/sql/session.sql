-- Who is let in: sessions, tokens, and what each may see.
begin;
\i t/sql/fixture.psql
select plan(135);

call t.sent(t.recording('completed'));
call t.store(t.sid('RE', 1));

-- 1. Logging in.
select results_eq($$ select user_id, password_hash from api.session_password('sue@acme.example', '192.0.2.1') $$,
  $$ select id, '$argon2id$v=19$x' from data.app_user where name = 'Sue' $$,
  'the password to check is found by address');
select results_eq($$ select user_id from api.session_password('Sue@ACME.example', '192.0.2.1') $$,
  $$ select id from data.app_user where name = 'Sue' $$, 'in small letters or large');
select is_empty(format('select * from api.session_password(%L, ''192.0.2.1'')', address),
  format('nobody has the address %s', coalesce(address, 'null')))
  from (values ('nobody@acme.example'), (''), ('%'), ('sue@acme.example '), (null)) as t (address);

create function t.sue() returns uuid language sql stable
as $$ select id from data.app_user where name = 'Sue' $$;
select is(
  api.session_create(t.sue(), t.credential('new'), '192.0.2.1')::jsonb,
  jsonb_build_object('user', jsonb_build_object('id', t.sue(), 'email', 'sue@acme.example',
    'name', 'Sue', 'role', 'supervisor', 'agentId', null,
    'organization', jsonb_build_object('id', t.acme(), 'name', 'Acme'))),
  'a session begins with who one is');
select is(api.session_who(t.credential('new'))::jsonb ->> 'user',
  api.session_who(t.credential('sue'))::jsonb ->> 'user', 'and can be asked again');
select results_eq(
  $$ select expires_at, last_seen_at from data.session where token_hash = t.credential('new') $$,
  $$ values (now() + interval '24 hours', now()) $$, 'it lasts for 24 hours');
select throws_ok($$ select api.session_create(t.sue(), t.credential('new'), '192.0.2.1') $$, '23505', null,
  'no two sessions share a secret');
select ok(t.failure(format('select api.session_create(%L, %L, ''192.0.2.1'')', who, hash)) ~ '^23', name)
  from (values ('a session belongs to a user', t.acme(), t.credential('x')),
    ('a session belongs to somebody', null, t.credential('x')),
    ('a session needs a whole hash', t.sue(), 'short'::bytea),
    ('a session needs a hash', t.sue(), null)) as t (name, who, hash);

-- 2. Logging out.
select lives_ok($$ select api.session_end(t.credential('new')) $$, 'a session can be ended');
select is(t.failure('select api.session_who(t.credential(''new''))'), 'PT401 not_logged_in',
  'and is one no more');
select lives_ok($$ select api.session_end(t.credential('new')) $$, 'to end it again is as good');
select lives_ok($$ select api.session_end(t.credential('acme token')) $$, 'a token has no session to end');
select is(t.asked('recording_metadata', t.credential('acme token'), t.sid('RE', 1)), 'ok',
  'and stays valid');
select is(t.asked('recording_metadata', t.credential('sue'), t.sid('RE', 1)), 'ok',
  'as do the user''s other sessions');

-- 3. Which credentials are good, on every route.
insert into data.session (token_hash, user_id, expires_at, last_seen_at)
select t.credential(word), t.sue(), now() + expires, now() - seen
  from (values ('expired', interval '0', interval '0'),
    ('long expired', interval '-1 day', interval '1 day'),
    ('idle', interval '12 hours', interval '8 hours'),
    ('last second', interval '1 second', interval '7 hours 59 minutes 59 seconds'))
    as t (word, expires, seen);
insert into data.api_token (organization_id, name, scopes, token_hash, revoked_at) values
  (t.acme(), 'revoked', '{supervisor}', t.credential('revoked token'), now());
create temporary table refused (name text, credential bytea);
insert into refused values
  ('one that never was', t.credential('who')), ('one that has expired', t.credential('expired')),
  ('one that expired yesterday', t.credential('long expired')),
  ('one idle for 8 hours', t.credential('idle')),
  ('a token that was revoked', t.credential('revoked token')),
  ('an empty one', ''), ('none', null), ('the secret itself', 'sue'),
  ('the hash of the hash', sha256(t.credential('sue')));
select is(t.asked(route.name, credential, t.sid('RE', 1)), 'PT401 not_logged_in',
  format('%s refuses %s', route.name, refused.name))
  from refused, t.route;
select is(t.failure(format(statement, credential)), 'PT401 not_logged_in',
  format('%s refuses %s', fn, name))
  from refused, (values ('call_records', 'select api.call_records(%L, null, null)'),
    ('session_who', 'select api.session_who(%L)')) as t (fn, statement);
select is(t.asked(name, t.credential('last second'), t.sid('RE', 1)), 'ok',
  format('%s takes a session in its last second', name))
  from t.route;
select is(t.failure('select api.session_who(t.credential(''acme token''))'),
  'PT401 not_logged_in', 'a program is no user');

-- 4. A session is kept from going idle, but not for ever.
create function t.seen(word text) returns interval language sql stable
as $$ select now() - last_seen_at from data.session where token_hash = t.credential(word) $$;
select is(t.seen('last second'), interval '0', 'whoever asks is seen');
update data.session set last_seen_at = now() - interval '1 minute' where token_hash = t.credential('sue');
select api.session_who(t.credential('sue')) \g /dev/null
select is(t.seen('sue'), interval '1 minute', 'which is written at most once a minute');
update data.session set last_seen_at = now() - interval '61 seconds' where token_hash = t.credential('sue');
select api.session_who(t.credential('sue')) \g /dev/null
select is(t.seen('sue'), interval '0', 'and then is');
select is((select expires_at from data.session where token_hash = t.credential('last second')),
  now() + interval '1 second', 'to be seen does not put off the end');
select is(t.seen('idle'), interval '8 hours', 'an idle session does not wake up');
select api.session_create(t.sue(), t.credential('after'), '192.0.2.1') \g /dev/null
select is((select count(*) from data.session where expires_at < now()), 0::bigint,
  'logging in sweeps the user''s ended sessions');
select isnt(t.seen('sue'), null, 'and leaves the others');

-- 5. Other organizations.
select is(t.asked(name, t.credential(word), t.sid('RE', 1)), 'ok',
  format('%s shows it to %s', name, word))
  from t.route, (values ('sue'), ('acme token')) as t (word);
select is(t.asked(name, t.credential(word), t.sid('RE', 1)), 'PT404 ' || unknown,
  format('R39: %s knows no such thing for %s', name, word))
  from t.route, (values ('olga'), ('other token')) as t (word);
select is(t.asked(name, t.credential('sue'), t.sid('RE', 77)), 'PT404 ' || unknown,
  format('%s says the same of an id that never was', name))
  from t.route;
select is_empty(
  format($$ select p.proname from pg_proc p
             where p.pronamespace = 'api'::regnamespace
               and 'credential' = any (p.proargnames) and %s
               and p.proname <> all (array(select name from t.route) || '{recording_retry,recording_joined}') $$,
         $$ 'id' = any (p.proargnames) $$),
  'R39: no function that shows one thing was left out here (recording_retry shows none, recording_joined is in timeline.sql)');

-- 6. Users who go take their sessions with them.
select lives_ok($$ delete from data.app_user where name = 'Sue' $$, 'a user can be removed');
select is(t.asked('recording_metadata', t.credential('sue'), t.sid('RE', 1)), 'PT401 not_logged_in',
  'and is logged out by that');

-- Who guesses has to wait; nobody else does.
truncate data.log_in_failure;
create function t.try(email text, address inet) returns text language sql
as $$ select t.failure(format('select * from api.session_password(%L, %L)', email, address)) $$;
create procedure t.passed(seconds integer) language sql
as $$ update data.log_in_failure set last_at = last_at - make_interval(secs => seconds) $$;
select is(t.try('olga@other.example', '192.0.2.1'), 'ok', format('try %s is free', n)) from generate_series(1, 5) n;
select is(t.try('OLGA@other.example', '192.0.2.1'), 'PT429 too_many_tries', 'the sixth is too early');
select is(t.try('olga@other.example', '192.0.2.2'), 'ok', 'from another address it is not');
select is(t.try('zoe@acme.example', '192.0.2.1'), 'ok', 'nor is one to another account');
select is(t.try('nobody@acme.example', '192.0.2.1'), 'ok', 'whether it exists or not');
select is(t.try('olga@other.example', '2001:db8:1:2::1'), 'ok', 'IPv6') from generate_series(1, 5);
select is(t.try('olga@other.example', '2001:db8:1:2:ffff::9'), 'PT429 too_many_tries', 'all addresses of a /64 are one');
select is(t.try('olga@other.example', '2001:db8:1:3::1'), 'ok', 'those of another are not');
call t.passed(1);
select is(t.try('olga@other.example', '192.0.2.1'), 'ok', 'a second later it may be tried again');
select is(t.try('olga@other.example', '192.0.2.1'), 'PT429 too_many_tries', 'then it takes longer');
call t.passed(1);
select is(t.try('olga@other.example', '192.0.2.1'), 'PT429 too_many_tries', 'than a second');
select lives_ok($$ select api.session_create((select id from data.app_user where name = 'Olga'), t.credential('right'), '192.0.2.1') $$, 'the right password');
select is(t.try('olga@other.example', '192.0.2.1'), 'ok', 'makes an end of it');
select is((select max(rules.log_in_wait(n)) from generate_series(1, 100000) n), interval '1 minute',
  'nobody waits for more than a minute: nothing is locked');
create function t.hint(statement text) returns text language plpgsql
as $$
declare
  hint text;
begin
  execute statement;
  return null;
exception
  when others then
    get stacked diagnostics hint = pg_exception_hint;
    return hint;
end
$$;
update data.log_in_failure set failures = 8, last_at = now();
select is(t.hint($$ select api.session_password('olga@other.example', '192.0.2.1') $$), '8', 'it is said for how long');
select api.journal_prune(90, 30) \g /dev/null
select isnt_empty('select from data.log_in_failure', 'what failed today is remembered');
call t.passed(86401);
select api.journal_prune(90, 30) \g /dev/null
select is_empty('select from data.log_in_failure', 'what failed the day before is not');

select * from finish();
rollback;
