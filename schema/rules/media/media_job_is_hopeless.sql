-- Tells whether the worker of a job whose lease is over vanished for the
-- fifth time in a row: see api.media_job_give_up().
create or replace function rules.media_job_is_hopeless(job data.media_job)
returns boolean
language sql immutable
as $$ select job.lease_id is not null and job.vanished >= 4 $$;
