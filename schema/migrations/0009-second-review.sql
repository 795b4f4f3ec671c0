-- When the last purge was is asked for with each resource of the REST API.
create index audit_event_purge on data.audit_event (at) where action like 'purge %';

-- A job is given up a day after its first try, not after a day in a queue.
alter table data.media_job rename column created_at to first_tried_at;
alter table data.media_job alter column first_tried_at drop not null,
  alter column first_tried_at drop default;
update data.media_job set first_tried_at = null where attempts = 0;

-- An account that cannot be asked keeps no other's rounds from being done.
alter table data.reconcile_run add column account_sid text references data.twilio_account;
insert into data.reconcile_run (account_sid, window_from, window_to, finished_at, created, updated)
select a.account_sid, r.window_from, r.window_to, r.finished_at, 0, 0
  from data.reconcile_run r cross join data.twilio_account a;
delete from data.reconcile_run where account_sid is null;
alter table data.reconcile_run alter column account_sid set not null;
create index reconcile_run_account on data.reconcile_run (account_sid, window_to);

-- A call of which Twilio's list knows nothing may be asked for again.
drop trigger outgoing_call_state on data.outgoing_call;
create trigger outgoing_call_state before update of state on data.outgoing_call
  for each row when (old.state <> new.state)
  execute function data.state_change_check(
    'placing>placed', 'placing>refused', 'placing>unknown',
    'unknown>placed', 'unknown>placing', 'refused>placing');
comment on column data.outgoing_call.state is
  'placing: Twilio is being asked, or whoever asked has died; unknown: no
   answer came. The call may be on: it is asked for again only once Twilio
   has listed all of that time, and not this one.';
-- How often it was asked for, by whoever may ask only so often.
alter table data.outgoing_call add column tries integer not null default 1;

-- When somebody last said something of a call: of two that are one call,
-- what was said last counts.
alter table data.call_record add column said_at timestamptz;

-- Is this number an agent's? is asked with each event of a call.
create index agent_phone_number on data.agent (organization_id, phone_number);

-- Functions whose parameters or results change.
drop function if exists data.media_job_hold(uuid);
drop function if exists api.reconcile_window();
drop function if exists api.reconcile_begin(timestamptz, timestamptz, boolean);
drop function if exists api.reconcile_done(timestamptz, timestamptz, integer, integer);
drop function if exists api.call_place(bytea, jsonb);
drop function if exists api.webhook_strangers(text, text, bigint, text, text, text, text);
