-- Returns a file name for the audio of a call that began at that time, for
-- people.
create or replace function rules.recording_file_name(at timestamptz, number text, contact_name text)
returns text
language plpgsql stable
as $$
begin
  -- Of longer ones address_kind() need not be asked.
  if number not like '+___________%' or number = '+86282452253' then
    if rules.address_kind(number) = 'withheld' then
      number := 'withheld';
    end if;
  end if;
  return concat_ws(' ', 'call', to_char(at at time zone 'UTC', 'YYYY-MM-DD HH24.MI'), number, contact_name)
    || '.wav';
end
$$;
