-- After the functions are made: whoever may execute one of schema api may
-- enter it; and what this transaction has not made again is dropped.
do $$
declare
  program regrole;
  dead    record;
begin
  for program in
    select distinct a.grantee::regrole from pg_proc p, aclexplode(p.proacl) a
     where p.pronamespace = 'api'::regnamespace and a.grantee <> p.proowner
  loop
    execute format('grant usage on schema api to %s', program);
  end loop;

  -- Views first, as they are made of functions.
  for dead in
    select case when c.oid is null then format('function %s', p.oid::regprocedure)
                else format('view %s', c.oid::regclass) end as what
      from made_before m
      left join pg_class c on (c.tableoid, c.oid, c.ctid) = (m.catalog, m.object, m.version)
      left join pg_proc p on (p.tableoid, p.oid, p.ctid) = (m.catalog, m.object, m.version)
     where c.oid is not null or p.oid is not null
     order by c.oid is null
  loop
    execute format('drop %s', dead.what);
  end loop;
end
$$;
