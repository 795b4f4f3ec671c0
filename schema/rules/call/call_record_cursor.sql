-- Where a page of call records starts, after the last one of the page before;
-- cursor is the "next" of that page; null: at the newest one.
-- Raises PT400 invalid_cursor.
create or replace function rules.call_record_cursor(cursor text, out listed_at timestamptz, out id uuid)
language plpgsql stable
as $$
begin
  if cursor !~ '^[0-9]{1,17}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    raise sqlstate 'PT400' using message = 'invalid_cursor',
      detail = 'cursor is the "next" of a page, unchanged.';
  elsif cursor is not null then
    listed_at := to_timestamp(0) + split_part(cursor, '.', 1)::bigint * interval '1 microsecond';
    id := split_part(cursor, '.', 2)::uuid;
  else
    listed_at := 'infinity';
    id := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  end if;
end
$$;
