-- Agents, campaigns, contacts and dispositions as the API has them.
create or replace view rules.directory_json as
select 'agent'::data.directory_kind as kind, a.organization_id, a.id, a.key, a.name,
       json_build_object('id', a.id, 'key', a.key, 'name', a.name, 'phoneNumber', a.phone_number) as answer
  from data.agent a
union all
select 'campaign', c.organization_id, c.id, c.key, c.name,
       json_build_object('id', c.id, 'key', c.key, 'name', c.name)
  from data.campaign c
union all
select 'contact', c.organization_id, c.id, c.key, c.name,
       json_build_object('id', c.id, 'key', c.key, 'name', c.name, 'phoneNumber', c.phone_number)
  from data.contact c
union all
select 'disposition', d.organization_id, d.id, d.key, d.name,
       json_build_object('id', d.id, 'key', d.key, 'name', d.name)
  from data.disposition d;
