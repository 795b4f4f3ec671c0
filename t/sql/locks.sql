-- HACKING.md, "Locks": whoever writes calls or recordings locks the names
-- first. This reads the functions in the order of their text, and those
-- that they call, up to the first lock that each takes.
begin;
select plan(10);
create schema t;

create function t.tables() returns text language sql immutable
as $$ select 'call_record|call_leg|conference_call|former_id|outgoing_call|recording|recording_segment|media_job|transcription_job' $$;

-- What a function does that has to do with locks, in order: 'names', 'row'
-- with the statement, or the name of a function that it calls.
create function t.steps(fn text) returns table (n bigint, kind text, what text) language sql stable
as $$
  with source as (
    select regexp_replace(p.prosrc, '--[^\n]*', '', 'g') as text
      from pg_proc p join pg_namespace s on s.oid = p.pronamespace
     where s.nspname in ('api', 'rules') and p.proname = fn),
  step as (
    select m.n, m.found
      from source, regexp_matches(source.text,
        '\m((?:insert\s+into|update|delete\s+from|lock\s+table)\s+(?:data\.)?(?:' || t.tables() || ')\M'
        '|for\s+(?:no\s+key\s+)?(?:update|share)\M(?!\s+(?:of\s+\w+\s+)?skip)'
        '|[a-z_0-9]+(?=\s*\())', 'gi') with ordinality m (found, n))
  select n, case when found[1] = 'call_names_lock' then 'names' when found[1] ~ '\s' then 'row' else 'call' end,
         regexp_replace(found[1], '\s+', ' ', 'g')
    from step
$$;

-- The first lock of a function: 'names', or which row; null: it takes none.
create function t.first_lock(fn text, above text[] default '{}') returns text language plpgsql stable
as $$
declare
  step  record;
  inner_lock text;
begin
  if fn = any (above) then
    return null;
  end if;
  for step in select * from t.steps(fn) order by n loop
    if step.kind = 'names' then
      return 'names';
    elsif step.kind = 'row' then
      return format('%s: %s', fn, step.what);
    elsif exists (select from pg_proc p join pg_namespace s on s.oid = p.pronamespace
                   where s.nspname in ('api', 'rules') and p.proname = step.what) then
      inner_lock := t.first_lock(step.what, above || fn);
      if inner_lock is not null then
        return inner_lock;
      end if;
    end if;
  end loop;
  return null;
end
$$;

create temporary table program as
select p.proname::text as fn, t.first_lock(p.proname) as lock
  from pg_proc p join pg_namespace s on s.oid = p.pronamespace where s.nspname = 'api';

select set_eq($$ select fn from program where lock = 'names' $$,
  $$ select unnest('{call_delete,call_place,call_place_result,call_put,failed_recording_retry,media_job_done,media_job_give_up,
     media_job_retry,reconcile_apply,reconcile_missing,recording_callback,recording_retry,replay_apply,status_callback}'::text[]) $$,
  'whoever writes calls or recordings locks their names first');
-- These take no names at all, before or after.
select set_eq($$ select fn, lock from program where lock <> 'names' $$,
  $$ values ('media_job_lease', 'media_job_lease: update media_job'),
            ('media_job_renew', 'media_job_renew: update media_job'),
            ('purge', 'purge: lock table call_leg') $$,
  'but for three that lock rows of one job only, or everything');
create function t.reaches(fn text) returns setof text language sql stable
as $$
  with recursive reached (name) as (
    select fn
    union
    select s.what from reached r, t.steps(r.name) s)
  select name from reached
$$;
select is_empty(
  $$ select fn from program where lock <> 'names' and 'call_names_lock' in (select t.reaches(fn)) $$,
  'which lock no names afterwards');
select matches((select prosrc from pg_proc where proname = 'media_job_lease'), 'for update skip locked',
  'a lease waits for nobody');

-- The order of rows: records by their ids, and no other function locks any.
select set_eq(
  $$ select p.proname::text from pg_proc p join pg_namespace s on s.oid = p.pronamespace
      where s.nspname in ('api', 'rules') and p.prosrc ~* '\mfor\s+(no\s+key\s+)?(update|share|key\s+share)\M(?!\s+skip)' $$,
  $$ values ('call_record_lock'), ('media_job_lock') $$, 'rows are locked in two places only');
select is_empty(
  $$ select p.proname from pg_proc p join pg_namespace s on s.oid = p.pronamespace
      where s.nspname in ('api', 'rules') and p.prosrc ~* 'pg_(try_)?advisory' and p.proname <> 'call_names_lock' $$,
  'and names in one');

-- Would it be seen?
create function rules.faulty_write() returns void language plpgsql
as $$ begin update call_record set notes = 'x'; end $$;
create function api.faulty_early() returns void language plpgsql
as $$ begin perform rules.faulty_write(); perform rules.call_names_lock(null, '{}'); end $$;
create function api.faulty_select() returns void language plpgsql
as $$ begin perform from data.recording for update; perform rules.call_names_lock(null, '{}'); end $$;
create function api.right_order() returns void language plpgsql
as $$ begin perform rules.call_names_lock(null, '{}'); perform rules.faulty_write(); end $$;
select is(t.first_lock('faulty_early'), 'faulty_write: update call_record', 'a write before the names is seen, also one call away');
select is(t.first_lock('faulty_select'), 'faulty_select: for update', 'and a row that is locked before them');
select is(t.first_lock('right_order'), 'names', 'what is in order is not');
select is(t.first_lock('recording_metadata'), null, 'nor is what only reads');

select * from finish();
rollback;
