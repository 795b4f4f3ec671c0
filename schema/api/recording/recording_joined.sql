-- Returns the whole timeline of a recording, piece by piece, to make one
-- file of it: silence_s of silence, then object_key from its second from_s
-- on, for duration_s. Each row has file_name and ascii_name, as of
-- recording_media().
-- Raises as rules.recording_authorize(); as rules.recording_audio() if nothing
-- can be played; PT409 recording_not_stored: not all of it is copied yet.
create or replace function api.recording_joined(
  credential bytea, id uuid, out file_name text, out ascii_name text,
  out object_key text, out silence_s numeric, out from_s numeric, out duration_s numeric)
returns setof record
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  r     recording := recording_authorize(credential, id);
  piece record;
  ended numeric := 0.0; -- where the timeline's piece before this one does
begin
  if not r.is_playable then
    perform recording_audio_check(r, null);
  end if;
  select recording_file_name(c.listed_at, c.customer_number, c.contact_name) into file_name
    from call_record c where c.id = r.call_record_id;
  ascii_name := file_name_to_ascii(file_name);
  for piece in select * from recording_timeline(r.id, null) loop
    if piece.state <> 'stored' then
      raise sqlstate 'PT409' using message = 'recording_not_stored', hint = '2',
        detail =
          'One file of all of it is made once all of it has been copied. Please try again in a moment.';
    end if;
    object_key := piece.object_key;
    silence_s := piece.at_s - ended;
    from_s := piece.from_s;
    duration_s := piece.duration_s;
    ended := piece.at_s + piece.duration_s;
    return next;
  end loop;
end
$$;

grant execute on function api.recording_joined to omnivox_recording_download;
