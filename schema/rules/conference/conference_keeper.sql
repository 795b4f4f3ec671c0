-- Returns the call that keeps what was recorded of a conference, as an
-- array; null: nobody is known to have taken part.
create or replace function rules.conference_keeper(organization_id uuid, conference_sid text)
returns uuid[]
language plpgsql stable
as $$
begin
  return (
    select array_agg(k.call_record_id) from conference_call k
     where k.conference_sid = conference_keeper.conference_sid
       and k.organization_id = conference_keeper.organization_id and k.keeps_recording);
end
$$;
