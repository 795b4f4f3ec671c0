-- The path of what Twilio lists of an account between two times. list is as in
-- Calls.json?PageSize=100; by: the time that counts, as in StartTime. Twilio's
-- times have whole seconds.
create or replace function rules.twilio_list_path(
  account_sid text, list text, by text, since timestamptz, until timestamptz)
returns text
language plpgsql stable
as $$
declare
  iso constant text := 'YYYY-MM-DD"T"HH24:MI:SS"Z"';
begin
  return twilio_path(account_sid, format('%s&%s%%3E=%s&%2$s%%3C=%4$s', list, by,
    to_char(since at time zone 'UTC', iso), to_char(until at time zone 'UTC' + interval '1 second', iso)));
end
$$;
