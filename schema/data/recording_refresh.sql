-- Choose the primary segment of a recording, and give the recording its
-- state. Audio that can be played comes before audio that cannot (yet);
-- then two channels before one, the longest, the earliest.
create or replace function data.recording_refresh(id uuid)
returns void
language plpgsql set search_path = data, pg_temp
as $$
declare
  best record;
begin
  select s.recording_sid, s.account_sid, s.state, s.state_reason, s.is_primary into best
    from recording_segment s
   where s.recording_id = recording_refresh.id
   order by array_position(
              array['stored', 'available', 'in_progress', 'failed', 'absent', 'deleted'],
              s.state::text),
            s.channels desc nulls last,
            coalesce(s.duration_measured_s, s.duration_reported_s) desc nulls last,
            s.started_at nulls last, s.recording_sid, s.account_sid
   limit 1;

  if best.is_primary is null then
    update recording_segment s set is_primary = null
     where s.recording_id = recording_refresh.id and s.is_primary;
    update recording_segment s set is_primary = true
     where s.recording_sid = best.recording_sid and s.account_sid = best.account_sid;
  end if;
  update recording r set state = best.state, state_reason = best.state_reason
   where r.id = recording_refresh.id
     and (r.state, r.state_reason) is distinct from (best.state, best.state_reason);
end
$$;
