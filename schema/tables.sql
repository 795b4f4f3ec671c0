-- Schema data as it is now: types, tables, indexes, triggers. This file is for
-- reading: the migrations make the tables, and schema/dump-tables writes this
-- from a database that they have made. t/sql/tables.sql fails where it differs.

CREATE SCHEMA data;

CREATE TYPE data.call_direction AS ENUM (
    'inbound',
    'outbound'
);

CREATE TYPE data.call_status AS ENUM (
    'queued',
    'initiated',
    'ringing',
    'in-progress',
    'completed',
    'busy',
    'no-answer',
    'canceled',
    'failed'
);

CREATE TYPE data.recording_state AS ENUM (
    'in_progress',
    'available',
    'stored',
    'absent',
    'failed',
    'deleted'
);

CREATE TYPE data.transcription_state AS ENUM (
    'queued',
    'running',
    'done',
    'failed'
);

CREATE TYPE data.call_place_columns AS (
	place boolean,
	outgoing_call_id uuid,
	account_sid text,
	agent_number text,
	from_number text,
	customer_number text,
	is_unknown boolean,
	record_id uuid,
	record_call_id text,
	record_direction data.call_direction,
	record_status data.call_status,
	record_customer_number text,
	record_customer_kind text,
	record_from_number text,
	record_to_number text,
	record_started_at timestamp with time zone,
	record_answered_at timestamp with time zone,
	record_ended_at timestamp with time zone,
	record_duration_s integer,
	record_created_at timestamp with time zone,
	record_agent_id uuid,
	record_agent_key text,
	record_agent_name text,
	record_campaign_id uuid,
	record_campaign_key text,
	record_campaign_name text,
	record_contact_id uuid,
	record_contact_key text,
	record_contact_name text,
	record_disposition_id uuid,
	record_disposition_key text,
	record_disposition_name text,
	record_notes text,
	record_conference_sid text,
	record_recording_id uuid,
	record_state data.recording_state,
	record_state_reason text,
	record_reason_code text,
	record_is_playable boolean,
	record_can_retry boolean,
	record_audio_s numeric,
	record_segment_count integer,
	record_missing_count integer,
	record_channels smallint,
	record_stream_url text,
	record_download_url text,
	record_peaks_url text,
	record_transcript_state data.transcription_state,
	record_keeper_id uuid,
	record_keeper_call_id text,
	record_shared_sid text
);

CREATE TYPE data.call_place_result_columns AS (
	state text,
	error text,
	record_id uuid,
	record_call_id text,
	record_direction data.call_direction,
	record_status data.call_status,
	record_customer_number text,
	record_customer_kind text,
	record_from_number text,
	record_to_number text,
	record_started_at timestamp with time zone,
	record_answered_at timestamp with time zone,
	record_ended_at timestamp with time zone,
	record_duration_s integer,
	record_created_at timestamp with time zone,
	record_agent_id uuid,
	record_agent_key text,
	record_agent_name text,
	record_campaign_id uuid,
	record_campaign_key text,
	record_campaign_name text,
	record_contact_id uuid,
	record_contact_key text,
	record_contact_name text,
	record_disposition_id uuid,
	record_disposition_key text,
	record_disposition_name text,
	record_notes text,
	record_conference_sid text,
	record_recording_id uuid,
	record_state data.recording_state,
	record_state_reason text,
	record_reason_code text,
	record_is_playable boolean,
	record_can_retry boolean,
	record_audio_s numeric,
	record_segment_count integer,
	record_missing_count integer,
	record_channels smallint,
	record_stream_url text,
	record_download_url text,
	record_peaks_url text,
	record_transcript_state data.transcription_state,
	record_keeper_id uuid,
	record_keeper_call_id text,
	record_shared_sid text
);

CREATE TYPE data.call_put_columns AS (
	created boolean,
	record_id uuid,
	record_call_id text,
	record_direction data.call_direction,
	record_status data.call_status,
	record_customer_number text,
	record_customer_kind text,
	record_from_number text,
	record_to_number text,
	record_started_at timestamp with time zone,
	record_answered_at timestamp with time zone,
	record_ended_at timestamp with time zone,
	record_duration_s integer,
	record_created_at timestamp with time zone,
	record_agent_id uuid,
	record_agent_key text,
	record_agent_name text,
	record_campaign_id uuid,
	record_campaign_key text,
	record_campaign_name text,
	record_contact_id uuid,
	record_contact_key text,
	record_contact_name text,
	record_disposition_id uuid,
	record_disposition_key text,
	record_disposition_name text,
	record_notes text,
	record_conference_sid text,
	record_recording_id uuid,
	record_state data.recording_state,
	record_state_reason text,
	record_reason_code text,
	record_is_playable boolean,
	record_can_retry boolean,
	record_audio_s numeric,
	record_segment_count integer,
	record_missing_count integer,
	record_channels smallint,
	record_stream_url text,
	record_download_url text,
	record_peaks_url text,
	record_transcript_state data.transcription_state,
	record_keeper_id uuid,
	record_keeper_call_id text,
	record_shared_sid text
);

CREATE TYPE data.call_record_columns AS (
	id uuid,
	call_id text,
	direction data.call_direction,
	status data.call_status,
	customer_number text,
	customer_kind text,
	from_number text,
	to_number text,
	started_at timestamp with time zone,
	answered_at timestamp with time zone,
	ended_at timestamp with time zone,
	duration_s integer,
	created_at timestamp with time zone,
	agent_id uuid,
	agent_key text,
	agent_name text,
	campaign_id uuid,
	campaign_key text,
	campaign_name text,
	contact_id uuid,
	contact_key text,
	contact_name text,
	disposition_id uuid,
	disposition_key text,
	disposition_name text,
	notes text,
	conference_sid text,
	recording_id uuid,
	state data.recording_state,
	state_reason text,
	reason_code text,
	is_playable boolean,
	can_retry boolean,
	audio_s numeric,
	segment_count integer,
	missing_count integer,
	channels smallint,
	stream_url text,
	download_url text,
	peaks_url text,
	transcript_state data.transcription_state,
	keeper_id uuid,
	keeper_call_id text,
	shared_sid text
);

