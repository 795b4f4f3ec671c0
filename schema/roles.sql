-- The roles. Each program has one of its own, with the settings of its
-- sessions; the functions of schema api say themselves which of these may
-- call them. The owner of everything cannot log in: functions of schema api
-- run with its rights, not with those of whoever runs schema/migrate.
do $$
declare
  program record;
begin
  if not exists (select from pg_roles where rolname = 'omnivox') then
    create role omnivox nologin;
  end if;
  execute format('grant create on database %I to omnivox', current_database());

  for program in
    -- For how many seconds a call of a function may last.
    select 'omnivox_' || name as role, timeout_s
      from (values
        ('recording_callback', 2), ('recording_download', 2), ('recording_metadata', 2),
        ('recording_peaks', 2), ('recording_retry', 2), ('recording_stream', 2),
        ('status_callback', 2), ('call', 2), ('call_place', 2), ('call_records', 2),
        ('coverage', 5), ('directory', 2), ('health', 2), ('session', 2),
        ('mirror', 5), ('reconciler', 5), ('recctl', 600)) programs (name, timeout_s)
  loop
    if not exists (select from pg_roles where rolname = program.role) then
      execute format('create role %I login', program.role);
    end if;
    execute format('alter role %I set statement_timeout = %L', program.role, program.timeout_s || 's');
    -- Less than half of that, as a call may wait for a name and then for its record: what waited for a
    -- lock in vain is tried again, and what took too long is not.
    execute format('alter role %I set lock_timeout = %L', program.role, program.timeout_s * 400 || 'ms');
    execute format('alter role %I set idle_in_transaction_session_timeout = ''5s''', program.role);
    -- What a program does not wait for any more is not gone on with: it was
    -- told that the outcome is unknown, and others wait for its locks.
    execute format('alter role %I set client_connection_check_interval = ''500ms''', program.role);
    -- What is acknowledged is on disk, whatever the server's own setting.
    execute format('alter role %I set synchronous_commit = on', program.role);
    -- No function's best plan depends on its arguments (but coverage_tally()'s,
    -- which is planned each time); planning costs.
    execute format('alter role %I set plan_cache_mode = force_generic_plan', program.role);
    -- A page is read by index; to start workers costs more than they save.
    execute format('alter role %I set max_parallel_workers_per_gather = 0', program.role);
    -- To compile a plan costs more than any of these; PostgreSQL thinks otherwise
    -- where it does not know how short a page is.
    execute format('alter role %I set jit = off', program.role);
    execute format('alter role %I set timezone = ''UTC''', program.role);
    execute format('alter role %I set datestyle = ''ISO, DMY''', program.role);
    begin
      -- One of those that wait in a circle is told so well before the others
      -- give up: it is tried again, and PostgreSQL's log has the fault.
      execute format('alter role %I set deadlock_timeout = ''100ms''', program.role);
      -- What a row or a parameter holds (numbers of people) is in no log.
      execute format('alter role %I set log_error_verbosity = terse', program.role);
      execute format('alter role %I set log_min_error_statement = panic', program.role);
    exception
      when insufficient_privilege then
        raise warning 'only a superuser can set deadlock_timeout, and keep what rows hold out of PostgreSQL''s log';
    end;
  end loop;
end
$$;
