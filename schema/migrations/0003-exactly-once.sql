-- Ingestion against everything that Twilio does: facts of each leg, calls
-- that turn out to be one, calls that we place, what reconciling knows.

-- 1. What Twilio (or the dialer) says of a call, it says of a leg; the
-- call record follows from its legs, in whatever order they are heard of.
alter table data.call_leg
  add column parent_sid         text,
  add column direction          data.call_direction,
  add column from_number        text,
  add column to_number          text,
  add column customer_number    text,
  add column status             data.call_status,
  add column sequence_number    integer,
  add column started_at         timestamptz,
  add column answered_at        timestamptz,
  add column ended_at           timestamptz,
  add column duration_s         integer check (duration_s >= 0),
  add column sip_response_code  text,
  add column answered_by        text;
create index call_leg_record on data.call_leg (call_record_id);
comment on column data.call_leg.parent_sid is
  'ParentCallSid: this leg was made by a <Dial>. Null: a call of its own.';
comment on column data.call_leg.customer_number is
  'Whom the dialer says it calls; only on the leg of the dialer''s own id.';
comment on column data.call_leg.started_at is
  'The earliest time that was given for anything in this leg.';

-- Calls from before: their facts were the parent leg's, but for the number
-- that their child legs called.
update data.call_leg l
   set direction = c.direction, from_number = c.from_number, to_number = c.to_number,
       status = c.status, started_at = c.started_at, answered_at = c.answered_at,
       ended_at = c.ended_at, duration_s = c.duration_s
  from data.call_record c
 where c.id = l.call_record_id and l.sid = c.call_id;
update data.call_leg l
   set parent_sid = c.call_id, to_number = c.customer_number,
       started_at = nullif(c.customer_at, 'infinity')
  from data.call_record c
 where c.id = l.call_record_id and l.sid like 'CA%' and l.sid <> c.call_id
   and c.customer_at is not null;
alter table data.call_record drop column customer_at;

-- 2. Two records that turned out to be one call, and two recordings of it:
-- the younger id is kept here, so that its URLs go on working.
create table data.former_id (
  id          uuid        primary key,
  current_id  uuid        not null,
  created_at  timestamptz not null default now()
);
create index former_id_current on data.former_id (current_id);

-- 3. Recordings: encryption, other storage, what Twilio has deleted.
alter table data.recording_segment
  add column encryption    jsonb,
  add column external_url  text;
comment on column data.recording_segment.encryption is
  'Twilio''s EncryptionDetails as they came; null: the audio is not encrypted.';
comment on column data.recording_segment.external_url is
  'Where the audio is, if the account keeps it in storage of its own.';

drop trigger segment_state on data.recording_segment;
create trigger segment_state before update of state on data.recording_segment
  for each row when (old.state <> new.state)
  execute function data.state_change_check(
    'in_progress>available', 'in_progress>absent', 'in_progress>failed',
    'in_progress>deleted', 'available>stored', 'available>failed',
    'available>absent', 'available>deleted', 'failed>available',
    'failed>absent', 'failed>deleted', 'absent>deleted', 'stored>deleted');

-- A recording whose audio was deleted has audio again when another segment
-- of its call becomes known.
drop trigger recording_state on data.recording;
create trigger recording_state before update of state on data.recording
  for each row when (old.state <> new.state)
  execute function data.state_change_check(
    'in_progress>available', 'in_progress>absent', 'in_progress>failed',
    'in_progress>deleted', 'in_progress>stored',
    'available>stored', 'available>failed', 'available>in_progress',
    'available>absent', 'available>deleted',
    'failed>available', 'failed>in_progress', 'failed>stored', 'failed>absent',
    'failed>deleted',
    'absent>in_progress', 'absent>available', 'absent>failed',
    'absent>stored', 'absent>deleted', 'stored>deleted',
    'deleted>in_progress', 'deleted>available', 'deleted>stored',
    'deleted>absent', 'deleted>failed');

-- 4. The journal: how long it took, and which of our calls the URL named.
alter table data.webhook_event
  add column outgoing_call_id  uuid,
  add column latency_us        integer check (latency_us >= 0);
create index webhook_event_received on data.webhook_event (received_at);
comment on column data.webhook_event.latency_us is
  'Microseconds that the database took for it, up to the commit.';

-- Requests that were refused: how many, and the last one of a kind, for
-- recctl doctor.
create table data.webhook_rejection (
  hour          timestamptz not null,
  endpoint      text        not null,
  reason        text        not null,
  count         bigint      not null default 1,
  last_at       timestamptz not null default now(),
  last_request  jsonb,
  primary key (hour, endpoint, reason)
);

-- 5. Calls that we place. The row is there before Twilio is asked, and its
-- id is in the URLs that Twilio calls back.
alter table data.agent add column phone_number text;
alter table data.twilio_account add column caller_number text;
comment on column data.twilio_account.caller_number is
  'The number that calls show which we place, where none is given.';

create type data.outgoing_call_state as enum ('placing', 'placed', 'refused', 'unknown');

create table data.outgoing_call (
  id               uuid                     primary key default data.uuid_v7(),
  organization_id  uuid                     not null references data.organization,
  account_sid      text                     not null references data.twilio_account,
  call_id          text                     not null,
  state            data.outgoing_call_state not null default 'placing',
  error            text,
  agent_number     text                     not null,
  customer_number  text                     not null,
  from_number      text                     not null,
  created_at       timestamptz              not null default now(),
  unique (organization_id, call_id)
);
comment on column data.outgoing_call.state is
  'placing: Twilio is being asked, or whoever asked has died; unknown: no
   answer came. Neither is ever asked again: the call may be on.';

create trigger outgoing_call_state before update of state on data.outgoing_call
  for each row when (old.state <> new.state)
  execute function data.state_change_check(
    'placing>placed', 'placing>refused', 'placing>unknown',
    'unknown>placed', 'refused>placing');

-- 6. What was reconciled.
create table data.reconcile_run (
  id           bigint      primary key generated always as identity,
  window_from  timestamptz not null,
  window_to    timestamptz not null,
  finished_at  timestamptz not null default now(),
  created      integer     not null,
  updated      integer     not null
);

-- Functions whose parameters or results change, or that are gone.
drop function if exists data.principal(bytea);
drop function if exists data.call_record_resolve(uuid, text[], timestamptz, uuid);
drop function if exists data.call_event_apply(uuid, jsonb);
drop function if exists data.recording_event_apply(uuid, jsonb);
drop function if exists data.webhook_receive(text, jsonb, text);
drop function if exists data.recording_state_of(text);
drop function if exists data.recording_audio(data.recording);
drop function if exists api.recording_callback(jsonb, text);
drop function if exists api.status_callback(jsonb, text);
drop function if exists api.recording_media(bytea, uuid);
drop function if exists api.recording_peaks(bytea, uuid);
