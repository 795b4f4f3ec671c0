-- schema/tables.sql, for readers, is what the migrations make. If not: schema/dump-tables >schema/tables.sql
begin;
select plan(1);
\setenv PGDATABASE :DBNAME
\set difference `schema/dump-tables | diff schema/tables.sql - || true`
select is(:'difference', ''::text, 'schema/tables.sql is what the migrations make');
select * from finish();
rollback;
