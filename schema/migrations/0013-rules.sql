-- Functions and views leave schema data: those that programs cannot call are
-- in schema rules from now on, which schema/migrate fills. What stays is what
-- tables are made of: the ids that they give, and the check of their states.

do $$
declare
  fn regprocedure;
begin
  drop view if exists data.call_record_shown, data.directory_shown;
  for fn in
    select p.oid from pg_proc p
     where p.pronamespace = 'data'::regnamespace and p.proname not in ('uuid_v7', 'state_change_check')
  loop
    execute format('drop function %s', fn);
  end loop;
end
$$;

create schema rules;

-- Who shows a credential: a person has a role, and an agent_id if they make
-- calls; a program has scopes. name is for the audit: an email address, or
-- 'token' and its name.
create type data.principal as (
  organization_id  uuid,
  id               uuid,
  name             text,
  user_id          uuid,
  role             data.user_role,
  agent_id         uuid,
  scopes           text[]);

-- What somebody says of which call something is, and what is found.
create type data.call_reference as (
  organization_id   uuid,
  names             text[],      -- Twilio's names of the call, each once
  dialer_id         text,        -- the dialer's id, or null
  conference_sid    text,        -- the call took part in it; null or '': in none
  started_at        timestamptz, -- for a call that is made now, and its first leg
  account_sid       text,        -- with recording_sid: the recording says, too,
  recording_sid     text,        -- which call it is; null: there is none
  is_of_conference  boolean,     -- the recording is the conference's, not a call's
  is_dialers        boolean);    -- the dialer says so, not Twilio
create type data.call_resolution as (
  id              uuid,    -- the call record; null: it would be made
  created         boolean, -- it is made now
  changed         boolean, -- it is made, merged, has a new name or a new conference
  taken           boolean, -- the dialer's id is another call's, and was left out
  names           text[],  -- the names that are its legs from now on
  record_ids      uuid[],  -- the records that the names were of: the first one stays
  conference_sid  text,    -- the conference that it took part in
  joins           boolean, -- which is new
  other_id        uuid,    -- one more call of which that is new
  conferences     text[],  -- all conferences of these calls: their names are locked
  lock_ids        uuid[]); -- all calls of these conferences, and these

-- How many answered calls have audio that can be played, and why not.
create type data.coverage_count as (
  is_total             boolean,
  day                  date,
  id                   uuid,   -- of the campaign or agent; null: it is gone
  name                 text,
  answered             bigint, -- somebody spoke
  expected             bigint, -- over, and without a good reason to have no audio:
                               -- too short, silent, kept elsewhere, deleted, shared
  playable             bigint, -- of these, with audio that can be heard
  waiting              bigint, -- this and the rest: over, and not playable
  too_short            bigint,
  silent               bigint,
  external_storage     bigint,
  absent               bigint,
  credentials_refused  bigint,
  gone_at_twilio       bigint,
  our_disk             bigint,
  failed               bigint,
  deleted              bigint,
  not_recorded         bigint,
  shared               bigint); -- recorded in a conference, and counted with the call that has it

-- Functions whose results change.
drop function if exists api.call_place(bytea, jsonb);
drop function if exists api.call_put(bytea, text, jsonb);
drop function if exists api.directory_put(bytea, text, text, jsonb);
