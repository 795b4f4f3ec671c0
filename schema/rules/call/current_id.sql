-- The id that a call record or a recording has now; that of one which was
-- never merged into another is its own.
create or replace function rules.current_id(id uuid)
returns uuid
language plpgsql stable set search_path = rules, data, pg_temp
as $$
begin
  return coalesce(
    (select f.current_id from former_id f where f.id = current_id.id), id);
end
$$;