CREATE TYPE data.call_records_columns AS (
	next text,
	total integer,
	is_exact boolean,
	record_id uuid,
	record_call_id text,
	record_direction data.call_direction,
	record_status data.call_status,
	record_customer_number text,
	record_customer_kind text,
	record_from_number text,
	record_to_number text,
	record_started_at timestamp with time zone,
	record_answered_at timestamp with time zone,
	record_ended_at timestamp with time zone,
	record_duration_s integer,
	record_created_at timestamp with time zone,
	record_agent_id uuid,
	record_agent_key text,
	record_agent_name text,
	record_campaign_id uuid,
	record_campaign_key text,
	record_campaign_name text,
	record_contact_id uuid,
	record_contact_key text,
	record_contact_name text,
	record_disposition_id uuid,
	record_disposition_key text,
	record_disposition_name text,
	record_notes text,
	record_conference_sid text,
	record_recording_id uuid,
	record_state data.recording_state,
	record_state_reason text,
	record_reason_code text,
	record_is_playable boolean,
	record_can_retry boolean,
	record_audio_s numeric,
	record_segment_count integer,
	record_missing_count integer,
	record_channels smallint,
	record_stream_url text,
	record_download_url text,
	record_peaks_url text,
	record_transcript_state data.transcription_state,
	record_keeper_id uuid,
	record_keeper_call_id text,
	record_shared_sid text
);

CREATE TYPE data.call_reference AS (
	organization_id uuid,
	names text[],
	dialer_id text,
	conference_sid text,
	account_sid text,
	recording_sid text,
	is_of_conference boolean,
	is_dialers boolean,
	leg_sid text
);

CREATE TYPE data.media_problem AS ENUM (
    'not_ready',
    'unreachable',
    'damaged',
    'our_disk',
    'credentials_refused',
    'gone_at_twilio',
    'no_private_key',
    'too_many_tries'
);

CREATE TABLE data.call_leg (
    sid text NOT NULL,
    organization_id uuid NOT NULL,
    call_record_id uuid NOT NULL,
    parent_sid text,
    direction data.call_direction,
    from_number text,
    to_number text,
    customer_number text,
    status data.call_status,
    sequence_number integer,
    started_at timestamp with time zone,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    duration_s integer,
    sip_response_code text,
    answered_by text,
    CONSTRAINT call_leg_duration_s_check CHECK ((duration_s >= 0)),
    CONSTRAINT call_leg_sid_check CHECK (((length(sid) >= 1) AND (length(sid) <= 128)))
);

COMMENT ON COLUMN data.call_leg.parent_sid IS 'ParentCallSid: this leg was made by a <Dial>. Null: a call of its own.';

COMMENT ON COLUMN data.call_leg.customer_number IS 'Whom the dialer says it calls; only on the leg of the dialer''s own id.';

COMMENT ON COLUMN data.call_leg.started_at IS 'The earliest time that was given for anything in this leg.';

CREATE TABLE data.recording_segment (
    recording_sid text NOT NULL,
    recording_id uuid NOT NULL,
    account_sid text NOT NULL,
    is_primary boolean,
    state data.recording_state NOT NULL,
    state_reason text,
    source text,
    track text,
    channels smallint,
    started_at timestamp with time zone,
    duration_reported_s integer,
    duration_measured_s numeric(10,3),
    object_key text,
    byte_size bigint,
    sha256 text,
    media_type text,
    stored_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    encryption jsonb,
    external_url text,
    is_open boolean GENERATED ALWAYS AS ((state = 'in_progress'::data.recording_state)) STORED NOT NULL,
    problem data.media_problem,
    conference_sid text,
    CONSTRAINT recording_segment_byte_size_check CHECK ((byte_size > 0)),
    CONSTRAINT recording_segment_channels_check CHECK (((channels >= 1) AND (channels <= 2))),
    CONSTRAINT recording_segment_duration_measured_s_check CHECK ((duration_measured_s >= (0)::numeric)),
    CONSTRAINT recording_segment_duration_reported_s_check CHECK ((duration_reported_s >= 0)),
    CONSTRAINT recording_segment_is_primary_check CHECK (is_primary),
    CONSTRAINT recording_segment_recording_sid_check CHECK ((recording_sid ~ '^RE[0-9a-fA-F]{32}$'::text)),
    CONSTRAINT recording_segment_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT stored_is_whole CHECK (((state <> 'stored'::data.recording_state) OR (ROW(object_key, byte_size, sha256, media_type, duration_measured_s, channels, stored_at) IS NOT NULL)))
);

COMMENT ON COLUMN data.recording_segment.state_reason IS 'Twilio''s ErrorCode, or words for people.';

COMMENT ON COLUMN data.recording_segment.duration_reported_s IS 'Seconds, as Twilio rounds them.';

COMMENT ON COLUMN data.recording_segment.duration_measured_s IS 'Seconds, counted in the audio that we stored.';

COMMENT ON COLUMN data.recording_segment.object_key IS 'Where the audio is, relative to MEDIA_DIR; ''.peaks.json'' beside it.';

COMMENT ON COLUMN data.recording_segment.encryption IS 'Twilio''s EncryptionDetails as they came; null: the audio is not encrypted.';

COMMENT ON COLUMN data.recording_segment.external_url IS 'Where the audio is, if the account keeps it in storage of its own.';

COMMENT ON COLUMN data.recording_segment.problem IS 'Why the last try to copy it failed; state_reason has it in words. Null: none
   has, or it is copied.';

COMMENT ON COLUMN data.recording_segment.conference_sid IS 'Of what it is a recording, if that is a conference; null: a call.';

CREATE TYPE data.call_resolution AS (
	id uuid,
	created boolean,
	changed boolean,
	taken boolean,
	names text[],
	record_ids uuid[],
	conference_sid text,
	joins boolean,
	other_id uuid,
	conferences text[],
	lock_ids uuid[],
	leg data.call_leg,
	segment data.recording_segment,
	may_confer boolean
);

CREATE TYPE data.coverage_count AS (
	is_total boolean,
	day date,
	id uuid,
	name text,
	answered bigint,
	expected bigint,
	playable bigint,
	waiting bigint,
	too_short bigint,
	silent bigint,
	external_storage bigint,
	absent bigint,
	credentials_refused bigint,
	gone_at_twilio bigint,
	our_disk bigint,
	failed bigint,
	deleted bigint,
	not_recorded bigint,
	shared bigint
);

