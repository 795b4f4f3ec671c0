-- Have every failed segment of a recording, or of all (null), copied again;
-- returns how many there are. Raises PT404 recording_not_found.
create or replace function api.media_job_again(recording_id uuid)
returns integer
language plpgsql security definer set search_path = data, pg_temp
as $$
declare
  one    uuid := current_id(recording_id);
  again  integer := 0;
  failed record;
begin
  if recording_id is not null and not exists (select from recording r where r.id = one) then
    raise sqlstate 'PT404' using message = 'recording_not_found',
      detail = 'There is no recording with this id.';
  end if;
  for failed in
    select distinct r.call_record_id, r.id
      from recording_segment s join recording r on r.id = s.recording_id
     where s.state = 'failed' and (one is null or r.id = one)
     order by r.call_record_id
  loop
    again := again + recording_again(failed.id);
  end loop;
  if again > 0 then
    insert into audit_event (organization_id, actor, action, detail)
    values ((select c.organization_id from recording r join call_record c on c.id = r.call_record_id
              where r.id = one),
            'recctl', 'retry', jsonb_build_object('recording', one, 'segments', again));
  end if;
  return again;
end
$$;
