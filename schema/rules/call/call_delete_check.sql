-- Raises an error if a call record, which is locked with these names and
-- conferences, may not be deleted: PT409 call_has_recording; call_is_at_twilio:
-- a leg of it is there, or may be; 40001: it has another name by now, or has
-- joined another conference.
create or replace function rules.call_delete_check(
  organization_id uuid, id uuid, names text[], conferences text[])
returns void
language plpgsql stable
as $$
begin
  if exists (select from call_leg l
              where l.call_record_id = call_delete_check.id and l.sid <> all (names)) then
    raise serialization_failure using message = 'a call was given another name meanwhile';
  elsif exists (select from recording r where r.call_record_id = call_delete_check.id) then
    raise sqlstate 'PT409' using message = 'call_has_recording',
      detail = 'The call has a recording: it is not deleted.';
  elsif exists (select from conference_call k
                 where k.call_record_id = call_delete_check.id and k.conference_sid <> all (conferences)) then
    raise serialization_failure using message = 'a call has joined a conference meanwhile';
  elsif exists (select from call_leg l
                 where l.call_record_id = call_delete_check.id and call_name_is_twilios(l.sid)
                   and (l.status is not null or l.direction is not null or l.started_at is not null))
     or exists (select from outgoing_call o
                 where o.organization_id = call_delete_check.organization_id and o.call_id = any (names)
                   and o.state <> 'refused') then
    raise sqlstate 'PT409' using message = 'call_is_at_twilio',
      detail = 'Twilio has this call, or may have it: it is not deleted.';
  end if;
end
$$;
