-- Locks the names that a transaction is about: CallSids, ConferenceSids, a
-- dialer's id, RecordingSids. Every function that writes calls or
-- recordings calls this once, with all of them, before it reads what
-- decides and before it locks or writes any row: two transactions about one
-- name wait for each other here, and in one order, so that none waits in a
-- circle. What is said of a leg or a segment is safe under its name alone;
-- which call it belongs to, only under call_record_lock().
create or replace function rules.call_names_lock(organization_id uuid, names text[])
returns void
language plpgsql set search_path = rules, data, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(key) from (
    select distinct hashtextextended(call_names_lock.organization_id || ' ' || name, 0) as key
      from unnest(names) name where name is not null order by 1 offset 0) keys;
end
$$;
