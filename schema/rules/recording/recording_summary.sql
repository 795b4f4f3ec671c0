-- A recording as its segments make it, or what of it is of one conference
-- (null: all of it): its best segment, and what follows from all of them. No
-- row: there is no segment. Audio that can be played comes before audio that
-- cannot (yet); then two channels before one, the longest, the earliest.
create or replace function rules.recording_summary(
  recording_id uuid, conference_sid text, out recording_sid text, out account_sid text,
  out is_primary boolean, out state data.recording_state, out state_reason text,
  out problem data.media_problem, out channels smallint, out is_playable boolean,
  out is_retryable boolean, out segment_count integer, out missing_count integer, out duration_s numeric)
returns setof record
language plpgsql stable rows 1
as $$
begin
  for recording_sid, account_sid, is_primary, state, state_reason, problem, channels,
      is_playable, is_retryable, segment_count, missing_count, duration_s in
    select s.recording_sid, s.account_sid, s.is_primary, s.state, s.state_reason, s.problem, s.channels,
           segment_is_playable(s), bool_or(segment_is_retryable(s)) over (), (count(*) over ())::integer,
           (count(*) filter (where segment_is_missing(s)) over ())::integer, segment_duration(s)
      from recording_segment s
     where s.recording_id = recording_summary.recording_id
       and (recording_summary.conference_sid is null or s.conference_sid = recording_summary.conference_sid)
     order by array_position(
                array['stored', 'available', 'in_progress', 'failed', 'absent', 'deleted'],
                s.state::text),
              segment_is_playable(s) desc, s.channels desc nulls last, segment_duration(s) desc nulls last,
              s.started_at nulls last, s.recording_sid, s.account_sid
     limit 1
  loop
    if segment_count > 1 and is_playable then
      select sum(t.duration_s) into duration_s
        from recording_timeline(recording_summary.recording_id, recording_summary.conference_sid) t;
    end if;
    return next;
  end loop;
end
$$;
