-- Translates Twilio's Direction. 'trunking-originating' is a call that came
-- from our SIP trunk: outbound for Twilio and for us.
create or replace function rules.call_direction_of(direction text)
returns data.call_direction
language sql immutable
as $$
  select case
    when direction in ('inbound', 'trunking-terminating') then data.call_direction 'inbound'
    when direction like 'outbound%' or direction = 'trunking-originating' then 'outbound'
  end
$$;
