-- The one way in: which call record do these names belong to? Makes it
-- where none of them is known; merges where they turn out to be names of
-- one call that was known as several. Every name becomes a leg.
-- names: Twilio's. dialer_id: the dialer's, or null. The recording of
-- account_sid and recording_sid (or null) is one more thing that says which
-- call. started_at: for a call that is made now, and for its first leg.
-- dry_run: nothing is locked or written; id is null where one would be made.
--
-- Matches exact names only, and never guesses. What Twilio names together
-- is one call. A dialer's id is not as good: it may be used again. taken:
-- it names a call of Twilio's already, and nothing says that the CallSids
-- among names are legs of that one. Then it is left out.
--
-- Takes the names' locks. If changed (a name is new, or there was a merge),
-- the record is locked, too, and to be refreshed by the caller; else whoever
-- goes on to write locks it.
-- Raises 40001 as call_record_lock().
create or replace function data.call_record_resolve(
  organization_id uuid, names text[], dialer_id text, started_at timestamptz,
  account_sid text, recording_sid text, dry_run boolean,
  out id uuid, out created boolean, out changed boolean, out taken boolean)
language plpgsql set search_path = data, pg_temp
as $$
#variable_conflict use_column
declare
  org   uuid := call_record_resolve.organization_id;
  sids  text[] := call_names(variadic names || dialer_id);
  ids   uuid[];
  legs  bigint;
  named uuid;
begin
  if not dry_run then
    perform call_lock(org, sids || call_record_resolve.recording_sid);
  end if;
  select array_agg(distinct l.call_record_id) filter (where l.sid = any (names)), count(*),
         (array_agg(l.call_record_id) filter (where l.sid = dialer_id))[1]
    into ids, legs, named
    from call_leg l
   where l.organization_id = org and l.sid = any (sids);
  if call_record_resolve.recording_sid is not null then
    select array_agg(distinct r.call_record_id) into ids
      from (select unnest(ids)
            union all
            select r.call_record_id
              from recording_segment s join recording r on r.id = s.recording_id
             where s.recording_sid = call_record_resolve.recording_sid
               and s.account_sid = call_record_resolve.account_sid) r (call_record_id);
  end if;
  ids := coalesce(ids, '{}');

  taken := false;
  if named is not null and named <> all (ids) then
    taken := exists (select from unnest(names) name where name like 'CA%')
      and exists (select from call_leg l where l.call_record_id = named and l.sid ~ '^CA[0-9a-fA-F]{32}$');
    if taken then
      sids := call_names(variadic names);
      legs := legs - 1;
    else
      ids := array(select unnest(ids || named) order by 1);
    end if;
  end if;
  created := ids = '{}';
  changed := legs < cardinality(sids) or cardinality(ids) > 1;
  call_record_resolve.id := ids[1];
  if dry_run or not changed then
    return;
  end if;

  if created then
    insert into call_record (organization_id, call_id, started_at)
    values (org, sids[1], call_record_resolve.started_at)
    returning call_record.id into call_record_resolve.id;
  else
    perform call_record_lock(variadic ids);
    for i in 2 .. cardinality(ids) loop
      perform call_record_merge(ids[1], ids[i], sids);
    end loop;
  end if;
  insert into call_leg (sid, organization_id, call_record_id, started_at)
  select s, org, call_record_resolve.id,
         case when created and s = sids[1] then call_record_resolve.started_at end
    from unnest(sids) s
  on conflict do nothing;
end
$$;
