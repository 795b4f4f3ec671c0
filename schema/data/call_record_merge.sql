-- Two call records, both locked, turned out to be one call: everything of
-- the younger one, gone, becomes the older one's, kept; gone's id goes on
-- leading to it. What people said of the older one stays; what they said
-- only of the younger one is kept too. names are those that said so: they
-- are in the audit, with what moved, so that a merge that was wrong (a
-- dialer named the wrong CallSid) can be found and told apart again.
create or replace function data.call_record_merge(kept uuid, gone uuid, names text[])
returns void
language plpgsql set search_path = data, pg_temp
as $$
declare
  younger call_record;
  legs    text[];
begin
  with moved as (
    update call_leg l set call_record_id = kept where l.call_record_id = gone
    returning l.sid)
  select array_agg(m.sid order by m.sid) into legs from moved m;
  perform recording_merge(kept, gone);
  delete from call_record c where c.id = gone returning * into younger;
  update call_record c
     set agent_id = case when c.agent_name is null then younger.agent_id else c.agent_id end,
         agent_name = coalesce(c.agent_name, younger.agent_name),
         campaign_id = case when c.campaign_name is null then younger.campaign_id else c.campaign_id end,
         campaign_name = coalesce(c.campaign_name, younger.campaign_name),
         contact_id = case when c.contact_name is null then younger.contact_id else c.contact_id end,
         contact_name = coalesce(c.contact_name, younger.contact_name),
         disposition_id = case when c.disposition_name is null then younger.disposition_id else c.disposition_id end,
         disposition_name = coalesce(c.disposition_name, younger.disposition_name),
         notes = coalesce(c.notes, younger.notes)
   where c.id = kept;
  update former_id f set current_id = kept where f.current_id = gone;
  insert into former_id (id, current_id) values (gone, kept);
  insert into audit_event (organization_id, actor, action, detail)
  values (younger.organization_id, session_user, 'merge', jsonb_build_object(
    'kept', kept, 'gone', gone, 'names', names, 'moved', legs));
end
$$;
