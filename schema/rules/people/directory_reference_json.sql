-- The agent, campaign, contact or disposition of a call as the API has it;
-- null: the call names none. id is null if it is gone.
create or replace function rules.directory_reference_json(id uuid, key text, name text)
returns json
language sql stable
as $$
  select case when name is not null then json_build_object('id', id, 'key', key, 'name', name) end
$$;
