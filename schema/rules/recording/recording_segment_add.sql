-- Adds a segment to the recording of a call that is locked; is_new: the call is
-- made now, and has none. The first segment makes the recording, and is its
-- primary one: then the result is null; else it is the recording, which is to
-- be refreshed.
create or replace function rules.recording_segment_add(
  call_record_id uuid, is_new boolean, new data.recording_segment)
returns uuid
language plpgsql
as $$
declare
  rec_id   uuid;
  is_first boolean;
begin
  if not is_new then
    select r.id into rec_id from recording r where r.call_record_id = recording_segment_add.call_record_id;
  end if;
  if rec_id is null then
    is_first := true;
    insert into recording (call_record_id, made_for, state, state_reason, is_playable, missing_count,
      duration_s)
    values (recording_segment_add.call_record_id, new.recording_sid, new.state, new.state_reason,
      segment_is_playable(new), segment_is_missing(new)::integer, new.duration_reported_s)
    returning id into rec_id;
  end if;
  insert into recording_segment (recording_sid, recording_id, account_sid,
    is_primary, state, state_reason, source, track, channels, started_at,
    duration_reported_s, encryption, external_url, conference_sid)
  values (new.recording_sid, rec_id, new.account_sid,
    is_first, new.state, new.state_reason, new.source, new.track, new.channels,
    new.started_at, new.duration_reported_s, new.encryption, new.external_url, new.conference_sid);
  return case when is_first then null else rec_id end;
end
$$;
