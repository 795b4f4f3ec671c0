-- When the last purge was is asked for with each resource of the REST API.
create index audit_event_purge on data.audit_event (at) where action like 'purge %';

-- A job is given up a day after its first try, not after a day in a queue.
alter table data.media_job rename column created_at to first_tried_at;
alter table data.media_job alter column first_tried_at drop not null,
  alter column first_tried_at drop default;
update data.media_job set first_tried_at = null where attempts = 0;
