-- Is this name of a call one that Twilio gives, a CallSid or a ConferenceSid,
-- not a dialer's id?
create or replace function rules.call_name_is_twilios(name text)
returns boolean
language sql immutable
as $$ select rules.sid_is('CA', name) or rules.sid_is('CF', name) $$;
