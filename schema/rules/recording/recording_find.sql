-- Returns a recording of an organization by its id, or by an id that it had
-- before it was merged into another.
-- Raises PT404 recording_not_found: there is no such recording, or it is
-- another organization's.
create or replace function rules.recording_find(organization_id uuid, id uuid)
returns data.recording
language plpgsql stable
as $$
declare
  found_recording recording;
begin
  select r.* into found_recording
    from recording r join call_record c on c.id = r.call_record_id
   where r.id = current_id(recording_find.id)
     and c.organization_id = recording_find.organization_id;
  if not found then
    raise sqlstate 'PT404' using message = 'recording_not_found',
      detail = 'There is no recording with this id.';
  end if;
  return found_recording;
end
$$;
