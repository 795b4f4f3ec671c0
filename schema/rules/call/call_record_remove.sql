-- Removes a call record of these names, and all that belongs to it but a
-- recording, which it has not.
create or replace function rules.call_record_remove(organization_id uuid, id uuid, names text[])
returns void
language plpgsql
as $$
begin
  delete from outgoing_call o
   where o.organization_id = call_record_remove.organization_id and o.call_id = any (names);
  delete from call_leg l where l.call_record_id = call_record_remove.id;
  delete from conference_call k where k.call_record_id = call_record_remove.id;
  delete from former_id f where f.current_id = call_record_remove.id;
  delete from call_record c where c.id = call_record_remove.id;
end
$$;
