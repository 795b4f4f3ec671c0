-- Acknowledged means committed: what is keyed by account, what the journal
-- says of odd fields, what the reconciler has asked for.

-- A RecordingSid is an account's: what one tenant signs cannot take the
-- place of another tenant's recording.
alter table data.media_job
  drop constraint media_job_recording_sid_fkey,
  drop constraint media_job_pkey,
  add column account_sid text;
alter table data.recording_segment
  drop constraint recording_segment_pkey,
  add primary key (recording_sid, account_sid);
update data.media_job j set account_sid = s.account_sid
  from data.recording_segment s where s.recording_sid = j.recording_sid;
alter table data.media_job
  alter column account_sid set not null,
  add primary key (recording_sid, account_sid),
  add foreign key (recording_sid, account_sid) references data.recording_segment;
create unique index media_job_lease on data.media_job (lease_id) where lease_id is not null;

-- So short may audio be that it has no millisecond.
alter table data.recording_segment
  drop constraint recording_segment_duration_measured_s_check,
  add check (duration_measured_s >= 0);

alter table data.webhook_event add column unusable text[];
comment on column data.webhook_event.unusable is
  'The fields whose values could not be used, and count as absent; null: none.';

-- What has not ended: few rows of many. Columns of their own, so that of a
-- call's many changes only the last one touches the indexes.
alter table data.call_record
  add column is_open boolean not null
    generated always as (status is null or status < 'completed') stored;
alter table data.recording_segment
  add column is_open boolean not null generated always as (state = 'in_progress') stored;
create index call_record_open on data.call_record (organization_id, listed_at) where is_open;
create index recording_segment_open on data.recording_segment (account_sid, created_at) where is_open;

create table data.reconcile_asked (
  sid          text        not null,
  account_sid  text        not null references data.twilio_account,
  asked_at     timestamptz not null default now(),
  missing      integer     not null default 0,
  primary key (sid, account_sid)
);
comment on table data.reconcile_asked is
  'When Twilio was last asked for a call or recording by its SID.';
comment on column data.reconcile_asked.missing is 'How often it was not there.';

-- Functions whose parameters or results change, or that are gone.
drop function if exists data.principal(bytea);
drop function if exists data.call_record_resolve(uuid, text[], timestamptz, text);
drop function if exists data.call_record_merge(uuid, uuid);
drop function if exists data.call_event_apply(uuid, jsonb, text);
drop function if exists data.recording_event_apply(uuid, jsonb, text);
drop function if exists data.outgoing_call_answered(uuid, uuid);
drop function if exists data.media_job_add(text);
drop function if exists data.media_job_drop(text);
drop function if exists data.media_job_end(uuid, text);
drop function if exists api.media_job_renew(uuid, text, integer);
drop function if exists api.media_job_done(uuid, text, bigint, text, text, smallint, numeric);
drop function if exists api.media_job_retry(uuid, text, text, integer);
drop function if exists api.reconcile_begin(timestamptz, timestamptz);
drop function if exists api.reconcile_answer(text, text, boolean, jsonb, boolean);
drop function if exists api.replay_next(timestamptz, bigint, timestamptz);
