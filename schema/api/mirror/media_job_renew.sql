-- Extends a lease by seconds from now.
-- Raises PT409 lease_lost: the job is another worker's by now, or gone.
create or replace function api.media_job_renew(lease_id uuid, seconds integer)
returns void
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
begin
  update media_job j set run_at = now() + make_interval(secs => seconds)
   where j.lease_id = media_job_renew.lease_id;
  if not found then
    raise sqlstate 'PT409' using message = 'lease_lost',
      detail = 'The job is no longer this worker''s.';
  end if;
end
$$;

grant execute on function api.media_job_renew to omnivox_mirror;
