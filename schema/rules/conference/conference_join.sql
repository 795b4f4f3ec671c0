-- Writes which conference a call, and other_id, took part in, as far as that
-- is new, and chooses again which call keeps what was recorded of it.
-- is_twilios: Twilio says so.
create or replace function rules.conference_join(
  organization_id uuid, call data.call_resolution, is_twilios boolean)
returns void
language plpgsql
as $$
declare
  joining uuid[] := array_remove(array[case when call.joins then call.id end, call.other_id], null);
begin
  if call.joins then
    -- The conference is the leg of a record only while nobody took part.
    delete from call_leg l
     where l.sid = call.conference_sid and l.organization_id = conference_join.organization_id;
  end if;
  if joining <> '{}' then
    insert into conference_call (conference_sid, organization_id, call_record_id, is_twilios)
    select call.conference_sid, conference_join.organization_id, i, conference_join.is_twilios
      from unnest(joining) i
    on conflict on constraint conference_call_pkey do update set is_twilios = true;
    update call_record c set conference_sid = call.conference_sid where c.id = any (joining);
  end if;
  -- Of a call that was in one conference it matters that it is in another.
  perform conference_keeper_choose(conference_join.organization_id, k.conference_sid)
     from conference_call k
    where k.call_record_id in (call.id, call.other_id)
      and (k.conference_sid = call.conference_sid or cardinality(call.record_ids) > 1 or 2 = (
        select count(*) from conference_call o where o.call_record_id = k.call_record_id));
end
$$;
