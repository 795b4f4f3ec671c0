-- Returns the fields of a webhook whose values cannot be used: they count
-- as absent, and the journal names them. Null: all can be used.
create or replace function rules.webhook_unusable_fields(params jsonb)
returns text[]
language plpgsql stable
as $$
declare
  unusable text[];
  field    text;
begin
  foreach field in array '{CallDuration,RecordingDuration,SequenceNumber}'::text[] loop
    if coalesce(params ->> field, '') <> '' and rules.integer_or_null(params ->> field) is null then
      unusable := unusable || field;
    end if;
  end loop;
  foreach field in array '{RecordingStartTime,Timestamp}'::text[] loop
    if coalesce(params ->> field, '') <> '' and rules.time_or_null(params ->> field) is null then
      unusable := unusable || field;
    end if;
  end loop;
  if coalesce(params ->> 'RecordingChannels', '') <> ''
     and rules.integer_or_null(params ->> 'RecordingChannels', 1, 2) is null then
    unusable := unusable || text 'RecordingChannels';
  end if;
  if coalesce(params ->> 'EncryptionDetails', '') <> ''
     and rules.json_or_null(params ->> 'EncryptionDetails') is null then
    unusable := unusable || text 'EncryptionDetails';
  end if;
  return unusable;
end
$$;
