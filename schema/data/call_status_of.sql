-- Twilio's CallStatus, or null for one that is not known here: Twilio adds
-- values without notice, and an event is more than its status.
create or replace function data.call_status_of(status text)
returns data.call_status
language plpgsql immutable set search_path = data, pg_temp
as $$
begin
  return status::call_status;
exception
  when invalid_text_representation then
    return null;
end
$$;
