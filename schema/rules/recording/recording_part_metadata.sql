-- api.recording_metadata() of a recording of any number of segments, or of
-- what of it is of one conference (null: all of it). No row: there is none.
-- Stable, so that all of its statements see the same.
create or replace function rules.recording_part_metadata(id uuid, conference text)
returns setof data.recording_metadata_columns
language plpgsql stable
as $$
declare
  r    constant recording := (select x from recording x where x.id = recording_part_metadata.id);
  part recording := r;
  best recording_segment; -- of the part; null: the primary one
begin
  if conference is not null then
    select s.recording_sid, s.account_sid, s.state, s.state_reason, s.problem,
           s.is_playable, s.segment_count, s.missing_count
      into best.recording_sid, best.account_sid, part.state, part.state_reason, part.problem,
           part.is_playable, part.segment_count, part.missing_count
      from recording_summary(r.id, conference) s;
  end if;
  return query
    select (recording_shown(r, part, b, best.recording_sid)).*, (p.shown).*, (g.shown).*, (c.shown).*
      from (select s.*, row_number() over (order by s.started_at, s.recording_sid) as n
              from recording_segment_shown s
             where s.recording_id = r.id and (conference is null or s.conference_sid = conference)) g
      join recording_segment b on b.recording_id = r.id and case when conference is null then b.is_primary
        else (b.recording_sid, b.account_sid) = (best.recording_sid, best.account_sid) end
      left join recording_timeline_shown(r.id, conference) p using (n)
      cross join call_record_shown c
     where c.id = r.call_record_id
     order by g.started_at, g.recording_sid;
end
$$;
