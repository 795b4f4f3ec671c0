-- Before the functions are made: PUBLIC and the programs have no rights, and
-- what there is so far is noted, for functions-end.sql.
revoke all on schema data, rules, api, migration from public;
revoke all on all functions in schema data, rules, api from public;
alter default privileges revoke execute on functions from public;
do $$
declare
  program name;
begin
  -- A program that is gone may have left its role: with no rights.
  for program in select rolname from pg_roles where rolname like 'omnivox\_%' loop
    execute format('revoke all on all functions in schema rules, api from %I', program);
    execute format('revoke all on schema api from %I', program);
  end loop;
end
$$;

-- Functions and views are replaced, not dropped and made anew: who is about
-- to call a function that is dropped gets an error, though there is a new one
-- of its name. Each that is replaced is a new version of its row.
create temporary table made_before on commit drop as
select p.tableoid as catalog, p.oid as object, p.ctid as version from pg_proc p
 where p.pronamespace in ('rules'::regnamespace, 'api'::regnamespace)
union all
select c.tableoid, c.oid, c.ctid from pg_class c
 where c.relnamespace in ('rules'::regnamespace, 'api'::regnamespace);

-- A function may be made before those that it calls.
set local check_function_bodies = off;
