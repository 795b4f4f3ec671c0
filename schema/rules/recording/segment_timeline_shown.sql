-- recording_timeline_shown() of a recording of one segment, g: no more is on
-- it. No row: it cannot be played.
create or replace function rules.segment_timeline_shown(g data.recording_segment)
returns setof data.recording_timeline_columns
language sql stable
as $$
  select n.length_s, n.length_s, g.recording_sid, 0.0, 0.0, n.length_s, 0.0, g.state, g.channels,
         rules.recording_url(g.recording_id, 'stream', g.recording_sid),
         case when g.state = 'stored' then rules.recording_url(g.recording_id, 'peaks', g.recording_sid) end
    from (select coalesce(rules.segment_duration(g), 0.0) - 0.0) n (length_s)
   where rules.segment_is_playable(g)
$$;
