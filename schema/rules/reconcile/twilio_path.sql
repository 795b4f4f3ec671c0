-- The path of something of an account in Twilio's REST API. rest is as in
-- Calls.json.
create or replace function rules.twilio_path(account_sid text, rest text)
returns text
language sql immutable
as $$ select '/2010-04-01/Accounts/' || account_sid || '/' || rest $$;
