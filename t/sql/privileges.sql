-- Who may do what (docs/requirements.md R43): each program is a role that may execute
-- exactly its functions, and touch nothing else.
begin;
select * from no_plan();
create schema t;

-- Who may call what is what the files of schema/api say, each in its last line.
\set files `cat schema/api/*/*.sql`
create temporary table program as
select trim(role) as role, g[1] as fn
  from regexp_matches(:'files', '^grant execute on function api\.(\w+) to ([^;]+);', 'gn') g,
       regexp_split_to_table(g[2], ',') role;

-- The SQLSTATE of a statement that is run as a role; 'ok' when it works.
create function t.as(role text, statement text) returns text language plpgsql
as $$
begin
  perform set_config('role', role, true);
  execute statement;
  perform set_config('role', 'none', true);
  return 'ok';
exception
  when others then
    return sqlstate;
end
$$;
grant usage on schema t to public;

-- 1. What there is.
select functions_are('api', array_agg(m[1]), 'the functions of api are those that the files make')
  from regexp_matches(:'files', '^create or replace function api\.(\w+)\(', 'gn') m;
select set_eq('select distinct fn from program',
  $$ select proname::text from pg_proc where pronamespace = 'api'::regnamespace $$,
  'and each is granted to somebody');
select is_empty(
  $$ select proname from pg_proc where pronamespace = 'api'::regnamespace
      group by proname having count(*) > 1 $$,
  'no function of api has two forms');
select set_eq(
  $$ select rolname::text from pg_roles
      where rolname like 'omnivox%' and has_schema_privilege(rolname, 'api', 'usage') $$,
  $$ select role from program union values ('omnivox') $$,
  'these are the roles that may enter api');
select is_empty(
  $$ select p.oid::regprocedure from pg_proc p
      where pronamespace = 'api'::regnamespace
        and not (prosecdef and proconfig @> array['search_path=rules, data, pg_temp']) $$,
  'every function of api is SECURITY DEFINER and pins its search_path');
select is_empty(
  $$ select p.oid::regprocedure from pg_proc p
      where pronamespace in ('rules'::regnamespace, 'data'::regnamespace) and prosecdef $$,
  'no function of rules or data is SECURITY DEFINER');
select is_empty(
  $$ select oid::regprocedure::text, proowner::regrole from pg_proc
      where pronamespace in ('api'::regnamespace, 'rules'::regnamespace, 'data'::regnamespace)
        and proowner <> 'omnivox'::regrole
     union all
     select oid::regclass::text, relowner::regrole from pg_class
      where relnamespace in ('rules'::regnamespace, 'data'::regnamespace, 'migration'::regnamespace)
        and relowner <> 'omnivox'::regrole
     union all
     select nspname, nspowner::regrole from pg_namespace
      where nspname in ('api', 'rules', 'data', 'migration') and nspowner <> 'omnivox'::regrole $$,
  'all of it belongs to omnivox, not to whoever ran schema/migrate');

-- 2. The roles themselves.
select is_empty(
  $$ select rolname from pg_roles
      where rolname like 'omnivox%'
        and (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls) $$,
  'no role is more than a role');
select is_empty(
  $$ select rolname from pg_roles
      where rolname like 'omnivox%' and rolcanlogin <> (rolname <> 'omnivox') $$,
  'the programs may log in, the owner may not');
select is_empty(
  $$ select member::regrole, roleid::regrole from pg_auth_members
      where member::regrole::text like 'omnivox%' or roleid::regrole::text like 'omnivox%' $$,
  'no role is a member of another');
select is_empty(
  $$ select p.role, setting
       from (select distinct role from program) p,
            unnest(array['statement_timeout', 'lock_timeout',
                         'deadlock_timeout', 'idle_in_transaction_session_timeout']) setting
      where not exists (
        select from pg_roles r, unnest(r.rolconfig) c
         where r.rolname = p.role and c ~ ('^' || setting || '=[1-9][0-9]*m?s$')) $$,
  'every program has its four timeouts');
select is_empty(
  $$ select rolname from pg_roles, unnest(rolconfig) c
      where rolname like 'omnivox%' and rolname <> 'omnivox_recctl'
        and c ~ '^(statement|lock)_timeout=' and substring(c from '=(.*)')::interval > interval '5 s' $$,
  'nobody but the operator''s tool waits for more than 5 s');
select is_empty(
  $$ select p.role from (select distinct role from program) p join pg_roles r on r.rolname = p.role
      where not 'synchronous_commit=on' = any (rolconfig) $$,
  'R11: what any program is told is committed, is on disk');
select is_empty(
  $$ select p.role from (select distinct role from program) p join pg_roles r on r.rolname = p.role
      where not coalesce('TimeZone=UTC' = any (rolconfig) or 'timezone=UTC' = any (rolconfig), false) $$,
  'every program''s times are UTC');

