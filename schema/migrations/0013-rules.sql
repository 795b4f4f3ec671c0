-- Functions and views leave schema data: those that programs cannot call are
-- in schema rules from now on, which schema/migrate fills. What stays is what
-- tables are made of: the ids that they give, and the check of their states.

do $$
declare
  fn regprocedure;
begin
  drop view if exists data.call_record_shown, data.directory_shown;
  for fn in
    select p.oid from pg_proc p
     where p.pronamespace = 'data'::regnamespace and p.proname not in ('uuid_v7', 'state_change_check')
  loop
    execute format('drop function %s', fn);
  end loop;
end
$$;

create schema rules;
