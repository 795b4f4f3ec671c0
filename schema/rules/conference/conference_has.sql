-- Did one of these calls take part in a conference, as Twilio says, or (if
-- even_dialers) as anybody says?
create or replace function rules.conference_has(
  organization_id uuid, conference_sid text, call_record_ids uuid[], even_dialers boolean)
returns boolean
language plpgsql stable
as $$
begin
  return exists (
    select from conference_call k
     where k.conference_sid = conference_has.conference_sid
       and k.organization_id = conference_has.organization_id
       and k.call_record_id = any (call_record_ids) and (k.is_twilios or even_dialers));
end
$$;
