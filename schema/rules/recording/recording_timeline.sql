-- The audio of a recording as one timeline, or of what of it is of one
-- conference (null: all of it): the segments that can be played, in the order
-- in which they were recorded, each from its second from_s on, for duration_s
-- seconds, at the second at_s of the timeline. gap_s: for how many seconds
-- before it nothing was recorded; of these the timeline has at most 60. What
-- was recorded twice is heard once: a segment begins where the one before
-- ends, and has no piece if that leaves nothing. Twilio's times have whole
-- seconds: less than a second is neither gap nor overlap. A segment whose time
-- is not known follows the others at once.
create or replace function rules.recording_timeline(
  recording_id uuid, conference_sid text, out recording_sid text, out state data.recording_state,
  out channels smallint, out object_key text, out at_s numeric, out from_s numeric,
  out duration_s numeric, out gap_s numeric)
returns setof record
language plpgsql stable rows 2
as $$
declare
  length_s   numeric;
  started_at timestamptz;
  first_at   timestamptz;
  began      numeric; -- seconds after the first one began, as is heard:
  heard      numeric := 0.0; -- what comes before it is on the timeline
begin
  at_s := 0.0;
  duration_s := 0.0;
  for recording_sid, state, channels, object_key, started_at, length_s in
    select p.recording_sid, p.state, p.channels, p.object_key, p.started_at,
           coalesce(segment_duration(p), 0.0)
      from recording_segment p
     where p.recording_id = recording_timeline.recording_id and segment_is_playable(p)
       and (recording_timeline.conference_sid is null or p.conference_sid = recording_timeline.conference_sid)
     order by p.started_at nulls last, p.channels desc nulls last, segment_duration(p) desc nulls last,
              p.recording_sid
  loop
    first_at := coalesce(first_at, started_at);
    began := coalesce(extract(epoch from started_at - first_at), heard);
    if abs(began - heard) <= 1.0 then
      began := heard;
    end if;
    from_s := greatest(heard - began, 0.0);
    continue when from_s > 0.0 and from_s + 1.0 >= length_s;
    gap_s := greatest(began - heard, 0.0);
    at_s := at_s + duration_s + least(gap_s, 60.0);
    duration_s := length_s - from_s;
    heard := began + length_s;
    return next;
  end loop;
end
$$;
