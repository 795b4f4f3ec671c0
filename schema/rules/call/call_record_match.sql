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
language plpgsql stable set search_path = rules, data, pg_temp
as $$
declare
  known      bigint; -- how many of the names are legs
  dialers_id uuid;   -- the record of the dialer's id
begin
  if call.names = '{}' and audio_call_id is null then
    -- A conference that nobody is known to have taken part in.
    call.names := array[call.conference_sid];
    reference.names := call.names;
  end if;
  -- Whoever takes part in a conference takes the record over that has the conference for a leg.
  select array_agg(distinct l.call_record_id)
           filter (where l.sid = any (reference.names || call.conference_sid)),
         count(*) filter (where l.sid = any (call.names)),
         (array_agg(l.call_record_id) filter (where l.sid = reference.dialer_id))[1]
    into call.record_ids, known, dialers_id
    from call_leg l
   where l.organization_id = reference.organization_id and l.sid = any (call.names || call.conference_sid);
  call.record_ids := array(
    select distinct i from unnest(call.record_ids || audio_call_id) i where i is not null order by 1);

  if dialers_id is not null and dialers_id <> all (call.record_ids) then
    call.taken := exists (select from unnest(reference.names) name where name like 'CA%')
      and exists (select from call_leg l where l.call_record_id = dialers_id and sid_is('CA', l.sid));
    if call.taken then
      call.names := reference.names;
      known := known - 1;
    else
      call.record_ids := array(select unnest(call.record_ids || dialers_id) order by 1);
    end if;
  end if;
  call.changed := known < cardinality(call.names);
  return call;
end
$$;
