-- Chooses the primary segment of a recording, and writes into the recording
-- what follows from its segments: see recording_summary().
create or replace function rules.recording_refresh(id uuid)
returns void
language plpgsql
as $$
declare
  best record;
begin
  select * into best from recording_summary(id, null);
  if best.is_primary is null then
    update recording_segment s set is_primary = null
     where s.recording_id = recording_refresh.id and s.is_primary;
    update recording_segment s set is_primary = true
     where s.recording_sid = best.recording_sid and s.account_sid = best.account_sid;
  end if;
  update recording r
     set state = best.state, state_reason = best.state_reason, problem = best.problem,
         is_playable = best.is_playable, is_retryable = best.is_retryable,
         segment_count = best.segment_count, missing_count = best.missing_count, duration_s = best.duration_s
   where r.id = recording_refresh.id
     and (r.state, r.state_reason, r.problem, r.is_playable, r.is_retryable, r.segment_count, r.missing_count,
          r.duration_s)
         is distinct from
         (best.state, best.state_reason, best.problem, best.is_playable, best.is_retryable,
          best.segment_count, best.missing_count, best.duration_s);
end
$$;
