-- Returns the shape, for json_check(), in which a body names agent,
-- campaign, contact and disposition. directory_lookup() reads it.
create or replace function rules.directory_shape()
returns jsonb
language sql immutable
as $$
  select '{"agent": {"key": "key!", "name": "label"}, "agentId": "uuid",
    "campaign": {"key": "key!", "name": "label"}, "campaignId": "uuid",
    "contact": {"key": "key!", "name": "label"}, "contactId": "uuid",
    "disposition": {"key": "key!", "name": "label"}, "dispositionId": "uuid"}'::jsonb
$$;
