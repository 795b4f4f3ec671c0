-- A dialer names its agents, campaigns, contacts and dispositions by keys of
-- its own, and reads and takes back what it said of a call.

-- Which of four tables an entry of the directory is in: the table's name.
create type data.directory_kind as enum ('agent', 'campaign', 'contact', 'disposition');

-- Partial indexes: so that to give a row its key, or another name, waits for
-- no call that refers to the row. The others are for pages, by name.
alter table data.agent add column key text
  check (key ~ '^[^[:cntrl:][:space:]/]{1,128}$' and key not in ('.', '..'));
alter table data.campaign add column key text
  check (key ~ '^[^[:cntrl:][:space:]/]{1,128}$' and key not in ('.', '..'));
alter table data.contact add column key text
  check (key ~ '^[^[:cntrl:][:space:]/]{1,128}$' and key not in ('.', '..'));
alter table data.disposition add column key text
  check (key ~ '^[^[:cntrl:][:space:]/]{1,128}$' and key not in ('.', '..'));
comment on column data.agent.key is 'What a dialer calls it; null: none did yet.';
comment on column data.campaign.key is 'What a dialer calls it; null: none did yet.';
comment on column data.contact.key is 'What a dialer calls it; null: none did yet.';
comment on column data.disposition.key is 'What a dialer calls it; null: none did yet.';
create unique index agent_key on data.agent (organization_id, key) where key is not null;
create unique index campaign_key on data.campaign (organization_id, key) where key is not null;
create unique index contact_key on data.contact (organization_id, key) where key is not null;
create unique index disposition_key on data.disposition (organization_id, key) where key is not null;
create index agent_name on data.agent (organization_id, name, id);
create index campaign_name on data.campaign (organization_id, name, id);
create index contact_name on data.contact (organization_id, name, id);
create index disposition_name on data.disposition (organization_id, name, id);

-- Two keys of a dialer's may have one name.
alter table data.disposition drop constraint disposition_organization_id_name_key;
create unique index disposition_name_alone on data.disposition (organization_id, name)
  where key is null;

-- As the names, the keys that they had then stay with the call.
alter table data.call_record
  add column agent_key        text,
  add column campaign_key     text,
  add column contact_key      text,
  add column disposition_key  text;

-- Functions whose parameters change.
drop function if exists data.call_record_assign(uuid, jsonb);
