-- Writes what people have said of a call record, as call has it.
create or replace function rules.call_record_annotations_write(call data.call_record)
returns void
language plpgsql
as $$
begin
  update call_record c
     set agent_id = call.agent_id, agent_key = call.agent_key, agent_name = call.agent_name,
         campaign_id = call.campaign_id, campaign_key = call.campaign_key, campaign_name = call.campaign_name,
         contact_id = call.contact_id, contact_key = call.contact_key, contact_name = call.contact_name,
         disposition_id = call.disposition_id, disposition_key = call.disposition_key,
         disposition_name = call.disposition_name, notes = call.notes, said_at = call.said_at,
         conference_sid = call.conference_sid
   where c.id = call.id;
end
$$;
