-- Returns a file name for the audio of a call, for people; and the same in
-- ASCII, for old programs.
create or replace function rules.recording_file_name(
  call_record_id uuid, out file_name text, out ascii_name text)
language plpgsql stable
as $$
begin
  select concat_ws(' ', 'call',
           to_char(coalesce(c.started_at, c.created_at) at time zone 'UTC', 'YYYY-MM-DD HH24.MI'),
           case address_kind(c.customer_number) when 'withheld' then 'withheld' else c.customer_number end,
           c.contact_name) || '.wav'
    into file_name
    from call_record c where c.id = recording_file_name.call_record_id;
  ascii_name := regexp_replace(file_name, '[^A-Za-z0-9 ._+-]', '_', 'g');
end
$$;
