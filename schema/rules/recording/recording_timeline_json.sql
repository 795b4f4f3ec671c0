-- recording_timeline() as the API has it; null: nothing can be played.
create or replace function rules.recording_timeline_json(recording_id uuid, conference_sid text)
returns json
language plpgsql stable
as $$
declare
  answer json;
begin
  select json_build_object(
           'durationS', max(t.at_s + t.duration_s), 'audioS', sum(t.duration_s),
           'pieces', json_agg(json_build_object(
             'recordingSid', t.recording_sid,
             'atS', t.at_s, 'fromS', t.from_s, 'durationS', t.duration_s, 'gapS', t.gap_s,
             'state', t.state, 'channels', t.channels,
             'streamUrl', recording_url(recording_id, 'stream', t.recording_sid),
             'peaksUrl', case when t.state = 'stored' then
               recording_url(recording_id, 'peaks', t.recording_sid) end) order by t.at_s))
    into answer
    from recording_timeline(recording_id, conference_sid) t
  having count(*) > 0;
  return answer;
end
$$;
