-- Queues the segments of a recording that could not be copied for another
-- try now: those that we gave up, and those whose next try is yet to come.
-- Their problem stays written until they are copied. Returns how many there
-- are.
-- Raises 40001 as call_record_lock(), and if the recording was merged into
-- another, or became another call's, meanwhile.
create or replace function rules.recording_requeue(id uuid)
returns integer
language plpgsql
as $$
declare
  call  record;
  again recording_segment[];
begin
  select c.id, c.organization_id, array_agg(s.recording_sid) as sids into call
    from recording r
    join call_record c on c.id = r.call_record_id
    join recording_segment s on s.recording_id = r.id
   where r.id = recording_requeue.id
   group by c.id;
  perform call_names_lock(call.organization_id, call.sids);
  perform call_record_lock(call.id);
  if not exists (select from recording r
                  where r.id = recording_requeue.id and r.call_record_id = call.id) then
    raise serialization_failure using message = 'a recording became another call''s meanwhile';
  end if;

  again := array(select s from recording_segment s
                   left join media_job j using (recording_sid, account_sid)
                  where s.recording_id = recording_requeue.id and s.recording_sid = any (call.sids)
                    and s.problem is not null
                    and (s.state = 'failed'
                         or (s.state = 'available' and j.lease_id is null and j.run_at > now())));
  update recording_segment s set state = 'available'
    from unnest(again) a
   where s.recording_sid = a.recording_sid and s.account_sid = a.account_sid;
  perform media_job_add(a.recording_sid, a.account_sid) from unnest(again) a;
  update media_job j set run_at = now()
    from unnest(again) a
   where j.recording_sid = a.recording_sid and j.account_sid = a.account_sid;
  if again <> '{}' then
    perform recording_refresh(id);
  end if;
  return cardinality(again);
end
$$;
