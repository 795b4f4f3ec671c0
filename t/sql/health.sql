-- /api/health, for load balancers.
begin;
\i t/sql/fixture.psql
select plan(2);

select is(api.health()::jsonb, '{"status": "ok"}', 'a database that takes what is written is well');
savepoint before;
set transaction read only;
select is(t.failure('select api.health()'), '25006 the database is read-only', 'one that is read-only is not');
rollback to before;

select * from finish();
rollback;
