-- The one rule of who may see a recording: whoever belongs to its
-- organization. Every function that shows anything of one asks here.
-- Raises PT401 as principal(); PT404 as recording_find().
create or replace function rules.recording_authorize(credential bytea, id uuid)
returns data.recording
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  who principal := principal(credential);
begin
  return recording_find(who.organization_id, id);
end
$$;
