-- What people (or the dialer for them) say of a call record, as members of
-- body: agentId, campaignId, contactId, dispositionId, notes. What is not
-- given stays. The names are kept beside the ids, as they are now.
-- Raises PT400 unknown_agent, unknown_campaign, unknown_contact,
-- unknown_disposition: the organization has none with this id.
create or replace function data.call_record_assign(id uuid, body jsonb)
returns void
language plpgsql set search_path = data, pg_temp
as $$
declare
  old  call_record;
  new  call_record;
  what text;
begin
  select * into old from call_record c where c.id = call_record_assign.id;
  new := old;
  if body ->> 'agentId' is not null then
    select a.id, a.name into new.agent_id, new.agent_name from agent a
     where a.organization_id = old.organization_id and a.id = (body ->> 'agentId')::uuid;
    what := case when not found then 'agent' else what end;
  end if;
  if body ->> 'campaignId' is not null then
    select a.id, a.name into new.campaign_id, new.campaign_name from campaign a
     where a.organization_id = old.organization_id and a.id = (body ->> 'campaignId')::uuid;
    what := case when not found then 'campaign' else what end;
  end if;
  if body ->> 'contactId' is not null then
    select a.id, a.name into new.contact_id, new.contact_name from contact a
     where a.organization_id = old.organization_id and a.id = (body ->> 'contactId')::uuid;
    what := case when not found then 'contact' else what end;
  end if;
  if body ->> 'dispositionId' is not null then
    select a.id, a.name into new.disposition_id, new.disposition_name from disposition a
     where a.organization_id = old.organization_id and a.id = (body ->> 'dispositionId')::uuid;
    what := case when not found then 'disposition' else what end;
  end if;
  if what is not null then
    raise sqlstate 'PT400' using message = 'unknown_' || what,
      detail = format('There is no %s with this id.', what);
  end if;
  new.notes := coalesce(body ->> 'notes', old.notes);
  if new is distinct from old then
    update call_record c
       set agent_id = new.agent_id, agent_name = new.agent_name,
           campaign_id = new.campaign_id, campaign_name = new.campaign_name,
           contact_id = new.contact_id, contact_name = new.contact_name,
           disposition_id = new.disposition_id, disposition_name = new.disposition_name,
           notes = new.notes, said_at = now()
     where c.id = old.id;
  end if;
end
$$;
