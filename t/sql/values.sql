-- What is read without a pattern, because patterns cost, means what its
-- pattern says.
begin;
\i t/sql/fixture.psql
select plan(12);

create function t.variants(text text) returns setof text language sql
as $$
  select text
  union select overlay(text placing c from n for 1)
    from generate_series(1, length(text)) n,
         unnest(array['0', '9', 'a', 'F', 'g', '+', ' ', '/', ':', e'\n', 'é', '٣']) c
  union select left(text, n) from generate_series(0, length(text)) n
  union select text || c from unnest(array['0', 'a', ' ', e'\n']) c
$$;

select is_empty($$ select v from t.variants('CA' || repeat('aF09', 8)) v
  where sid_is('CA', v) is distinct from (v ~ ('^' || sid_pattern('CA') || '$')) $$,
  'sid_is() is sid_pattern()');
select is(sid_is('CA', null), null, 'null for null');
select is_empty($$ select v from t.variants('12345') v where is_digits(v) is distinct from (v ~ '^[0-9]+$') $$,
  'is_digits() knows digits');
select is_empty($$ select v from t.variants('123456789') v
  where integer_or_null(v) is distinct from (case when v ~ '^[0-9]{1,9}$' then v::integer end) $$,
  'integer_or_null() reads at most nine digits');
select is(array[integer_or_null('3', 1, 2), integer_or_null('0', 1, 2), integer_or_null('2', 1, 2)],
  array[null, null, 2], 'between its bounds');
select is_empty($$ select v from unnest(array['', '+', '+1', '+123456', '+1234567', '1234567', '123456', '1',
    '++1234567', '+12 34567', '12345678901234567890', '266696687', '+266696687', 'anonymous', 'client:ann',
    'sip:a@b', 'Acme', '+Acme']) v
  where (address_kind(v) in ('phone', 'withheld') and v ~ '^[+0-9]') is distinct from (v ~ '^\+?[0-9]{7,}$')
     or (address_kind(v) = 'short') is distinct from (case when v <> '' then v ~ '^[0-9]{1,6}$' end) $$,
  'address_kind() knows phone numbers and short codes');

select is_empty($$ select v from t.variants('Wed, 20 May 2026 23:45:25 +0000') v
  where time_is_plain(v) and v !~ '^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} \+0000$' $$,
  'a plain time is one of the times that are taken');
select is_empty($$ select v from t.variants('Mon, 28 Feb 2005 09:59:59 +0000') v
  where case when time_is_plain(v) then v::timestamptz is null end $$,
  'and PostgreSQL can read each');
select is_empty($$ select t from generate_series('2026-01-01'::timestamptz, '2027-12-31', '7 hours 11 minutes 13 seconds') t
  where time_or_null(to_char(t, 'Dy, DD Mon YYYY HH24:MI:SS +0000')) is distinct from t $$,
  'each time of two years is read');
select is_empty($$ select v from unnest(array['Wed, 31 Feb 2026 10:00:00 +0000', 'Wed, 20 May 2026 24:30:00 +0000',
    'Wed, 20 May 2026 10:60:00 +0000', 'bc , 20 May 2026 10:00:00 +0000', 'Wed, 20 May 1926 10:00:00 +0000',
    'now, 20 May 2026 10:00:00 +0000', 'Wed, 20 Mai 2026 10:00:00 +0000']) v
  where time_or_null(v) is not null $$, 'what is no time is not');
select is(time_or_null('Wed, 20 May 2026 23:45:25 +0200'), '2026-05-20 21:45:25+00'::timestamptz,
  'other zones are read, too');

select is_empty($$ select e from unnest(enum_range(null::call_status)) e
  where call_status_of(e::text) is distinct from e $$, 'each status is known');

select * from finish();
rollback;
