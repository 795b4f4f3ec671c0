-- The older of two call records with what people said of both: what they said
-- of the record of which they spoke last counts; what they said of the other
-- one only is kept, too.
create or replace function rules.call_record_annotations_merge(
  older data.call_record, younger data.call_record)
returns data.call_record
language plpgsql stable
as $$
declare
  younger_is_last constant boolean := coalesce(younger.said_at > coalesce(older.said_at, '-infinity'), false);
  last  constant jsonb := to_jsonb(case when younger_is_last then younger else older end);
  other constant jsonb := to_jsonb(case when younger_is_last then older else younger end);
  said  jsonb := jsonb '{}';
  kind  directory_kind;
begin
  foreach kind in array enum_range(null::directory_kind) loop
    said := said || (
      select jsonb_build_object(kind || '_id', s -> (kind || '_id'), kind || '_key', s -> (kind || '_key'),
                                kind || '_name', s -> (kind || '_name'))
        from (select case when last ->> (kind || '_name') is null then other else last end) source (s));
  end loop;
  older := jsonb_populate_record(older, said);
  older.notes := coalesce(last ->> 'notes', other ->> 'notes');
  older.said_at := coalesce(last ->> 'said_at', other ->> 'said_at')::timestamptz;
  return older;
end
$$;
