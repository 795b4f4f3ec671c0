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
-- conference_sid (or null) is no name of a call: the call took part in it;
-- if the recording is of the conference itself (is_of_conference), it says
-- nothing of which calls are one: every call that it was said to be of did.
-- is_dialers: it is the dialer who says so, not Twilio.
-- Of a conference alone, the call is the one that keeps its recording; as
-- long as nobody is known to have taken part, a record of its own.
--
-- Takes the names' locks. If changed (a name is new, or there was a merge),
-- the record is locked, too, and to be refreshed by the caller; else whoever
-- goes on to write locks it, by call_record_hold(): ids are those of all
-- calls in the same conferences, any of which may have to keep what was
-- recorded, and the names of these are locked.
-- Raises 40001 as call_record_hold().
create or replace function rules.call_record_resolve(
  organization_id uuid, names text[], dialer_id text, conference_sid text, started_at timestamptz,
  account_sid text, recording_sid text, is_of_conference boolean, is_dialers boolean,
  dry_run boolean, out id uuid, out created boolean, out changed boolean, out taken boolean,
  out ids uuid[], out conferences text[])
language plpgsql set search_path = rules, data, pg_temp
as $$
#variable_conflict use_column
declare
  org    uuid := call_record_resolve.organization_id;
  cf     text := nullif(call_record_resolve.conference_sid, '');
  named  text[] := call_names(variadic names);
  sids   text[] := call_names(variadic names || dialer_id);
  audio  uuid;   -- the call that the recording belongs to, if it is no conference's
  of_cf  text;   -- the conference that it is of
  other  uuid;   -- one more call that took part
  legs   bigint := 0::bigint;
  same   uuid[]; -- what these names belong to, before it is one
  own    uuid[]; -- these, and other
  said   uuid;   -- what the dialer's id does
  joins  boolean;
begin
  conferences := call_names(variadic cf || conference_candidates(org, sids, cf, account_sid, recording_sid));
  if not dry_run then
    perform call_names_lock(org, sids || call_record_resolve.recording_sid || conferences);
  end if;
  select case when s.conference_sid is null then r.call_record_id end, s.conference_sid into audio, of_cf
    from recording_segment s join recording r on r.id = s.recording_id
   where s.recording_sid = call_record_resolve.recording_sid
     and s.account_sid = call_record_resolve.account_sid;
  cf := coalesce(of_cf, cf);
  if is_of_conference and sids <> '{}' then
    other := audio;
    audio := null;
  end if;

  joins := cf is not null and (sids <> '{}' or audio is not null);
  if cf is not null and not joins then
    select array_agg(k.call_record_id) into same from conference_call k
     where k.conference_sid = cf and k.organization_id = org and k.keeps_recording;
    if same is null then
      named := array[cf];
      sids := named;
    end if;
  end if;
  if same is null then
    -- A conference is among the legs only as long as nobody was in it: whoever is takes its record over.
    select array_agg(distinct l.call_record_id) filter (where l.sid = any (named || cf)),
           count(*) filter (where l.sid = any (sids)),
           (array_agg(l.call_record_id) filter (where l.sid = dialer_id))[1]
      into same, legs, said
      from call_leg l
     where l.organization_id = org and l.sid = any (sids || cf);
    same := array(select distinct s from unnest(same || audio) s where s is not null order by 1);
  end if;

  taken := false;
  if said is not null and said <> all (same) then
    taken := exists (select from unnest(named) name where name like 'CA%')
      and exists (select from call_leg l where l.call_record_id = said and l.sid ~ '^CA[0-9a-fA-F]{32}$');
    if taken then
      sids := named;
      legs := legs - 1;
    else
      same := array(select unnest(same || said) order by 1);
    end if;
  end if;
  joins := joins and not exists (
    select from conference_call k
     where k.conference_sid = cf and k.organization_id = org and k.call_record_id = any (same)
       and (k.is_twilios or is_dialers));
  if other is not null and (other = any (same) or exists (
       select from conference_call k
        where k.conference_sid = cf and k.organization_id = org and k.call_record_id = other and k.is_twilios)) then
    other := null;
  end if;
  own := array_remove(same || other, null);
  created := same = '{}';
  changed := legs < cardinality(sids) or cardinality(same) > 1 or joins or other is not null;
  call_record_resolve.id := same[1];
  if dry_run then
    return;
  end if;

  ids := same;
  if of_cf is not null and of_cf <> all (conferences) then
    raise serialization_failure using message = 'a recording turned out to be a conference''s meanwhile';
  elsif conferences <> '{}' then
    ids := array(select unnest(own)
                 union
                 select k.call_record_id from conference_call k
                  where k.organization_id = org and k.conference_sid = any (conferences));
  end if;
  if not changed then
    return;
  end if;
  if ids <> '{}' then
    perform call_record_hold(i, ids, conferences) from unnest(own) i;
  end if;
  if created then
    insert into call_record (organization_id, call_id, started_at)
    values (org, sids[1], call_record_resolve.started_at)
    returning call_record.id into call_record_resolve.id;
    ids := ids || call_record_resolve.id;
  end if;
  for i in 2 .. cardinality(same) loop
    perform call_record_merge(same[1], same[i], sids);
    ids := array_remove(ids, same[i]);
  end loop;
  insert into call_leg (sid, organization_id, call_record_id, started_at)
  select s, org, call_record_resolve.id,
         case when created and s = sids[1] then call_record_resolve.started_at end
    from unnest(sids) s
  on conflict do nothing;
  if joins then
    delete from call_leg l where l.sid = cf and l.organization_id = org;
  end if;
  if joins or other is not null then
    insert into conference_call (conference_sid, organization_id, call_record_id, is_twilios)
    select cf, org, i, not is_dialers from unnest(array[case when joins then call_record_resolve.id end, other]) i
     where i is not null
    on conflict on constraint conference_call_pkey do update set is_twilios = true;
    update call_record c set conference_sid = cf
     where c.id in (case when joins then call_record_resolve.id end, other);
  end if;
  if conferences <> '{}' then
    -- Of a call that was in one conference it matters that it is in another.
    perform conference_keeper_choose(org, k.conference_sid)
       from conference_call k
      where k.call_record_id in (call_record_resolve.id, other)
        and (k.conference_sid = cf or cardinality(same) > 1 or 2 = (
          select count(*) from conference_call o where o.call_record_id = k.call_record_id));
  end if;
end
$$;
