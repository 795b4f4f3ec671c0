-- Decides whether it is new that the call of a reference, and other_id, took
-- part in its conference. is_told: a name or the recording says which call it
-- is.
create or replace function rules.conference_match(
  reference data.call_reference, call data.call_resolution, is_told boolean)
returns data.call_resolution
language plpgsql stable
as $$
declare
  org uuid := reference.organization_id;
begin
  call.joins := is_told
    and not conference_has(org, call.conference_sid, call.record_ids, coalesce(reference.is_dialers, false));
  if call.other_id = any (call.record_ids)
     or conference_has(org, call.conference_sid, array[call.other_id], false) then
    call.other_id := null;
  end if;
  return call;
end
$$;
