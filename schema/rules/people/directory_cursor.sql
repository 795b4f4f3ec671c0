-- Where a page of the directory starts, after the last entry of the page
-- before; cursor is the "next" of that page; null: at the first name.
-- Raises PT400 invalid_cursor.
create or replace function rules.directory_cursor(cursor text, out name text, out id uuid)
language plpgsql stable
as $$
begin
  name := '';
  id := '00000000-0000-0000-0000-000000000000';
  if cursor is null then
    return;
  end if;
  begin
    -- The name may have any character: hence its bytes.
    name := convert_from(decode(split_part(cursor, '.', 1), 'hex'), 'UTF8');
    id := split_part(cursor, '.', 2)::uuid;
  exception
    when data_exception then
      id := null;
  end;
  if id is null or cursor <> encode(convert_to(name, 'UTF8'), 'hex') || '.' || id then
    raise sqlstate 'PT400' using message = 'invalid_cursor',
      detail = 'cursor is the "next" of a page, unchanged.';
  end if;
end
$$;