CREATE TYPE data.directory_kind AS ENUM (
    'agent',
    'campaign',
    'contact',
    'disposition'
);

CREATE TYPE data.outgoing_call_state AS ENUM (
    'placing',
    'placed',
    'refused',
    'unknown'
);

CREATE TYPE data.user_role AS ENUM (
    'agent',
    'supervisor',
    'administrator'
);

CREATE TYPE data.principal AS (
	organization_id uuid,
	id uuid,
	name text,
	user_id uuid,
	role data.user_role,
	agent_id uuid,
	scopes text[]
);

CREATE TYPE data.recording_columns AS (
	id uuid,
	call_record_id uuid,
	state data.recording_state,
	state_reason text,
	reason_code text,
	is_playable boolean,
	can_retry boolean,
	segment_count integer,
	missing_count integer,
	duration_reported_s integer,
	duration_measured_s numeric,
	channels smallint,
	source text,
	started_at timestamp with time zone,
	stored_at timestamp with time zone,
	media_type text,
	byte_size bigint,
	sha256 text,
	stream_url text,
	download_url text,
	peaks_url text,
	download_all_url text
);

CREATE TYPE data.recording_metadata_columns AS (
	id uuid,
	call_record_id uuid,
	state data.recording_state,
	state_reason text,
	reason_code text,
	is_playable boolean,
	can_retry boolean,
	segment_count integer,
	missing_count integer,
	duration_reported_s integer,
	duration_measured_s numeric,
	channels smallint,
	source text,
	started_at timestamp with time zone,
	stored_at timestamp with time zone,
	media_type text,
	byte_size bigint,
	sha256 text,
	stream_url text,
	download_url text,
	peaks_url text,
	download_all_url text,
	timeline_s numeric,
	played_s numeric,
	piece_sid text,
	at_s numeric,
	from_s numeric,
	piece_s numeric,
	gap_s numeric,
	piece_state data.recording_state,
	piece_channels smallint,
	piece_stream_url text,
	piece_peaks_url text,
	segment_recording_sid text,
	segment_is_primary boolean,
	segment_state data.recording_state,
	segment_state_reason text,
	segment_reason_code text,
	segment_is_playable boolean,
	segment_source text,
	segment_track text,
	segment_channels smallint,
	segment_started_at timestamp with time zone,
	segment_duration_reported_s integer,
	segment_duration_measured_s numeric,
	segment_byte_size bigint,
	segment_sha256 text,
	segment_stored_at timestamp with time zone,
	segment_is_encrypted boolean,
	segment_external_url text,
	segment_conference_sid text,
	segment_stream_url text,
	segment_download_url text,
	segment_peaks_url text,
	record_id uuid,
	record_call_id text,
	record_direction data.call_direction,
	record_status data.call_status,
	record_customer_number text,
	record_customer_kind text,
	record_from_number text,
	record_to_number text,
	record_started_at timestamp with time zone,
	record_answered_at timestamp with time zone,
	record_ended_at timestamp with time zone,
	record_duration_s integer,
	record_created_at timestamp with time zone,
	record_agent_id uuid,
	record_agent_key text,
	record_agent_name text,
	record_campaign_id uuid,
	record_campaign_key text,
	record_campaign_name text,
	record_contact_id uuid,
	record_contact_key text,
	record_contact_name text,
	record_disposition_id uuid,
	record_disposition_key text,
	record_disposition_name text,
	record_notes text,
	record_conference_sid text,
	record_recording_id uuid,
	record_state data.recording_state,
	record_state_reason text,
	record_reason_code text,
	record_is_playable boolean,
	record_can_retry boolean,
	record_audio_s numeric,
	record_segment_count integer,
	record_missing_count integer,
	record_channels smallint,
	record_stream_url text,
	record_download_url text,
	record_peaks_url text,
	record_transcript_state data.transcription_state,
	record_keeper_id uuid,
	record_keeper_call_id text,
	record_shared_sid text
);

CREATE TYPE data.recording_segment_columns AS (
	recording_sid text,
	is_primary boolean,
	state data.recording_state,
	state_reason text,
	reason_code text,
	is_playable boolean,
	source text,
	track text,
	channels smallint,
	started_at timestamp with time zone,
	duration_reported_s integer,
	duration_measured_s numeric,
	byte_size bigint,
	sha256 text,
	stored_at timestamp with time zone,
	is_encrypted boolean,
	external_url text,
	conference_sid text,
	stream_url text,
	download_url text,
	peaks_url text
);

CREATE TYPE data.recording_timeline_columns AS (
	timeline_s numeric,
	played_s numeric,
	piece_sid text,
	at_s numeric,
	from_s numeric,
	piece_s numeric,
	gap_s numeric,
	piece_state data.recording_state,
	piece_channels smallint,
	piece_stream_url text,
	piece_peaks_url text
);

CREATE FUNCTION data.coverage_call_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if (old.organization_id, old.listed_at, old.status, old.campaign_id, old.campaign_name, old.agent_id,
      old.agent_name, old.ended_at, old.conference_sid)
     is not distinct from
     (new.organization_id, new.listed_at, new.status, new.campaign_id, new.campaign_name, new.agent_id,
      new.agent_name, new.ended_at, new.conference_sid) then
    return null;
  end if;
  perform data.coverage_day_note(old.organization_id, old.listed_at);
  perform data.coverage_day_note(new.organization_id, new.listed_at);
  perform data.coverage_change_note(array(
    select o.call_record_id
      from data.conference_call k join data.conference_call o using (conference_sid, organization_id)
     where k.call_record_id = new.id));
  return null;
end
$$;

