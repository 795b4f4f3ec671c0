-- What a SID of Twilio's of that kind looks like, as a regular expression:
-- CA is a call, CF a conference, RE a recording, AC an account.
create or replace function rules.sid_pattern(kind text)
returns text
language sql immutable
as $$ select kind || '[0-9a-fA-F]{32}' $$;
