-- Merges two call records, both locked, that turned out to be one call:
-- everything of the younger one, gone, becomes the older one's, kept;
-- gone's id goes on leading to it. names are the names that said so. The
-- audit has them, with the moved legs and what people said of either, so
-- that a wrong merge (a dialer named the wrong CallSid) can be found and
-- taken apart.
create or replace function rules.call_record_merge(kept uuid, gone uuid, names text[])
returns void
language plpgsql
as $$
declare
  older   call_record;
  younger call_record;
  merged  call_record;
  legs    text[];
begin
  with moved as (
    update call_leg l set call_record_id = kept where l.call_record_id = gone
    returning l.sid)
  select array_agg(m.sid order by m.sid) into legs from moved m;
  insert into conference_call (conference_sid, organization_id, call_record_id, is_twilios)
  select k.conference_sid, k.organization_id, kept, k.is_twilios
    from conference_call k where k.call_record_id = gone
  on conflict on constraint conference_call_pkey do update
    set is_twilios = conference_call.is_twilios or excluded.is_twilios;
  delete from conference_call k where k.call_record_id = gone;
  perform recording_merge(array(select r.id from recording r where r.call_record_id in (kept, gone)), kept);
  delete from call_record c where c.id = gone returning * into younger;
  select * into strict older from call_record c where c.id = kept;
  merged := call_record_annotations_merge(older, younger);
  merged.conference_sid := coalesce(younger.conference_sid, older.conference_sid);
  perform call_record_annotations_write(merged);
  update former_id f set current_id = kept where f.current_id = gone;
  insert into former_id (id, current_id) values (gone, kept);
  insert into audit_event (organization_id, actor, action, detail)
  values (younger.organization_id, session_user, 'merge', jsonb_build_object(
    'kept', kept, 'gone', gone, 'names', names, 'moved', legs,
    'said', jsonb_build_array(call_record_annotations(older), call_record_annotations(younger))));
end
$$;
