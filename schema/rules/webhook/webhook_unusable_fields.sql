-- Returns the fields of a webhook whose values cannot be used: they count
-- as absent, and the journal names them. Null: all can be used.
create or replace function rules.webhook_unusable_fields(params jsonb)
returns text[]
language plpgsql stable set search_path = rules, data, pg_temp
as $$
begin
  return nullif(array_remove(array[
    case when params ->> 'CallDuration' <> ''
      and integer_or_null(params ->> 'CallDuration') is null then 'CallDuration' end,
    case when params ->> 'SequenceNumber' <> ''
      and integer_or_null(params ->> 'SequenceNumber') is null then 'SequenceNumber' end,
    case when params ->> 'Timestamp' <> ''
      and time_or_null(params ->> 'Timestamp') is null then 'Timestamp' end,
    case when params ->> 'RecordingChannels' <> ''
      and integer_or_null(params ->> 'RecordingChannels', 1, 2) is null then 'RecordingChannels' end,
    case when params ->> 'RecordingDuration' <> ''
      and integer_or_null(params ->> 'RecordingDuration') is null then 'RecordingDuration' end,
    case when params ->> 'RecordingStartTime' <> ''
      and time_or_null(params ->> 'RecordingStartTime') is null then 'RecordingStartTime' end,
    case when params ->> 'EncryptionDetails' <> ''
      and json_or_null(params ->> 'EncryptionDetails') is null then 'EncryptionDetails' end], null), '{}');
end
$$;