CREATE FUNCTION data.coverage_change_note(ids uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  perform data.coverage_day_note(c.organization_id, c.listed_at)
     from data.call_record c where c.id = any (ids);
end
$$;

CREATE FUNCTION data.coverage_conference_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform data.coverage_change_note(array(
    select k.call_record_id from data.conference_call k
     where k.conference_sid in (old.conference_sid, new.conference_sid)));
  return null;
end
$$;

CREATE FUNCTION data.coverage_day_note(organization uuid, began_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  if began_at < now() - interval '12 hours' then
    insert into data.coverage_change (organization_id, day)
    values (organization, (began_at at time zone 'UTC')::date)
    on conflict do nothing;
  end if;
end
$$;

CREATE FUNCTION data.coverage_part_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform from data.call_record c
   where c.id in (old.call_record_id, new.call_record_id)
     and (c.listed_at < now() - interval '12 hours' or c.conference_sid is not null);
  if found then
    perform data.coverage_change_note(array[old.call_record_id, new.call_record_id] || array(
      select o.call_record_id
        from data.conference_call k join data.conference_call o using (conference_sid, organization_id)
       where k.call_record_id in (old.call_record_id, new.call_record_id)));
  end if;
  return null;
end
$$;

CREATE FUNCTION data.state_change_check() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if old.state || '>' || new.state <> all (tg_argv) then
    raise exception '% may not go from % to %', tg_table_name, old.state, new.state
      using errcode = 'internal_error';
  end if;
  return new;
end
$$;

CREATE FUNCTION data.uuid_v7() RETURNS uuid
    LANGUAGE sql
    AS $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
              placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
              from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

CREATE TABLE data.call_record (
    id uuid DEFAULT data.uuid_v7() NOT NULL,
    organization_id uuid NOT NULL,
    call_id text NOT NULL,
    direction data.call_direction,
    status data.call_status,
    customer_number text,
    from_number text,
    to_number text,
    started_at timestamp with time zone,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    duration_s integer,
    agent_id uuid,
    agent_name text,
    campaign_id uuid,
    campaign_name text,
    contact_id uuid,
    contact_name text,
    disposition_id uuid,
    disposition_name text,
    notes text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    listed_at timestamp with time zone GENERATED ALWAYS AS (COALESCE(started_at, created_at)) STORED NOT NULL,
    is_open boolean GENERATED ALWAYS AS (((status IS NULL) OR (status < 'completed'::data.call_status))) STORED NOT NULL,
    said_at timestamp with time zone,
    agent_key text,
    campaign_key text,
    contact_key text,
    disposition_key text,
    is_customers boolean DEFAULT false NOT NULL,
    conference_sid text,
    CONSTRAINT call_record_call_id_check CHECK (((length(call_id) >= 1) AND (length(call_id) <= 128))),
    CONSTRAINT call_record_duration_s_check CHECK ((duration_s >= 0))
);

COMMENT ON COLUMN data.call_record.call_id IS 'The dialer''s id once it is known, before that the parent CallSid.';

COMMENT ON COLUMN data.call_record.started_at IS 'The earliest time that Twilio gave for anything in the call.';

COMMENT ON COLUMN data.call_record.is_customers IS 'Twilio says that somebody called, or was called, who is no agent.';

COMMENT ON COLUMN data.call_record.conference_sid IS 'The last conference that it is known to have taken part in.';

CREATE TABLE data.media_job (
    recording_sid text NOT NULL,
    object_key text,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    lease_id uuid,
    last_error text,
    first_tried_at timestamp with time zone,
    account_sid text NOT NULL,
    vanished integer DEFAULT 0 NOT NULL
);

COMMENT ON COLUMN data.media_job.vanished IS 'How often in a row a worker took this job and was not heard of again.';

CREATE TABLE data.outgoing_call (
    id uuid DEFAULT data.uuid_v7() NOT NULL,
    organization_id uuid NOT NULL,
    account_sid text NOT NULL,
    call_id text NOT NULL,
    state data.outgoing_call_state DEFAULT 'placing'::data.outgoing_call_state NOT NULL,
    error text,
    agent_number text NOT NULL,
    customer_number text NOT NULL,
    from_number text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    placed_by uuid,
    tries integer DEFAULT 1 NOT NULL
);

COMMENT ON COLUMN data.outgoing_call.state IS 'placing: Twilio is being asked, or whoever asked has died; unknown: no
   answer came. The call may be on: it is asked for again only once Twilio
   has listed all of that time, and not this one.';

CREATE TABLE data.recording (
    id uuid DEFAULT data.uuid_v7() NOT NULL,
    call_record_id uuid NOT NULL,
    state data.recording_state NOT NULL,
    state_reason text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    problem data.media_problem,
    is_playable boolean DEFAULT false NOT NULL,
    is_retryable boolean DEFAULT false NOT NULL,
    segment_count integer DEFAULT 1 NOT NULL,
    duration_s numeric(12,3),
    missing_count integer DEFAULT 0 NOT NULL,
    made_for text NOT NULL
);

COMMENT ON COLUMN data.recording.state IS 'That of the primary segment; kept by data.recording_refresh().';

COMMENT ON COLUMN data.recording.problem IS 'That of the primary segment.';

COMMENT ON COLUMN data.recording.is_playable IS 'One of its segments is.';

COMMENT ON COLUMN data.recording.is_retryable IS 'It can help to try to copy one of its segments again.';

COMMENT ON COLUMN data.recording.duration_s IS 'Seconds of audio on its timeline; if there is none, what Twilio reported.';

COMMENT ON COLUMN data.recording.missing_count IS 'How many of its segments have, or may have, audio that cannot be heard now.';

COMMENT ON COLUMN data.recording.made_for IS 'The RecordingSid of its first segment: its id leads to the recording that
   has this one.';

CREATE TABLE data.agent (
    id uuid DEFAULT data.uuid_v7() NOT NULL,
    organization_id uuid NOT NULL,
    name text NOT NULL,
    phone_number text,
    key text,
    CONSTRAINT agent_key_check CHECK (((key ~ '^[^[:cntrl:][:space:]/]{1,128}$'::text) AND (key <> ALL (ARRAY['.'::text, '..'::text]))))
);

COMMENT ON COLUMN data.agent.key IS 'What a dialer calls it; null: none did yet.';

CREATE TABLE data.api_token (
    id uuid DEFAULT data.uuid_v7() NOT NULL,
    organization_id uuid NOT NULL,
    name text NOT NULL,
    token_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT api_token_name_check CHECK ((name <> ''::text)),
    CONSTRAINT api_token_token_hash_check CHECK ((length(token_hash) = 32))
);

COMMENT ON COLUMN data.api_token.scopes IS 'What the program may do as one of: dialer, supervisor.';

CREATE TABLE data.app_user (
    id uuid DEFAULT data.uuid_v7() NOT NULL,
    organization_id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role data.user_role NOT NULL,
    agent_id uuid,
    password_hash text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT app_user_email_check CHECK ((email ~ '^[^@[:space:]]+@[^@[:space:]]+$'::text)),
    CONSTRAINT app_user_name_check CHECK ((name <> ''::text)),
    CONSTRAINT app_user_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text))
);

