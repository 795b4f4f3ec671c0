-- Two call records, both locked, turned out to be one call: everything of
-- the younger one, gone, becomes the older one's, kept; gone's id goes on
-- leading to it. Of what people said of both, that of the record of which
-- they said something last counts; what they said of one only is kept too.
-- names are those that said so: they are in the audit, with what moved and
-- what was said of either, so that a merge that was wrong (a dialer named
-- the wrong CallSid) can be found and told apart again.
create or replace function rules.call_record_merge(kept uuid, gone uuid, names text[])
returns void
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  older   call_record;
  younger call_record;
  first   call_record;
  second  call_record;
  legs    text[];
begin
  with moved as (
    update call_leg l set call_record_id = kept where l.call_record_id = gone
    returning l.sid)
  select array_agg(m.sid order by m.sid) into legs from moved m;
  insert into conference_call (conference_sid, organization_id, call_record_id, is_twilios)
  select k.conference_sid, k.organization_id, kept, k.is_twilios
    from conference_call k where k.call_record_id = gone
  on conflict on constraint conference_call_pkey do update
    set is_twilios = conference_call.is_twilios or excluded.is_twilios;
  delete from conference_call k where k.call_record_id = gone;
  perform recording_merge(array(select r.id from recording r where r.call_record_id in (kept, gone)), kept);
  delete from call_record c where c.id = gone returning * into younger;
  select * into strict older from call_record c where c.id = kept;
  if younger.said_at > coalesce(older.said_at, '-infinity') then
    first := younger;
    second := older;
  else
    first := older;
    second := younger;
  end if;
  update call_record c
     set agent_id = case when first.agent_name is null then second.agent_id else first.agent_id end,
         agent_key = case when first.agent_name is null then second.agent_key else first.agent_key end,
         agent_name = coalesce(first.agent_name, second.agent_name),
         campaign_id = case when first.campaign_name is null then second.campaign_id else first.campaign_id end,
         campaign_key = case when first.campaign_name is null then second.campaign_key else first.campaign_key end,
         campaign_name = coalesce(first.campaign_name, second.campaign_name),
         contact_id = case when first.contact_name is null then second.contact_id else first.contact_id end,
         contact_key = case when first.contact_name is null then second.contact_key else first.contact_key end,
         contact_name = coalesce(first.contact_name, second.contact_name),
         disposition_id = case when first.disposition_name is null then second.disposition_id else first.disposition_id end,
         disposition_key = case when first.disposition_name is null then second.disposition_key else first.disposition_key end,
         disposition_name = coalesce(first.disposition_name, second.disposition_name),
         notes = coalesce(first.notes, second.notes),
         conference_sid = coalesce(younger.conference_sid, older.conference_sid),
         said_at = coalesce(first.said_at, second.said_at)
   where c.id = kept;
  update former_id f set current_id = kept where f.current_id = gone;
  insert into former_id (id, current_id) values (gone, kept);
  insert into audit_event (organization_id, actor, action, detail)
  values (younger.organization_id, session_user, 'merge', jsonb_build_object(
    'kept', kept, 'gone', gone, 'names', names, 'moved', legs,
    'said', jsonb_build_array(call_record_annotations(older), call_record_annotations(younger))));
end
$$;
