-- Returns the object key whose '.peaks.json' is the waveform of a
-- recording, or of one of its segments (null: of the primary one).
-- Raises as rules.recording_audio(); PT409 recording_not_stored: the waveform
-- is made of our own copy.
create or replace function api.recording_peaks(credential bytea, id uuid, segment text)
returns text
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  audio record := recording_audio(credential, id, segment);
begin
  if audio.object_key is null then
    raise sqlstate 'PT409' using message = 'recording_not_stored',
      detail = 'The waveform is made when the audio has been copied.';
  end if;
  return audio.object_key;
end
$$;

grant execute on function api.recording_peaks to omnivox_recording_peaks;
