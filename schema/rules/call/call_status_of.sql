-- Returns Twilio's CallStatus, or null if we do not know it: Twilio adds
-- values without notice, and an event says more than its status.
create or replace function rules.call_status_of(status text)
returns data.call_status
language plpgsql immutable
as $$
begin
  if status = any (enum_range(null::data.call_status)::text[]) then
    return status::data.call_status;
  end if;
  return null;
end
$$;
