-- What ./dev's organization has before its first call. Run at each start;
-- it adds only what is not there.
begin;
insert into data.organization (name) values ('Omnivox Demo') on conflict do nothing;
insert into data.twilio_account (account_sid, organization_id)
select :'account_sid', id from data.organization where name = 'Omnivox Demo'
on conflict do nothing;
-- Once: what recctl says of numbers later, stands.
select api.number_add(:'account_sid', :'caller_number', true)
 where :'caller_number' <> '' and not exists (
   select from data.audit_event
    where action = 'number add' and detail ->> 'number' = :'caller_number') \g /dev/null
insert into data.disposition (organization_id, name)
select o.id, d.name
  from data.organization o,
       unnest(array['Interested', 'Not Interested', 'Call Back', 'Voicemail']) d (name)
 where o.name = 'Omnivox Demo' and not exists (
   select from data.disposition k where k.organization_id = o.id and k.name = d.name);
insert into data.campaign (organization_id, name)
select id, 'Spring Renewals' from data.organization
 where name = 'Omnivox Demo' and not exists (select from data.campaign);
insert into data.contact (organization_id, name, phone_number)
select id, 'Jordan Customer', '+15550100200' from data.organization
 where name = 'Omnivox Demo' and not exists (select from data.contact);
commit;
