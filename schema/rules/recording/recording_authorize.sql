-- Returns a recording that the holder of this credential may see: whoever
-- belongs to its organization may. Every function that shows a recording
-- asks here.
-- Raises PT401 as principal(); PT404 as recording_find().
create or replace function rules.recording_authorize(credential bytea, id uuid)
returns data.recording
language plpgsql
as $$
declare
  who principal := principal(credential);
begin
  return recording_find(who.organization_id, id);
end
$$;
