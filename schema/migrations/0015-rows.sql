-- Functions return rows of plain columns, and C writes the JSON: a function
-- that returned JSON returns the columns of one of these types. What is named
-- X_columns is what api.X() returns, or a part of that.

-- A call record as the API has it, in the order of its JSON: that is in
-- src/app/call_record.c. From recording_id on it is the recording that people
-- hear of it, and from keeper_id on the call to which that belongs.
create type data.call_record_columns as (
  id                uuid,
  call_id           text,
  direction         data.call_direction,
  status            data.call_status,
  customer_number   text,
  customer_kind     text,
  from_number       text,
  to_number         text,
  started_at        timestamptz,
  answered_at       timestamptz,
  ended_at          timestamptz,
  duration_s        integer,
  created_at        timestamptz,
  agent_id          uuid,
  agent_key         text,
  agent_name        text,
  campaign_id       uuid,
  campaign_key      text,
  campaign_name     text,
  contact_id        uuid,
  contact_key       text,
  contact_name      text,
  disposition_id    uuid,
  disposition_key   text,
  disposition_name  text,
  notes             text,
  conference_sid    text,
  recording_id      uuid,
  state             data.recording_state,
  state_reason      text,
  reason_code       text,
  is_playable       boolean,
  can_retry         boolean,
  audio_s           numeric,
  segment_count     integer,
  missing_count     integer,
  channels          smallint,
  stream_url        text,
  download_url      text,
  peaks_url         text,
  transcript_state  data.transcription_state,
  keeper_id         uuid,
  keeper_call_id    text,
  shared_sid        text);

-- A segment of a recording, in the order of its JSON: that, and what else
-- there is of a recording, is in cgi-bin/recording-metadata.c.
create type data.recording_segment_columns as (
  recording_sid        text,
  is_primary           boolean,
  state                data.recording_state,
  state_reason         text,
  reason_code          text,
  is_playable          boolean,
  source               text,
  track                text,
  channels             smallint,
  started_at           timestamptz,
  duration_reported_s  integer,
  duration_measured_s  numeric,
  byte_size            bigint,
  sha256               text,
  stored_at            timestamptz,
  is_encrypted         boolean,
  external_url         text,
  conference_sid       text,
  stream_url           text,
  download_url         text,
  peaks_url            text);

-- A piece of a recording's timeline, in the order of its JSON. timeline_s,
-- played_s: how long the whole timeline is, and the audio in it.
create type data.recording_timeline_columns as (
  timeline_s        numeric,
  played_s          numeric,
  piece_sid         text,
  at_s              numeric,
  from_s            numeric,
  piece_s           numeric,
  gap_s             numeric,
  piece_state       data.recording_state,
  piece_channels    smallint,
  piece_stream_url  text,
  piece_peaks_url   text);

-- What a function returns beside a call record comes before it: a column that
-- is added to the call record is then the last one of each.
create function pg_temp.columns_of(type regtype, prefix text) returns text
language sql
as $$
  select string_agg(format('%I %s', prefix || a.attname, a.atttypid::regtype), ', ' order by a.attnum)
    from pg_attribute a
   where a.attrelid = type::text::regclass and a.attnum > 0 and not a.attisdropped
$$;

do $$
declare
  call     text := pg_temp.columns_of('data.call_record_columns', 'record_');
  segment  text := pg_temp.columns_of('data.recording_segment_columns', 'segment_');
  timeline text := pg_temp.columns_of('data.recording_timeline_columns', '');
begin
  -- The first row is the page's: the rest of it is null. total is at most
  -- 1,000; is_exact: it is no more.
  execute format('create type data.call_records_columns as (
    next text, total integer, is_exact boolean, %s)', call);
  execute format('create type data.call_put_columns as (created boolean, %s)', call);
  execute format('create type data.call_place_columns as (
    place boolean, outgoing_call_id uuid, account_sid text, agent_number text, from_number text,
    customer_number text, is_unknown boolean, %s)', call);
  execute format('create type data.call_place_result_columns as (state text, error text, %s)', call);
  -- Row n has the n-th segment, and the n-th piece of the timeline, which may
  -- have fewer; the rest is the same in each row.
  execute format('create type data.recording_metadata_columns as (
    id uuid, call_record_id uuid, state data.recording_state, state_reason text, reason_code text,
    is_playable boolean, can_retry boolean, segment_count integer, missing_count integer,
    duration_reported_s integer, duration_measured_s numeric, channels smallint, source text,
    started_at timestamptz, stored_at timestamptz, media_type text, byte_size bigint, sha256 text,
    stream_url text, download_url text, peaks_url text, download_all_url text, %s, %s, %s)',
    timeline, segment, call);
end
$$;
drop function pg_temp.columns_of;

-- Functions whose results change.
drop function if exists api.call_get(bytea, text);
drop function if exists api.call_place(bytea, jsonb);
drop function if exists api.call_place_result(uuid, integer, text, boolean);
drop function if exists api.call_put(bytea, text, jsonb);
drop function if exists api.call_record(bytea, uuid);
drop function if exists api.call_records(bytea, text, text);
-- Of these two one is made of the other: schema/migrate drops only single ones.
drop view if exists rules.call_record_json, rules.call_record_audio;
