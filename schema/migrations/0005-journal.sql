-- The journal: also what was refused after its signature was right, and
-- an order in which it can be read again.
alter table data.webhook_event
  add column reason text,
  drop constraint webhook_event_outcome_check,
  add check (outcome in ('created', 'updated', 'repeated', 'ignored', 'refused')),
  add check ((reason is not null) = (outcome = 'refused'));
comment on column data.webhook_event.reason is
  'The code of the answer, if the request was refused.';
drop index data.webhook_event_received;
create index webhook_event_received on data.webhook_event (received_at, id);
