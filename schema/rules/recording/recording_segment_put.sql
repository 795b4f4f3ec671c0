-- Writes a segment of a call that is locked, as new has it after an event
-- with params; old is all null where there was none. The first segment of
-- a call makes its recording, and is its primary one. Audio that Twilio
-- has now is to be copied; what it has no more is not.
create or replace function rules.recording_segment_put(
  call_record_id uuid, old data.recording_segment, new data.recording_segment,
  params jsonb)
returns void
language plpgsql set search_path = rules, data, pg_temp
as $$
declare
  re     text := params ->> 'RecordingSid';
  ac     text := params ->> 'AccountSid';
  rec_id uuid;
  first  boolean;
begin
  if old.recording_sid is not null then
    update recording_segment s
       set state = new.state, state_reason = new.state_reason, problem = new.problem, source = new.source,
           track = new.track, channels = new.channels, started_at = new.started_at,
           duration_reported_s = new.duration_reported_s,
           encryption = new.encryption, external_url = new.external_url,
           conference_sid = new.conference_sid
     where s.recording_sid = re and s.account_sid = ac
    returning s.recording_id into rec_id;
  else
    select r.id into rec_id from recording r
     where r.call_record_id = recording_segment_put.call_record_id;
    if rec_id is null then
      insert into recording (call_record_id, made_for, state, state_reason, is_playable, missing_count, duration_s)
      values (recording_segment_put.call_record_id, re, new.state, new.state_reason,
        segment_is_playable(new), segment_is_missing(new)::integer, new.duration_reported_s)
      returning id into rec_id;
      first := true;
    end if;
    insert into recording_segment (recording_sid, recording_id, account_sid,
      is_primary, state, state_reason, source, track, channels, started_at,
      duration_reported_s, encryption, external_url, conference_sid)
    values (re, rec_id, ac,
      first, new.state, new.state_reason, new.source, new.track, new.channels,
      new.started_at, new.duration_reported_s, new.encryption, new.external_url, new.conference_sid);
  end if;
  if first is null then
    perform recording_refresh(rec_id);
  end if;
  if new.state = 'available' and old.state is distinct from 'available' then
    perform media_job_add(re, ac);
  elsif new.state <> old.state then
    perform media_job_drop(re, ac);
  end if;
end
$$;