CREATE TABLE data.audit_event (
    id uuid DEFAULT data.uuid_v7() NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    organization_id uuid,
    actor text NOT NULL,
    action text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL
);

COMMENT ON COLUMN data.audit_event.organization_id IS 'Null: the operator''s act, on every organization.';

CREATE TABLE data.campaign (
    id uuid DEFAULT data.uuid_v7() NOT NULL,
    organization_id uuid NOT NULL,
    name text NOT NULL,
    key text,
    CONSTRAINT campaign_key_check CHECK (((key ~ '^[^[:cntrl:][:space:]/]{1,128}$'::text) AND (key <> ALL (ARRAY['.'::text, '..'::text]))))
);

COMMENT ON COLUMN data.campaign.key IS 'What a dialer calls it; null: none did yet.';

CREATE TABLE data.conference_call (
    conference_sid text NOT NULL,
    organization_id uuid NOT NULL,
    call_record_id uuid NOT NULL,
    is_twilios boolean DEFAULT true NOT NULL,
    keeps_recording boolean,
    CONSTRAINT conference_call_conference_sid_check CHECK ((conference_sid ~ '^CF[0-9a-fA-F]{32}$'::text)),
    CONSTRAINT conference_call_keeps_recording_check CHECK (keeps_recording)
);

COMMENT ON TABLE data.conference_call IS 'Which calls took part in a conference. As long as none is known, its
   ConferenceSid is the only leg of a call record of its own.';

COMMENT ON COLUMN data.conference_call.is_twilios IS 'Twilio has said so; false: the dialer alone has.';

COMMENT ON COLUMN data.conference_call.keeps_recording IS 'What is recorded of the conference belongs to this call.';

CREATE TABLE data.contact (
    id uuid DEFAULT data.uuid_v7() NOT NULL,
    organization_id uuid NOT NULL,
    name text NOT NULL,
    phone_number text,
    key text,
    CONSTRAINT contact_key_check CHECK (((key ~ '^[^[:cntrl:][:space:]/]{1,128}$'::text) AND (key <> ALL (ARRAY['.'::text, '..'::text]))))
);

COMMENT ON COLUMN data.contact.key IS 'What a dialer calls it; null: none did yet.';

CREATE TABLE data.coverage_change (
    organization_id uuid NOT NULL,
    day date NOT NULL,
    transaction_id xid8 DEFAULT pg_current_xact_id() NOT NULL
);

COMMENT ON TABLE data.coverage_change IS 'Days whose calls have changed since they were counted.';

CREATE TABLE data.coverage_day (
    organization_id uuid NOT NULL,
    day date NOT NULL,
    counted_at timestamp with time zone DEFAULT now() NOT NULL,
    holds_until timestamp with time zone DEFAULT 'infinity'::timestamp with time zone NOT NULL
);

COMMENT ON TABLE data.coverage_day IS 'Days of UTC whose calls are counted in coverage_part. The counts are right
   unless coverage_change names the day.';

COMMENT ON COLUMN data.coverage_day.holds_until IS 'From then on a call counts as something else, because of the time alone.';

CREATE TABLE data.coverage_part (
    organization_id uuid NOT NULL,
    day date NOT NULL,
    by text NOT NULL,
    at timestamp with time zone,
    id uuid,
    name text,
    fate text NOT NULL,
    calls integer NOT NULL,
    CONSTRAINT coverage_part_by_check CHECK ((by = ANY (ARRAY['day'::text, 'campaign'::text, 'agent'::text])))
);

COMMENT ON TABLE data.coverage_part IS 'How many answered calls of a day had which fate: by quarters of an hour (by is
   day, the quarter begins at), by campaigns and by agents.';

CREATE TABLE data.disposition (
    id uuid DEFAULT data.uuid_v7() NOT NULL,
    organization_id uuid NOT NULL,
    name text NOT NULL,
    key text,
    CONSTRAINT disposition_key_check CHECK (((key ~ '^[^[:cntrl:][:space:]/]{1,128}$'::text) AND (key <> ALL (ARRAY['.'::text, '..'::text]))))
);

COMMENT ON COLUMN data.disposition.key IS 'What a dialer calls it; null: none did yet.';

CREATE TABLE data.former_id (
    id uuid NOT NULL,
    current_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    made_for text
);

COMMENT ON COLUMN data.former_id.made_for IS 'As recording.made_for had it; null: it was a call record''s.';

CREATE TABLE data.log_in_failure (
    account bytea NOT NULL,
    network cidr NOT NULL,
    failures integer DEFAULT 1 NOT NULL,
    last_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT log_in_failure_account_check CHECK ((length(account) = 32))
);

COMMENT ON COLUMN data.log_in_failure.account IS 'SHA-256 of the address in small letters.';

