-- What happened: calls, their recordings, the work that these give.

create type data.call_direction as enum ('inbound', 'outbound');

-- Twilio's CallStatus. The order is the rule: a status is only ever
-- replaced by a later one, and from 'completed' on by none.
create type data.call_status as enum ('queued', 'initiated', 'ringing',
  'in-progress', 'completed', 'busy', 'no-answer', 'canceled', 'failed');

create type data.recording_state as enum ('in_progress', 'available',
  'stored', 'absent', 'failed', 'deleted');

create type data.transcription_state as enum ('queued', 'running', 'done',
  'failed');

-- Agent, campaign, contact and disposition may go; the call and the name
-- that it had then stay.
create table data.call_record (
  id                uuid primary key default data.uuid_v7(),
  organization_id   uuid not null references data.organization,
  call_id           text not null check (length(call_id) between 1 and 128),
  direction         data.call_direction,
  status            data.call_status,
  customer_number   text,
  customer_at       timestamptz,
  from_number       text,
  to_number         text,
  started_at        timestamptz,
  answered_at       timestamptz,
  ended_at          timestamptz,
  duration_s        integer check (duration_s >= 0),
  agent_id          uuid references data.agent on delete set null,
  agent_name        text,
  campaign_id       uuid references data.campaign on delete set null,
  campaign_name     text,
  contact_id        uuid references data.contact on delete set null,
  contact_name      text,
  disposition_id    uuid references data.disposition on delete set null,
  disposition_name  text,
  notes             text,
  created_at        timestamptz not null default now(),
  listed_at         timestamptz not null
                    generated always as (coalesce(started_at, created_at)) stored,
  unique (organization_id, call_id)
);
create index call_record_listed
  on data.call_record (organization_id, listed_at, id);
comment on column data.call_record.call_id is
  'The dialer''s id once it is known, before that the parent CallSid.';
comment on column data.call_record.customer_at is
  'The earliest time of a child leg that called customer_number; null: the
   number is the parent leg''s.';
comment on column data.call_record.started_at is
  'The earliest time that Twilio gave for anything in the call.';

-- One row for every name under which Twilio or the dialer knows a call.
-- The primary key decides which call an event belongs to, and who of two
-- that arrive together creates it. It is per organization because dialers
-- choose their ids alone.
create table data.call_leg (
  sid              text not null check (length(sid) between 1 and 128),
  organization_id  uuid not null references data.organization,
  call_record_id   uuid not null references data.call_record,
  primary key (sid, organization_id)
);

create table data.recording (
  id              uuid                 primary key default data.uuid_v7(),
  call_record_id  uuid                 not null unique references data.call_record,
  state           data.recording_state not null,
  state_reason    text,
  created_at      timestamptz          not null default now()
);
comment on column data.recording.state is
  'That of the primary segment; kept by data.recording_refresh().';

create table data.recording_segment (
  recording_sid        text primary key
                       check (recording_sid ~ '^RE[0-9a-fA-F]{32}$'),
  recording_id         uuid not null references data.recording,
  account_sid          text not null references data.twilio_account,
  is_primary           boolean check (is_primary),
  state                data.recording_state not null,
  state_reason         text,
  source               text,
  track                text,
  channels             smallint check (channels between 1 and 2),
  started_at           timestamptz,
  duration_reported_s  integer check (duration_reported_s >= 0),
  duration_measured_s  numeric(10,3) check (duration_measured_s > 0),
  object_key           text,
  byte_size            bigint check (byte_size > 0),
  sha256               text check (sha256 ~ '^[0-9a-f]{64}$'),
  media_type           text,
  stored_at            timestamptz,
  created_at           timestamptz not null default now(),
  -- True or null, never false: so one index finds the segments of a
  -- recording and lets only one of them be primary.
  unique (recording_id, is_primary),
  constraint stored_is_whole check (state <> 'stored' or
    (object_key, byte_size, sha256, media_type, duration_measured_s, channels,
     stored_at) is not null)
);
comment on column data.recording_segment.duration_reported_s is
  'Seconds, as Twilio rounds them.';
comment on column data.recording_segment.duration_measured_s is
  'Seconds, counted in the audio that we stored.';
comment on column data.recording_segment.object_key is
  'Where the audio is, relative to MEDIA_DIR; ''.peaks.json'' beside it.';

-- Every change of state passes here: trg_argv lists the legal ones.
create function data.state_change_check() returns trigger
language plpgsql
as $$
begin
  if old.state || '>' || new.state <> all (tg_argv) then
    raise exception '% may not go from % to %', tg_table_name, old.state, new.state
      using errcode = 'check_violation';
  end if;
  return new;
end
$$;

create trigger segment_state before update of state on data.recording_segment
  for each row when (old.state <> new.state)
  execute function data.state_change_check(
    'in_progress>available', 'in_progress>absent', 'in_progress>failed',
    'in_progress>deleted', 'available>stored', 'available>failed',
    'available>deleted', 'failed>available', 'failed>deleted',
    'absent>deleted', 'stored>deleted');

-- A recording also goes from one segment's state to another's, but never
-- back from audio that we hold.
create trigger recording_state before update of state on data.recording
  for each row when (old.state <> new.state)
  execute function data.state_change_check(
    'in_progress>available', 'in_progress>absent', 'in_progress>failed',
    'in_progress>deleted', 'in_progress>stored',
    'available>stored', 'available>failed', 'available>in_progress',
    'available>absent', 'available>deleted',
    'failed>available', 'failed>in_progress', 'failed>stored', 'failed>deleted',
    'absent>in_progress', 'absent>available', 'absent>failed',
    'absent>stored', 'absent>deleted', 'stored>deleted');

-- A segment that is still to be copied has its one row here; a worker
-- that takes it moves run_at to the end of its lease, and gets an object
-- key of its own: two that believe they hold it never write one file.
create table data.media_job (
  recording_sid  text        primary key references data.recording_segment,
  object_key     text,
  run_at         timestamptz not null default now(),
  attempts       integer     not null default 0,
  lease_id       uuid,
  last_error     text,
  created_at     timestamptz not null default now()
);
create index media_job_due on data.media_job (run_at);

-- Files whose rows are gone; a row stays until its file is gone too.
create table data.media_removal (
  object_key  text        primary key,
  created_at  timestamptz not null default now()
);

create table data.transcription_job (
  recording_id  uuid                     primary key references data.recording,
  state         data.transcription_state not null default 'queued',
  created_at    timestamptz              not null default now()
);

create table data.webhook_event (
  id                 bigint      primary key generated always as identity,
  received_at        timestamptz not null default now(),
  endpoint           text        not null,
  outcome            text        not null
                     check (outcome in ('created', 'updated', 'repeated', 'ignored')),
  idempotency_token  text,
  params             jsonb       not null
);
comment on table data.webhook_event is
  'The journal: every request whose signature was right, as it came.';
