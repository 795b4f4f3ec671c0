-- Raises PT400 invalid_call_id if a dialer may not give a call this id. Ids
-- are parts of URLs, where some words have a meaning of their own. null:
-- the id was not UTF-8.
create or replace function rules.call_id_check(call_id text)
returns void
language plpgsql immutable
as $$
begin
  if key_is_valid(call_id) and call_id not in ('recording-callback', 'status-callback') then
    return;
  end if;
  raise sqlstate 'PT400' using message = 'invalid_call_id',
    detail = 'A callId is 1 to 128 characters without white space, slashes and control characters, '
             'and not ., .., recording-callback or status-callback.';
end
$$;
