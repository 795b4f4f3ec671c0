-- Looks the names of a reference up among the legs: which records they are
-- of, whether one of them is new (changed), and whether the dialer's id is
-- taken. audio_call_id: the call of the recording, or null.
--
-- What Twilio names together is one call. A dialer's id is not as good, as it
-- may be used again. It is taken if it names a call of Twilio's already, and
-- nothing says that the CallSids of the reference are legs of that call: then
-- it is left out.
create or replace function rules.call_record_match(
  reference data.call_reference, call data.call_resolution, audio_call_id uuid)
returns data.call_resolution
language plpgsql stable
as $$
declare
  legs record; -- what the legs of these names say
begin
  if call_is_of_one_leg(reference, call, audio_call_id) then
    call.changed := (call.leg).sid is null;
    call.record_ids := case when call.changed then '{}' else array[(call.leg).call_record_id] end;
    return call;
  end if;
  if call.names = '{}' and audio_call_id is null then
    -- A conference that nobody is known to have taken part in.
    call.names := array[call.conference_sid];
    reference.names := call.names;
  end if;
  select * into legs from call_legs_look_up(reference, call);
  call.may_confer := call.may_confer or legs.conferred or audio_call_id is not null;
  call.record_ids := array(
    select distinct i from unnest(legs.record_ids || audio_call_id) i where i is not null order by 1);
  if legs.dialers_id <> all (call.record_ids) then
    call.taken := exists (select from unnest(reference.names) name where name like 'CA%')
      and exists (select from call_leg l where l.call_record_id = legs.dialers_id and sid_is('CA', l.sid));
    if call.taken then
      call.names := reference.names;
      legs.known := legs.known - 1;
    else
      call.record_ids := array(select unnest(call.record_ids || legs.dialers_id) order by 1);
    end if;
  end if;
  call.changed := legs.known < cardinality(call.names);
  return call;
end
$$;
