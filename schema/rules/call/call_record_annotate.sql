-- What people (or the dialer for them) say of a call record, as members of
-- body: agent, campaign, contact, disposition, each by id or key as
-- directory_lookup() has it, and notes. What is not given stays. The names
-- and keys are kept beside the ids, as they are now.
-- The rows are found, made and renamed in this order, after the call record
-- was locked: see HACKING.md, "Locks".
-- Raises PT400 as directory_lookup().
create or replace function rules.call_record_annotate(id uuid, body jsonb, may_make boolean)
returns void
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  old   call_record;
  new   call_record;
  entry record;
begin
  select * into old from call_record c where c.id = call_record_annotate.id;
  new := old;
  select * into entry from directory_lookup('agent', old.organization_id, body, may_make);
  if entry.id is not null then
    new.agent_id := entry.id;
    new.agent_key := entry.key;
    new.agent_name := entry.name;
  end if;
  select * into entry from directory_lookup('campaign', old.organization_id, body, may_make);
  if entry.id is not null then
    new.campaign_id := entry.id;
    new.campaign_key := entry.key;
    new.campaign_name := entry.name;
  end if;
  select * into entry from directory_lookup('contact', old.organization_id, body, may_make);
  if entry.id is not null then
    new.contact_id := entry.id;
    new.contact_key := entry.key;
    new.contact_name := entry.name;
  end if;
  select * into entry from directory_lookup('disposition', old.organization_id, body, may_make);
  if entry.id is not null then
    new.disposition_id := entry.id;
    new.disposition_key := entry.key;
    new.disposition_name := entry.name;
  end if;
  new.notes := coalesce(body ->> 'notes', old.notes);
  if new is distinct from old then
    update call_record c
       set agent_id = new.agent_id, agent_key = new.agent_key, agent_name = new.agent_name,
           campaign_id = new.campaign_id, campaign_key = new.campaign_key, campaign_name = new.campaign_name,
           contact_id = new.contact_id, contact_key = new.contact_key, contact_name = new.contact_name,
           disposition_id = new.disposition_id, disposition_key = new.disposition_key,
           disposition_name = new.disposition_name,
           notes = new.notes, said_at = now()
     where c.id = old.id;
  end if;
end
$$;
