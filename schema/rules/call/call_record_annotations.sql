-- Returns what people, or the dialer for them, have said of a call record.
create or replace function rules.call_record_annotations(call data.call_record)
returns jsonb
language sql stable
as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'agentId', call.agent_id, 'campaignId', call.campaign_id, 'contactId', call.contact_id,
    'dispositionId', call.disposition_id, 'notes', call.notes, 'at', call.said_at))
$$;
