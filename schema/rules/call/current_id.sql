-- Returns the id that a call record or a recording has now: its own, unless
-- it was merged into another.
create or replace function rules.current_id(id uuid)
returns uuid
language plpgsql stable
as $$
begin
  return coalesce((select f.current_id from data.former_id f where f.id = current_id.id), id);
end
$$;
