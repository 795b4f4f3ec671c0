-- The one rule of who may see a recording: whoever belongs to its
-- organization. Every function that shows anything of one asks here.
-- Raises PT401 as principal(); PT404 recording_not_found: no such one, or
-- not theirs to know of.
create or replace function data.recording_seen(credential bytea, id uuid)
returns data.recording
language plpgsql set search_path = data, pg_temp
as $$
declare
  who   record;
  found_recording recording;
begin
  who := principal(credential);
  select r.* into found_recording
    from recording r join call_record c on c.id = r.call_record_id
   where r.id = current_id(recording_seen.id) and c.organization_id = who.organization_id;
  if not found then
    raise sqlstate 'PT404' using message = 'recording_not_found',
      detail = 'There is no recording with this id.';
  end if;
  return found_recording;
end
$$;
