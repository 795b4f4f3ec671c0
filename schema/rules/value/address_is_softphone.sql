-- Is this address of Twilio's From or To one of software: a client, or SIP?
create or replace function rules.address_is_softphone(address text)
returns boolean
language plpgsql immutable
as $$
begin
  if address like '+%' then
    return false; -- at once, as most are
  end if;
  return coalesce(rules.address_kind(address) in ('client', 'sip'), false);
end
$$;
