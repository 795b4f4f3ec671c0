-- Classifies an address of Twilio's From or To: a phone number, a short code,
-- an alphanumeric sender's name, a SIP or a client address, or withheld. For a
-- caller who withholds the number, networks send a word (anonymous,
-- restricted, blocked, unknown, unavailable) or the digits that spell it.
-- Sources: Twilio docs, "TwiML Voice: request parameters"; Twilio help,
-- "Why am I getting calls from these strange numbers?"; RFC 3323 (SIP).
create or replace function rules.address_kind(address text)
returns text
language sql immutable
as $$
  select case
    when rules.is_digits(substr(address, 2)) and translate(left(address, 1), '+0123456789', '') = '' then
      case when length(ltrim(address, '+')) < 7 then case when address like '+%' then 'name' else 'short' end
           when ltrim(address, '+') in ('266696687', '7378742833', '2562533', '8656696', '86282452253')
             then 'withheld' else 'phone' end
    when rules.is_digits(address) then 'short'
    when address ~* '^client:' then 'client'
    when address ~* '^(anonymous|restricted|blocked|private|unknown|unavailable|withheld|sips?:anonymous@.*)$'
      then 'withheld'
    when address ~* '^sips?:' then 'sip'
    when address <> '' then 'name'
  end
$$;
