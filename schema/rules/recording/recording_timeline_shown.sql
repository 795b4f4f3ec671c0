-- recording_timeline() as the API has it: n is the number of the piece.
create or replace function rules.recording_timeline_shown(recording_id uuid, conference_sid text)
returns table (n bigint, shown data.recording_timeline_columns)
language sql stable
as $$
  select t.ordinality,
         row(max(t.at_s + t.duration_s) over (), sum(t.duration_s) over (), t.recording_sid,
             t.at_s, t.from_s, t.duration_s, t.gap_s, t.state, t.channels,
             rules.recording_url(recording_id, 'stream', t.recording_sid),
             case when t.state = 'stored' then rules.recording_url(recording_id, 'peaks', t.recording_sid) end
         )::data.recording_timeline_columns
    from rules.recording_timeline(recording_id, conference_sid) with ordinality t
$$;
