-- Who there is: organizations, their Twilio accounts, people, programs.
-- Tables are private to schema data; programs call schema api.

create schema data;
create schema api;

-- A UUID in time order (RFC 9562, version 7): neighbours in time are
-- neighbours in the index.
create function data.uuid_v7() returns uuid
language sql volatile
as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
              placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
              from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

create table data.organization (
  id          uuid        primary key default data.uuid_v7(),
  name        text        not null unique,
  created_at  timestamptz not null default now()
);

create table data.twilio_account (
  account_sid      text primary key check (account_sid ~ '^AC[0-9a-fA-F]{32}$'),
  organization_id  uuid not null references data.organization
);
comment on table data.twilio_account is
  'Which organization a webhook''s AccountSid is. Its secrets are in a file.';

create table data.agent (
  id               uuid primary key default data.uuid_v7(),
  organization_id  uuid not null references data.organization,
  name             text not null
);

create table data.campaign (
  id               uuid primary key default data.uuid_v7(),
  organization_id  uuid not null references data.organization,
  name             text not null
);

create table data.contact (
  id               uuid primary key default data.uuid_v7(),
  organization_id  uuid not null references data.organization,
  name             text not null,
  phone_number     text
);

create table data.disposition (
  id               uuid primary key default data.uuid_v7(),
  organization_id  uuid not null references data.organization,
  name             text not null,
  unique (organization_id, name)
);

create type data.user_role as enum ('agent', 'supervisor', 'administrator');

create table data.app_user (
  id               uuid           primary key default data.uuid_v7(),
  organization_id  uuid           not null references data.organization,
  email            text           not null check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
  name             text           not null check (name <> ''),
  role             data.user_role not null,
  agent_id         uuid           references data.agent on delete set null,
  password_hash    text           not null check (password_hash like '$argon2id$%'),
  created_at       timestamptz    not null default now()
);
create unique index app_user_email on data.app_user (lower(email));

create table data.session (
  token_hash    bytea       primary key check (length(token_hash) = 32),
  user_id       uuid        not null references data.app_user on delete cascade,
  created_at    timestamptz not null default now(),
  last_seen_at  timestamptz not null default now(),
  expires_at    timestamptz not null
);
comment on column data.session.token_hash is
  'SHA-256 of the cookie''s value, which is stored nowhere.';

create table data.api_token (
  id               uuid        primary key default data.uuid_v7(),
  organization_id  uuid        not null references data.organization,
  name             text        not null check (name <> ''),
  token_hash       bytea       not null unique check (length(token_hash) = 32),
  scopes           text[]      not null,
  created_at       timestamptz not null default now(),
  revoked_at       timestamptz
);
comment on column data.api_token.scopes is
  'What the program may do as one of: dialer, supervisor.';

create table data.audit_event (
  id               uuid        primary key default data.uuid_v7(),
  at               timestamptz not null default now(),
  organization_id  uuid        references data.organization,
  actor            text        not null,
  action           text        not null,
  detail           jsonb       not null default '{}'
);
comment on column data.audit_event.organization_id is
  'Null: the operator''s act, on every organization.';
