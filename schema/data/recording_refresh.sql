-- Choose the primary segment of a recording, and give the recording what
-- follows from its segments. Audio that can be played comes before audio
-- that cannot (yet); then two channels before one, the longest, the
-- earliest.
create or replace function data.recording_refresh(id uuid)
returns void
language plpgsql set search_path = data, pg_temp
as $$
declare
  best    record;
  audio_s numeric;
begin
  select s.*, segment_is_playable(s) as is_playable,
         coalesce(s.duration_measured_s, s.duration_reported_s) as length_s,
         count(*) over () as count, bool_or(segment_is_retryable(s)) over () as is_retryable
    into best
    from recording_segment s
   where s.recording_id = recording_refresh.id
   order by array_position(
              array['stored', 'available', 'in_progress', 'failed', 'absent', 'deleted'],
              s.state::text),
            is_playable desc, s.channels desc nulls last, length_s desc nulls last,
            s.started_at nulls last, s.recording_sid, s.account_sid
   limit 1;

  if best.is_primary is null then
    update recording_segment s set is_primary = null
     where s.recording_id = recording_refresh.id and s.is_primary;
    update recording_segment s set is_primary = true
     where s.recording_sid = best.recording_sid and s.account_sid = best.account_sid;
  end if;
  audio_s := best.length_s;
  if best.count > 1 and best.is_playable then
    select sum(t.duration_s) into audio_s from recording_timeline(id) t;
  end if;
  update recording r
     set state = best.state, state_reason = best.state_reason, problem = best.problem,
         is_playable = best.is_playable, is_retryable = best.is_retryable,
         segment_count = best.count, duration_s = audio_s
   where r.id = recording_refresh.id
     and (r.state, r.state_reason, r.problem, r.is_playable, r.is_retryable, r.segment_count, r.duration_s)
         is distinct from
         (best.state, best.state_reason, best.problem, best.is_playable, best.is_retryable,
          best.count::integer, audio_s);
end
$$;
