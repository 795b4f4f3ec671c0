-- The owner of everything; it cannot log in. Functions of schema api run
-- with its rights, not with those of whoever runs schema/migrate.
do $$
begin
  if not exists (select from pg_roles where rolname = 'omnivox') then
    create role omnivox nologin;
  end if;
  execute format('grant create on database %I to omnivox', current_database());
end
$$;
