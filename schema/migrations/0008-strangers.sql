-- What strangers do costs little, and what is kept of anybody ends.

-- Refusals are counted by the minute; of each kind one request is kept.
alter table data.webhook_rejection rename column hour to minute;
create table data.webhook_rejection_sample (
  endpoint  text        not null,
  reason    text        not null,
  at        timestamptz not null default now(),
  request   jsonb       not null,
  primary key (endpoint, reason)
);
insert into data.webhook_rejection_sample (endpoint, reason, at, request)
select distinct on (endpoint, reason) endpoint, reason, last_at, last_request
  from data.webhook_rejection where last_request is not null
 order by endpoint, reason, last_at desc;
alter table data.webhook_rejection drop column last_request;

-- Tries to log in that failed, for each account (that may not exist) and
-- each network: who guesses delays themselves, and nobody else.
create table data.log_in_failure (
  account   bytea       not null check (length(account) = 32),
  network   cidr        not null,
  failures  integer     not null default 1,
  last_at   timestamptz not null default now(),
  primary key (account, network)
);
create index log_in_failure_last on data.log_in_failure (last_at);
comment on column data.log_in_failure.account is
  'SHA-256 of the address in small letters.';

-- The numbers that an organization may show to whom it calls, and which of
-- an account's it shows where none is given.
create table data.phone_number (
  number       text not null check (number ~ '^\+[1-9][0-9]{6,14}$'),
  account_sid  text not null references data.twilio_account,
  is_default   boolean check (is_default),
  primary key (number, account_sid),
  unique (account_sid, is_default)
);
comment on column data.phone_number.is_default is
  'True or null, never false: so that the unique index lets one be it.';
insert into data.phone_number (number, account_sid, is_default)
select caller_number, account_sid, true from data.twilio_account
 where caller_number ~ '^\+[1-9][0-9]{6,14}$';
alter table data.twilio_account drop column caller_number;

-- Who placed a call: a user, or an API token.
alter table data.outgoing_call add column placed_by uuid;
create index outgoing_call_placed_by on data.outgoing_call (placed_by, created_at);

-- Who deletes an agent, a campaign, a contact or a disposition must not
-- wait for all calls to be read.
create index call_record_agent on data.call_record (agent_id) where agent_id is not null;
create index call_record_campaign on data.call_record (campaign_id) where campaign_id is not null;
create index call_record_contact on data.call_record (contact_id) where contact_id is not null;
create index call_record_disposition on data.call_record (disposition_id) where disposition_id is not null;

-- Functions whose parameters or results change.
drop function if exists api.webhook_refused(text, text, text, text, text, text, jsonb, text, uuid);
drop function if exists api.webhook_rejections(timestamptz);
drop function if exists api.session_password(text);
drop function if exists api.session_create(uuid, bytea);
