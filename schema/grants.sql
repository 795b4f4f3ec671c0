-- Who may call what. Each program is a role of its own that may execute
-- exactly the functions named here, and can read no table. What is not
-- granted here is revoked.
do $$
declare
  program record;
  fn      regprocedure;
begin
  -- A program that is gone may have left its role: with no rights.
  for program in select rolname as role from pg_roles where rolname like 'omnivox\_%' loop
    execute format('revoke all on all functions in schema api from %I', program.role);
    execute format('revoke all on schema api from %I', program.role);
  end loop;
  for program in
    select * from (values
      ('omnivox_recording_callback', 2, array['recording_callback', 'webhook_refused',
                                              'webhook_strangers']),
      ('omnivox_status_callback',    2, array['status_callback', 'webhook_refused',
                                              'webhook_strangers']),
      ('omnivox_recording_metadata', 2, array['recording_json']),
      ('omnivox_recording_stream',   2, array['recording_media']),
      ('omnivox_recording_download', 2, array['recording_media', 'recording_joined']),
      ('omnivox_recording_peaks',    2, array['recording_peaks']),
      ('omnivox_recording_retry',    2, array['recording_retry']),
      ('omnivox_call_place',         2, array['call_place', 'call_placed']),
      ('omnivox_call',               2, array['call_named', 'call_put', 'call_delete']),
      ('omnivox_call_records',       2, array['call_records', 'call_record']),
      ('omnivox_coverage',           5, array['coverage']),
      ('omnivox_directory',          2, array['directory', 'directory_entry', 'directory_put']),
      ('omnivox_session',            2, array['session_password', 'session_create',
                                              'session_who', 'session_end']),
      ('omnivox_mirror',             5, array['media_job_lease', 'media_job_renew',
                                              'media_job_done', 'media_job_retry',
                                              'media_jobs_give_up', 'media_object_stored',
                                              'media_removals', 'media_removals_done']),
      ('omnivox_reconciler',         5, array['reconcile_window', 'reconcile_begin',
                                              'reconcile_page', 'reconcile_apply',
                                              'reconcile_missing', 'reconcile_refused',
                                              'reconcile_done', 'journal_prune']),
      ('omnivox_recctl',           600, array['user_add', 'token_add', 'number_add',
                                              'number_remove', 'numbers', 'purge',
                                              'media_removals', 'media_removals_done',
                                              'recordings_failed', 'media_job_again',
                                              'reconcile_begin', 'reconcile_page',
                                              'reconcile_apply', 'reconcile_missing',
                                              'reconcile_refused', 'replay_begin', 'replay_page', 'replay_apply', 'state_hash',
                                              'webhook_rejections', 'coverage_table'])
    ) as t (role, timeout_s, functions)
  loop
    if not exists (select from pg_roles where rolname = program.role) then
      execute format('create role %I login', program.role);
    end if;
    execute format('alter role %I set statement_timeout = %L', program.role, program.timeout_s || 's');
    -- Less than that: what waited for a lock in vain is tried once more.
    execute format('alter role %I set lock_timeout = %L', program.role, program.timeout_s * 500 || 'ms');
    execute format('alter role %I set idle_in_transaction_session_timeout = ''5s''', program.role);
    -- What is acknowledged is on disk, whatever the server's own setting.
    execute format('alter role %I set synchronous_commit = on', program.role);
    begin
      -- One of those that wait in a circle is told so well before the others
      -- give up: it is tried once more, and PostgreSQL's log has the fault.
      execute format('alter role %I set deadlock_timeout = ''100ms''', program.role);
      -- What a row or a parameter holds (numbers of people) is in no log.
      execute format('alter role %I set log_error_verbosity = terse', program.role);
      execute format('alter role %I set log_min_error_statement = panic', program.role);
    exception
      when insufficient_privilege then
        raise warning 'only a superuser can set deadlock_timeout, and keep what rows hold out of PostgreSQL''s log';
    end;
    -- No function's best plan depends on its arguments; planning costs.
    execute format('alter role %I set plan_cache_mode = force_generic_plan', program.role);
    execute format('alter role %I set timezone = ''UTC''', program.role);
    execute format('alter role %I set datestyle = ''ISO, DMY''', program.role);
    execute format('grant usage on schema api to %I', program.role);
    for fn in
      select p.oid from pg_proc p
       where p.pronamespace = 'api'::regnamespace and p.proname = any (program.functions)
    loop
      execute format('grant execute on function %s to %I', fn, program.role);
    end loop;
  end loop;
end
$$;

revoke all on schema data, api, migration from public;
revoke all on all functions in schema data, api from public;
