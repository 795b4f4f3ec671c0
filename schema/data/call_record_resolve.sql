-- The one way in: which call record do these identifiers belong to? Makes
-- it where none of them is known; merges where they turn out to be names
-- of one call that was known as several. Every identifier becomes a leg.
-- recording_sid may be null; it is one more thing that says which call.
-- started_at is for a call that is made now, and for its leg sids[1]. The
-- record is locked then, for the rest of the transaction.
-- Matches exact identifiers only, and never guesses.
create or replace function data.call_record_resolve(
  organization_id uuid, sids text[], started_at timestamptz, recording_sid text,
  out id uuid, out created boolean)
language plpgsql set search_path = data, pg_temp
as $$
#variable_conflict use_column
declare
  org    uuid := call_record_resolve.organization_id;
  ids    uuid[];
  locked uuid[];
  legs   bigint;
begin
  -- Who names the same thing waits here, before anything is read: two that
  -- arrive together never both create. All take the names in one order.
  perform pg_advisory_xact_lock(key) from (
    select distinct hashtextextended(name, 0) as key
      from unnest(sids || recording_sid) name where name is not null order by 1 offset 0) names;

  loop
    select coalesce(array_agg(distinct l.call_record_id), '{}'), count(*) into ids, legs
      from call_leg l
     where l.organization_id = org and l.sid = any (sids);
    if call_record_resolve.recording_sid is not null then
      ids := array(
        select unnest(ids)
        union
        select r.call_record_id from recording_segment s join recording r on r.id = s.recording_id
         where s.recording_sid = call_record_resolve.recording_sid
        order by 1);
    end if;
    exit when ids = '{}';
    locked := array(
      select c.id from call_record c where c.id = any (ids) order by c.id for update);
    -- A record that is not there any more was merged into another meanwhile.
    exit when locked = ids;
  end loop;

  created := ids = '{}';
  if created then
    insert into call_record (organization_id, call_id, started_at)
    values (org, sids[1], call_record_resolve.started_at)
    returning call_record.id into call_record_resolve.id;
  else
    call_record_resolve.id := ids[1];
    for i in 2 .. cardinality(ids) loop
      perform call_record_merge(ids[1], ids[i]);
    end loop;
  end if;
  if legs < cardinality(sids) then
    insert into call_leg (sid, organization_id, call_record_id, started_at)
    select s, org, call_record_resolve.id,
           case when created and s = sids[1] then call_record_resolve.started_at end
      from unnest(sids) s
    on conflict do nothing;
  end if;
end
$$;
