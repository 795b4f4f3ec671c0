-- plpgsql_check finds nothing in any function of the schema.
begin;
set local search_path = rules, data, public;
select plan(4);

-- A trigger function is looked at once for every table that it guards.
create temporary view subject as
select distinct p.oid, coalesce(t.tgrelid, 0) as relid
  from pg_proc p
  join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'
  left join pg_trigger t on t.tgfoid = p.oid
 where p.pronamespace in ('api'::regnamespace, 'rules'::regnamespace, 'data'::regnamespace);
create temporary view finding as
select s.oid::regprocedure::text as fn, nullif(s.relid, 0)::regclass as tab,
       c.lineno, c.level, c.message
  from subject s join pg_proc p on p.oid = s.oid,
       plpgsql_check_function_tb(s.oid, s.relid, all_warnings => true) c
 -- It does not know what a dynamic statement does, nor that FOR UPDATE writes.
 where not (c.message like '%should be STABLE' and p.prosrc ~ '\mexecute\M|\mfor update\M');

select cmp_ok(count(distinct oid), '>=', 30::bigint, 'there are functions to look at')
  from subject;
select is_empty(
  $$ select p.oid::regprocedure from pg_proc p
      where p.prorettype = 'trigger'::regtype and p.pronamespace = 'data'::regnamespace
        and not exists (select from subject s where s.oid = p.oid and s.relid <> 0) $$,
  'every trigger function guards a table');
select is_empty('select * from finding', 'nothing is wrong with any of them');

create function api.faulty() returns text language plpgsql
as $$ declare unused text; begin return (select no_such_column from data.recording); end $$;
select isnt_empty($$ select * from finding where fn = 'api.faulty()' $$,
  'a faulty one would be found');

select * from finish();
rollback;