CREATE TABLE data.media_removal (
    object_key text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE data.organization (
    id uuid DEFAULT data.uuid_v7() NOT NULL,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE data.phone_number (
    number text NOT NULL,
    account_sid text NOT NULL,
    is_default boolean,
    CONSTRAINT phone_number_is_default_check CHECK (is_default),
    CONSTRAINT phone_number_number_check CHECK ((number ~ '^\+[1-9][0-9]{6,14}$'::text))
);

COMMENT ON COLUMN data.phone_number.is_default IS 'True or null, never false: so that the unique index lets one be it.';

CREATE TABLE data.reconcile_asked (
    sid text NOT NULL,
    account_sid text NOT NULL,
    asked_at timestamp with time zone DEFAULT now() NOT NULL,
    missing integer DEFAULT 0 NOT NULL
);

COMMENT ON TABLE data.reconcile_asked IS 'When Twilio was last asked for a call or recording by its SID.';

COMMENT ON COLUMN data.reconcile_asked.missing IS 'How often it was not there.';

CREATE TABLE data.reconcile_run (
    id bigint NOT NULL,
    window_from timestamp with time zone NOT NULL,
    window_to timestamp with time zone NOT NULL,
    finished_at timestamp with time zone DEFAULT now() NOT NULL,
    created integer NOT NULL,
    updated integer NOT NULL,
    account_sid text NOT NULL
);

ALTER TABLE data.reconcile_run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME data.reconcile_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE data.session (
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT session_token_hash_check CHECK ((length(token_hash) = 32))
);

COMMENT ON COLUMN data.session.token_hash IS 'SHA-256 of the cookie''s value, which is stored nowhere.';

CREATE TABLE data.transcription_job (
    recording_id uuid NOT NULL,
    state data.transcription_state DEFAULT 'queued'::data.transcription_state NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE data.twilio_account (
    account_sid text NOT NULL,
    organization_id uuid NOT NULL,
    refused_since timestamp with time zone,
    CONSTRAINT twilio_account_account_sid_check CHECK ((account_sid ~ '^AC[0-9a-fA-F]{32}$'::text))
);

COMMENT ON TABLE data.twilio_account IS 'Which organization a webhook''s AccountSid is. Its secrets are in a file.';

COMMENT ON COLUMN data.twilio_account.refused_since IS 'Since when Twilio refuses our credentials; null: it does not, as far as we know.';

CREATE TABLE data.webhook_event (
    id bigint NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    endpoint text NOT NULL,
    outcome text NOT NULL,
    idempotency_token text,
    params jsonb NOT NULL,
    outgoing_call_id uuid,
    latency_us integer,
    reason text,
    unusable text[],
    CONSTRAINT webhook_event_check CHECK (((reason IS NOT NULL) = (outcome = 'refused'::text))),
    CONSTRAINT webhook_event_latency_us_check CHECK ((latency_us >= 0)),
    CONSTRAINT webhook_event_outcome_check CHECK ((outcome = ANY (ARRAY['created'::text, 'updated'::text, 'repeated'::text, 'ignored'::text, 'refused'::text])))
);

COMMENT ON TABLE data.webhook_event IS 'The journal: every request whose signature was right, as it came.';

COMMENT ON COLUMN data.webhook_event.latency_us IS 'Microseconds that the database took for it, up to the commit.';

COMMENT ON COLUMN data.webhook_event.reason IS 'The code of the answer, if the request was refused.';

COMMENT ON COLUMN data.webhook_event.unusable IS 'The fields whose values could not be used, and count as absent; null: none.';

ALTER TABLE data.webhook_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME data.webhook_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE data.webhook_rejection (
    minute timestamp with time zone NOT NULL,
    endpoint text NOT NULL,
    reason text NOT NULL,
    count bigint DEFAULT 1 NOT NULL,
    last_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE data.webhook_rejection_sample (
    endpoint text NOT NULL,
    reason text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    request jsonb NOT NULL
);

ALTER TABLE ONLY data.agent
    ADD CONSTRAINT agent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.api_token
    ADD CONSTRAINT api_token_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY data.app_user
    ADD CONSTRAINT app_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.audit_event
    ADD CONSTRAINT audit_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.call_leg
    ADD CONSTRAINT call_leg_pkey PRIMARY KEY (sid, organization_id);

ALTER TABLE ONLY data.call_record
    ADD CONSTRAINT call_record_organization_id_call_id_key UNIQUE (organization_id, call_id);

ALTER TABLE ONLY data.call_record
    ADD CONSTRAINT call_record_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.campaign
    ADD CONSTRAINT campaign_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.conference_call
    ADD CONSTRAINT conference_call_conference_sid_organization_id_keeps_record_key UNIQUE (conference_sid, organization_id, keeps_recording);

ALTER TABLE ONLY data.conference_call
    ADD CONSTRAINT conference_call_pkey PRIMARY KEY (conference_sid, organization_id, call_record_id);

ALTER TABLE ONLY data.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.coverage_change
    ADD CONSTRAINT coverage_change_pkey PRIMARY KEY (organization_id, day, transaction_id);

ALTER TABLE ONLY data.coverage_day
    ADD CONSTRAINT coverage_day_pkey PRIMARY KEY (organization_id, day);

ALTER TABLE ONLY data.disposition
    ADD CONSTRAINT disposition_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.former_id
    ADD CONSTRAINT former_id_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.log_in_failure
    ADD CONSTRAINT log_in_failure_pkey PRIMARY KEY (account, network);

ALTER TABLE ONLY data.media_job
    ADD CONSTRAINT media_job_pkey PRIMARY KEY (recording_sid, account_sid);

ALTER TABLE ONLY data.media_removal
    ADD CONSTRAINT media_removal_pkey PRIMARY KEY (object_key);

ALTER TABLE ONLY data.organization
    ADD CONSTRAINT organization_name_key UNIQUE (name);

ALTER TABLE ONLY data.organization
    ADD CONSTRAINT organization_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.outgoing_call
    ADD CONSTRAINT outgoing_call_organization_id_call_id_key UNIQUE (organization_id, call_id);

ALTER TABLE ONLY data.outgoing_call
    ADD CONSTRAINT outgoing_call_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.phone_number
    ADD CONSTRAINT phone_number_account_sid_is_default_key UNIQUE (account_sid, is_default);

ALTER TABLE ONLY data.phone_number
    ADD CONSTRAINT phone_number_pkey PRIMARY KEY (number, account_sid);

ALTER TABLE ONLY data.reconcile_asked
    ADD CONSTRAINT reconcile_asked_pkey PRIMARY KEY (sid, account_sid);

ALTER TABLE ONLY data.reconcile_run
    ADD CONSTRAINT reconcile_run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.recording
    ADD CONSTRAINT recording_call_record_id_key UNIQUE (call_record_id) DEFERRABLE;

ALTER TABLE ONLY data.recording
    ADD CONSTRAINT recording_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.recording_segment
    ADD CONSTRAINT recording_segment_pkey PRIMARY KEY (recording_sid, account_sid);

ALTER TABLE ONLY data.recording_segment
    ADD CONSTRAINT recording_segment_recording_id_is_primary_key UNIQUE (recording_id, is_primary);

ALTER TABLE ONLY data.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY data.transcription_job
    ADD CONSTRAINT transcription_job_pkey PRIMARY KEY (recording_id);

ALTER TABLE ONLY data.twilio_account
    ADD CONSTRAINT twilio_account_pkey PRIMARY KEY (account_sid);

ALTER TABLE ONLY data.webhook_event
    ADD CONSTRAINT webhook_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY data.webhook_rejection
    ADD CONSTRAINT webhook_rejection_pkey PRIMARY KEY (minute, endpoint, reason);

ALTER TABLE ONLY data.webhook_rejection_sample
    ADD CONSTRAINT webhook_rejection_sample_pkey PRIMARY KEY (endpoint, reason);

CREATE UNIQUE INDEX agent_key ON data.agent USING btree (organization_id, key) WHERE (key IS NOT NULL);

CREATE INDEX agent_name ON data.agent USING btree (organization_id, name, id);

CREATE INDEX agent_phone_number ON data.agent USING btree (organization_id, phone_number);

CREATE UNIQUE INDEX app_user_email ON data.app_user USING btree (lower(email));

CREATE INDEX audit_event_purge ON data.audit_event USING btree (at) WHERE (action ~~ 'purge %'::text);

CREATE INDEX call_leg_record ON data.call_leg USING btree (call_record_id);

CREATE INDEX call_record_agent ON data.call_record USING btree (agent_id) WHERE (agent_id IS NOT NULL);

CREATE INDEX call_record_campaign ON data.call_record USING btree (campaign_id) WHERE (campaign_id IS NOT NULL);

CREATE INDEX call_record_contact ON data.call_record USING btree (contact_id) WHERE (contact_id IS NOT NULL);

CREATE INDEX call_record_disposition ON data.call_record USING btree (disposition_id) WHERE (disposition_id IS NOT NULL);

CREATE INDEX call_record_listed ON data.call_record USING btree (organization_id, listed_at, id);

CREATE INDEX call_record_open ON data.call_record USING btree (organization_id, listed_at) WHERE is_open;

CREATE UNIQUE INDEX campaign_key ON data.campaign USING btree (organization_id, key) WHERE (key IS NOT NULL);

CREATE INDEX campaign_name ON data.campaign USING btree (organization_id, name, id);

CREATE INDEX conference_call_record ON data.conference_call USING btree (call_record_id);

CREATE UNIQUE INDEX contact_key ON data.contact USING btree (organization_id, key) WHERE (key IS NOT NULL);

CREATE INDEX contact_name ON data.contact USING btree (organization_id, name, id);

CREATE INDEX coverage_part_day ON data.coverage_part USING btree (organization_id, by, day);

CREATE UNIQUE INDEX disposition_key ON data.disposition USING btree (organization_id, key) WHERE (key IS NOT NULL);

CREATE INDEX disposition_name ON data.disposition USING btree (organization_id, name, id);

CREATE UNIQUE INDEX disposition_name_alone ON data.disposition USING btree (organization_id, name) WHERE (key IS NULL);

CREATE INDEX former_id_current ON data.former_id USING btree (current_id);

CREATE INDEX log_in_failure_last ON data.log_in_failure USING btree (last_at);

CREATE INDEX media_job_due ON data.media_job USING btree (run_at);

CREATE UNIQUE INDEX media_job_lease ON data.media_job USING btree (lease_id) WHERE (lease_id IS NOT NULL);

CREATE INDEX outgoing_call_placed_by ON data.outgoing_call USING btree (placed_by, created_at);

CREATE INDEX reconcile_run_account ON data.reconcile_run USING btree (account_sid, window_to);

CREATE INDEX recording_segment_conference ON data.recording_segment USING btree (conference_sid) WHERE (conference_sid IS NOT NULL);

CREATE INDEX recording_segment_open ON data.recording_segment USING btree (account_sid, created_at) WHERE is_open;

CREATE INDEX webhook_event_received ON data.webhook_event USING btree (received_at, id);

CREATE TRIGGER coverage_call AFTER INSERT OR DELETE OR UPDATE ON data.conference_call FOR EACH ROW EXECUTE FUNCTION data.coverage_part_changed();

CREATE TRIGGER coverage_change AFTER INSERT OR DELETE OR UPDATE ON data.recording FOR EACH ROW EXECUTE FUNCTION data.coverage_part_changed();

CREATE TRIGGER coverage_conference AFTER INSERT OR DELETE OR UPDATE ON data.conference_call FOR EACH ROW EXECUTE FUNCTION data.coverage_conference_changed();

CREATE TRIGGER coverage_delete AFTER DELETE ON data.call_leg FOR EACH ROW WHEN ((old.parent_sid IS NOT NULL)) EXECUTE FUNCTION data.coverage_part_changed();

CREATE TRIGGER coverage_delete AFTER DELETE ON data.call_record FOR EACH ROW WHEN ((old.listed_at < (now() - '12:00:00'::interval))) EXECUTE FUNCTION data.coverage_call_changed();

CREATE TRIGGER coverage_delete AFTER DELETE ON data.recording_segment FOR EACH ROW WHEN ((old.conference_sid IS NOT NULL)) EXECUTE FUNCTION data.coverage_conference_changed();

CREATE TRIGGER coverage_insert AFTER INSERT ON data.call_leg FOR EACH ROW WHEN ((new.parent_sid IS NOT NULL)) EXECUTE FUNCTION data.coverage_part_changed();

CREATE TRIGGER coverage_insert AFTER INSERT ON data.call_record FOR EACH ROW WHEN ((new.listed_at < (now() - '12:00:00'::interval))) EXECUTE FUNCTION data.coverage_call_changed();

CREATE TRIGGER coverage_insert AFTER INSERT ON data.recording_segment FOR EACH ROW WHEN ((new.conference_sid IS NOT NULL)) EXECUTE FUNCTION data.coverage_conference_changed();

CREATE TRIGGER coverage_update AFTER UPDATE ON data.call_leg FOR EACH ROW WHEN (((old.parent_sid IS NOT NULL) OR (new.parent_sid IS NOT NULL))) EXECUTE FUNCTION data.coverage_part_changed();

CREATE TRIGGER coverage_update AFTER UPDATE ON data.call_record FOR EACH ROW WHEN (((LEAST(old.listed_at, new.listed_at) < (now() - '12:00:00'::interval)) OR (new.conference_sid IS NOT NULL))) EXECUTE FUNCTION data.coverage_call_changed();

CREATE TRIGGER coverage_update AFTER UPDATE ON data.recording_segment FOR EACH ROW WHEN (((old.conference_sid IS NOT NULL) OR (new.conference_sid IS NOT NULL))) EXECUTE FUNCTION data.coverage_conference_changed();

CREATE TRIGGER outgoing_call_state BEFORE UPDATE OF state ON data.outgoing_call FOR EACH ROW WHEN ((old.state <> new.state)) EXECUTE FUNCTION data.state_change_check('placing>placed', 'placing>refused', 'placing>unknown', 'unknown>placed', 'unknown>placing', 'refused>placing');

CREATE TRIGGER recording_state BEFORE UPDATE OF state ON data.recording FOR EACH ROW WHEN (((old.state <> new.state) AND (new.segment_count >= old.segment_count))) EXECUTE FUNCTION data.state_change_check('in_progress>available', 'in_progress>absent', 'in_progress>failed', 'in_progress>deleted', 'in_progress>stored', 'available>stored', 'available>failed', 'available>in_progress', 'available>absent', 'available>deleted', 'failed>available', 'failed>in_progress', 'failed>stored', 'failed>absent', 'failed>deleted', 'absent>in_progress', 'absent>available', 'absent>failed', 'absent>stored', 'absent>deleted', 'stored>deleted', 'deleted>in_progress', 'deleted>available', 'deleted>stored', 'deleted>absent', 'deleted>failed');

CREATE TRIGGER segment_state BEFORE UPDATE OF state ON data.recording_segment FOR EACH ROW WHEN ((old.state <> new.state)) EXECUTE FUNCTION data.state_change_check('in_progress>available', 'in_progress>absent', 'in_progress>failed', 'in_progress>deleted', 'available>stored', 'available>failed', 'available>absent', 'available>deleted', 'failed>available', 'failed>absent', 'failed>deleted', 'absent>deleted', 'stored>deleted');

ALTER TABLE ONLY data.agent
    ADD CONSTRAINT agent_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.api_token
    ADD CONSTRAINT api_token_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.app_user
    ADD CONSTRAINT app_user_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES data.agent(id) ON DELETE SET NULL;

ALTER TABLE ONLY data.app_user
    ADD CONSTRAINT app_user_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.audit_event
    ADD CONSTRAINT audit_event_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.call_leg
    ADD CONSTRAINT call_leg_call_record_id_fkey FOREIGN KEY (call_record_id) REFERENCES data.call_record(id);

ALTER TABLE ONLY data.call_leg
    ADD CONSTRAINT call_leg_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.call_record
    ADD CONSTRAINT call_record_agent_id_fkey FOREIGN KEY (agent_id) REFERENCES data.agent(id) ON DELETE SET NULL;

ALTER TABLE ONLY data.call_record
    ADD CONSTRAINT call_record_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES data.campaign(id) ON DELETE SET NULL;

ALTER TABLE ONLY data.call_record
    ADD CONSTRAINT call_record_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES data.contact(id) ON DELETE SET NULL;

ALTER TABLE ONLY data.call_record
    ADD CONSTRAINT call_record_disposition_id_fkey FOREIGN KEY (disposition_id) REFERENCES data.disposition(id) ON DELETE SET NULL;

ALTER TABLE ONLY data.call_record
    ADD CONSTRAINT call_record_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.campaign
    ADD CONSTRAINT campaign_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.conference_call
    ADD CONSTRAINT conference_call_call_record_id_fkey FOREIGN KEY (call_record_id) REFERENCES data.call_record(id);

ALTER TABLE ONLY data.conference_call
    ADD CONSTRAINT conference_call_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.contact
    ADD CONSTRAINT contact_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.coverage_change
    ADD CONSTRAINT coverage_change_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.coverage_day
    ADD CONSTRAINT coverage_day_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.coverage_part
    ADD CONSTRAINT coverage_part_organization_id_day_fkey FOREIGN KEY (organization_id, day) REFERENCES data.coverage_day(organization_id, day);

ALTER TABLE ONLY data.disposition
    ADD CONSTRAINT disposition_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.media_job
    ADD CONSTRAINT media_job_recording_sid_account_sid_fkey FOREIGN KEY (recording_sid, account_sid) REFERENCES data.recording_segment(recording_sid, account_sid);

ALTER TABLE ONLY data.outgoing_call
    ADD CONSTRAINT outgoing_call_account_sid_fkey FOREIGN KEY (account_sid) REFERENCES data.twilio_account(account_sid);

ALTER TABLE ONLY data.outgoing_call
    ADD CONSTRAINT outgoing_call_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);

ALTER TABLE ONLY data.phone_number
    ADD CONSTRAINT phone_number_account_sid_fkey FOREIGN KEY (account_sid) REFERENCES data.twilio_account(account_sid);

ALTER TABLE ONLY data.reconcile_asked
    ADD CONSTRAINT reconcile_asked_account_sid_fkey FOREIGN KEY (account_sid) REFERENCES data.twilio_account(account_sid);

ALTER TABLE ONLY data.reconcile_run
    ADD CONSTRAINT reconcile_run_account_sid_fkey FOREIGN KEY (account_sid) REFERENCES data.twilio_account(account_sid);

ALTER TABLE ONLY data.recording
    ADD CONSTRAINT recording_call_record_id_fkey FOREIGN KEY (call_record_id) REFERENCES data.call_record(id);

ALTER TABLE ONLY data.recording_segment
    ADD CONSTRAINT recording_segment_account_sid_fkey FOREIGN KEY (account_sid) REFERENCES data.twilio_account(account_sid);

ALTER TABLE ONLY data.recording_segment
    ADD CONSTRAINT recording_segment_recording_id_fkey FOREIGN KEY (recording_id) REFERENCES data.recording(id);

ALTER TABLE ONLY data.session
    ADD CONSTRAINT session_user_id_fkey FOREIGN KEY (user_id) REFERENCES data.app_user(id) ON DELETE CASCADE;

ALTER TABLE ONLY data.transcription_job
    ADD CONSTRAINT transcription_job_recording_id_fkey FOREIGN KEY (recording_id) REFERENCES data.recording(id);

ALTER TABLE ONLY data.twilio_account
    ADD CONSTRAINT twilio_account_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES data.organization(id);
