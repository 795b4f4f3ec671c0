-- One of Twilio's EncryptionDetails, by either of the names that Twilio has
-- for it, the other one with encryption_ before it; '': Twilio did not say it;
-- null: nothing is encrypted.
create or replace function rules.encryption_detail(encryption jsonb, name text, other_name text default null)
returns text
language sql immutable
as $$
  select case when encryption is not null then
    coalesce(encryption ->> name, encryption ->> coalesce(other_name, 'encryption_' || name), '') end
$$;
