-- The one way in: which call record do these identifiers belong to? Makes
-- it where none of them is known. sids[1] is the call's own identity (its
-- parent CallSid, else its ConferenceSid); every one becomes a leg.
-- started_at is for a call that is made now. known is the call record
-- where that is certain already; then the identifiers only become its
-- legs, unless they are another's.
-- Matches exact identifiers only, and never guesses.
create or replace function data.call_record_resolve(
  organization_id uuid, sids text[], started_at timestamptz, known uuid,
  out id uuid, out created boolean)
language plpgsql set search_path = data, pg_temp
as $$
#variable_conflict use_column
declare
  org  uuid := call_record_resolve.organization_id;
  root text := sids[1];
begin
  created := false;
  call_record_resolve.id := known;
  if known is null then
    select l.call_record_id into call_record_resolve.id from call_leg l
     where l.organization_id = org and l.sid = any (sids)
     order by array_position(sids, l.sid) limit 1;
  end if;

  if call_record_resolve.id is null then
    -- The leg's key decides who of two that arrive together creates it.
    with leg as (
      insert into call_leg (sid, organization_id, call_record_id)
      values (root, org, uuid_v7())
      on conflict do nothing
      returning call_record_id)
    insert into call_record (id, organization_id, call_id, started_at)
    select leg.call_record_id, org, root, call_record_resolve.started_at from leg
    returning call_record.id into call_record_resolve.id;
    created := found;
    if not found then
      select l.call_record_id into strict call_record_resolve.id from call_leg l
       where l.organization_id = org and l.sid = root;
    end if;
  end if;

  if not created or cardinality(sids) > 1 then
    insert into call_leg (sid, organization_id, call_record_id)
    select s, org, call_record_resolve.id from unnest(sids) s
    on conflict do nothing;
  end if;
end
$$;
