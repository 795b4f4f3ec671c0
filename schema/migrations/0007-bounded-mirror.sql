-- No job is tried for ever, and no key that cannot be removed is in the way
-- of others.
alter table data.media_job add column vanished integer not null default 0;
comment on column data.media_job.vanished is
  'How often in a row a worker took this job and was not heard of again.';

drop function if exists api.media_removals();
drop function if exists api.media_removal_done(text);
