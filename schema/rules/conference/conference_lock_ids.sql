-- The call records to lock for whoever writes those of these ids: these, and
-- all that took part in the conferences.
create or replace function rules.conference_lock_ids(organization_id uuid, conferences text[], ids uuid[])
returns uuid[]
language plpgsql stable
as $$
begin
  return array(
    select unnest(ids)
    union
    select k.call_record_id from conference_call k
     where k.organization_id = conference_lock_ids.organization_id and k.conference_sid = any (conferences));
end
$$;