-- 3. Exactly its functions.
select set_eq(
  format($$ select proname::text from pg_proc
             where pronamespace = 'api'::regnamespace
               and has_function_privilege(%L, oid, 'execute') $$, role),
  array_agg(fn), format('%s may execute its functions and no other', role))
  from program group by role order by role;
select is_empty(
  format($$ select oid::regprocedure from pg_proc
             where pronamespace in ('rules'::regnamespace, 'data'::regnamespace, 'migration'::regnamespace)
               and has_function_privilege(%L, oid, 'execute') $$, role),
  format('%s may execute nothing else', role))
  from (select distinct role from program) p order by role;

select is_empty(
  $$ select r.rolname, p.oid::regprocedure from pg_roles r, pg_proc p
      where r.rolname like 'omnivox\_%' and r.rolname not in (select role from program)
        and p.pronamespace in ('api'::regnamespace, 'rules'::regnamespace, 'data'::regnamespace)
        and (has_function_privilege(r.rolname, p.oid, 'execute')
             or has_schema_privilege(r.rolname, 'api', 'usage')) $$,
  'the role of a program that is gone has no rights');

-- 4. No table, no view, no sequence, no column, no schema.
select is_empty(
  format($$ select oid::regclass from pg_class
             where relnamespace in ('data'::regnamespace, 'rules'::regnamespace, 'api'::regnamespace,
                                    'migration'::regnamespace)
               and case
                 when relkind in ('r', 'v', 'm', 'p', 'f') then
                   has_table_privilege(%1$L, oid,
                     'select, insert, update, delete, truncate, references, trigger')
                   or has_any_column_privilege(%1$L, oid, 'select, insert, update, references')
                 when relkind = 'S' then
                   has_sequence_privilege(%1$L, oid, 'usage, select, update')
               end $$,
         role),
  format('%s may not touch a table', role))
  from (select distinct role from program) p order by role;
select is_empty(
  format($$ select nspname from pg_namespace
             where has_schema_privilege(%1$L, oid, 'create')
               and nspname in ('data', 'rules', 'api', 'migration', 'public')
                or has_schema_privilege(%1$L, oid, 'usage')
               and nspname in ('data', 'rules', 'migration') $$, role),
  format('%s may enter api only', role))
  from (select distinct role from program) p order by role;

-- 5. PUBLIC has nothing.
select is_empty(
  $$ select p.oid::regprocedure
       from pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner))) a
      where pronamespace in ('api'::regnamespace, 'rules'::regnamespace, 'data'::regnamespace) and a.grantee = 0 $$,
  'PUBLIC may execute no function');
select is_empty(
  $$ select c.oid::regclass
       from pg_class c, aclexplode(relacl) a
      where relnamespace in ('api'::regnamespace, 'rules'::regnamespace, 'data'::regnamespace,
                             'migration'::regnamespace) and a.grantee = 0 $$,
  'PUBLIC may touch no table');
select is_empty(
  $$ select nspname from pg_namespace, aclexplode(nspacl) a
      where nspname in ('api', 'rules', 'data', 'migration') and a.grantee = 0 $$,
  'PUBLIC may enter no schema');

-- 6. Not only said but so: as each role, try.
select is_empty(
  format($$ select fn from (
              select p.proname::text as fn, t.as(%1$L, format('select api.%%I(%%s)', p.proname,
                       array_to_string(array(select 'null::' || a::regtype
                                               from unnest(p.proargtypes) a), ', ')))
                     = '42501' as refused
                from pg_proc p where p.pronamespace = 'api'::regnamespace) tried
             where refused = exists (select from program p
                                      where p.role = %1$L and p.fn = tried.fn) $$, role),
  format('%s can call its functions and fails to call any other', role))
  from (select distinct role from program) p order by role;
select is(t.as(role, 'select from data.recording'), '42501',
  format('%s cannot read data.recording', role))
  from (select distinct role from program) p order by role;
select is(t.as(role, 'select rules.principal(null)'), '42501',
  format('%s cannot call a function of rules', role))
  from (select distinct role from program) p order by role;
select ok(not pg_has_role(role, 'omnivox', 'member'),
  format('%s cannot become the owner', role))
  from (select distinct role from program) p order by role;
select is(t.as('omnivox_status_callback', statement), '42501', name)
  from (values
    ('no program writes the journal', $$ delete from data.webhook_event $$),
    ('no program reads the view', $$ select from rules.call_record_shown $$),
    ('no program reads the migrations', $$ select from migration.applied $$),
    ('no program draws from a sequence', $$ select nextval('data.webhook_event_id_seq') $$),
    ('no program makes a table', $$ create table public.x (y text) $$),
    ('no program makes a function in api',
     $$ create function api.x() returns text language sql as 'select ''x''' $$),
    ('no program replaces a function of api',
     $$ create or replace function api.session_end(credential bytea) returns void
        language sql as 'select' $$),
    ('no program switches a trigger off',
     $$ alter table data.recording disable trigger recording_state $$)
  ) as t (name, statement);

select * from finish();
rollback;
