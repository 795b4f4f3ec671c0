-- Locks the names that a transaction is about: CallSids, ConferenceSids,
-- RecordingSids, a dialer's id. Every function that writes calls or
-- recordings calls this once, with all of the names, before it reads what
-- it decides by and before it locks or writes a row. Two transactions about
-- one name wait for each other here. All take the locks in one order, so
-- that none waits in a circle. The lock of a name protects the facts of a
-- leg or a segment; to which call these belong is protected by
-- call_record_lock().
create or replace function rules.call_names_lock(organization_id uuid, names text[])
returns void
language plpgsql
as $$
begin
  perform pg_advisory_xact_lock(key) from (
    select distinct hashtextextended(call_names_lock.organization_id || ' ' || name, 0) as key
      from unnest(names) name where name is not null order by 1 offset 0) keys;
end
$$;
