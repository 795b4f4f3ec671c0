-- Returns the recording that a call shows which was in a conference: its
-- own, if that can be played (then conference_sid is null); else what was
-- recorded of the conference, which is a part of the recording of the call
-- that keeps it; else its own. Of several conferences the one that the call
-- names comes first. No row: there is no recording.
create or replace function rules.conference_recording(
  id uuid, out call_record_id uuid, out conference_sid text, out recording_sid text,
  out state data.recording_state, out state_reason text, out problem data.media_problem,
  out channels smallint, out is_playable boolean, out segment_count integer, out missing_count integer,
  out duration_s numeric)
returns setof record
language plpgsql stable strict rows 1
as $$
begin
  return query
    select w.call_record_id, w.conference_sid, p.recording_sid, p.state, p.state_reason, p.problem,
           p.channels, p.is_playable, p.segment_count, p.missing_count, p.duration_s
      from (select conference_recording.id as call_record_id, null as conference_sid, 1 as rank
            union all
            select k.call_record_id, k.conference_sid,
                   case when k.conference_sid = c.conference_sid then 2 else 3 end
              from conference_call mine
              join call_record c on c.id = mine.call_record_id
              join conference_call k
                on (k.conference_sid, k.organization_id) = (mine.conference_sid, mine.organization_id)
             where mine.call_record_id = conference_recording.id and k.keeps_recording
               and k.call_record_id <> mine.call_record_id) w
      join recording r on r.call_record_id = w.call_record_id
      cross join lateral recording_summary(r.id, w.conference_sid) p
     order by w.rank = 1 and p.is_playable desc, w.rank = 1, w.rank, w.conference_sid
     limit 1;
end
$$;
