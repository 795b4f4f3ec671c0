-- What a reference says about which call it is, before anything is written.
-- names: all of its names, Twilio's and the dialer's. A recording that is the
-- conference's own does not say which calls are one: every call that it was
-- said to be of took part. A conference alone stands for the call that keeps
-- its recording; while nobody is known to have taken part, for a record of its
-- own, of which the ConferenceSid is the leg.
create or replace function rules.call_record_find(reference data.call_reference, names text[])
returns data.call_resolution
language plpgsql stable set search_path = rules, data, pg_temp
as $$
declare
  org     uuid := reference.organization_id;
  call    call_resolution;
  is_told boolean; -- a name or the recording says which call it is
  audio   record;
begin
  call.names := names;
  select case when s.conference_sid is null then r.call_record_id end as call_id, s.conference_sid into audio
    from recording_segment s join recording r on r.id = s.recording_id
   where s.recording_sid = reference.recording_sid and s.account_sid = reference.account_sid;
  call.conference_sid := coalesce(audio.conference_sid, nullif(reference.conference_sid, ''));
  if reference.is_of_conference and names <> '{}' then
    call.other_id := audio.call_id;
    audio.call_id := null;
  end if;

  is_told := names <> '{}' or audio.call_id is not null;
  call.record_ids := case when not is_told then conference_keeper(org, call.conference_sid) end;
  if call.record_ids is null then
    call := call_record_match(reference, call, audio.call_id);
  end if;
  call.joins := call.conference_sid is not null and is_told
    and not conference_has(org, call.conference_sid, call.record_ids, coalesce(reference.is_dialers, false));
  if call.other_id is not null and (call.other_id = any (call.record_ids)
       or conference_has(org, call.conference_sid, array[call.other_id], false)) then
    call.other_id := null;
  end if;
  call.id := call.record_ids[1];
  call.created := call.record_ids = '{}';
  call.changed := coalesce(call.changed, false) or cardinality(call.record_ids) > 1
    or call.joins or call.other_id is not null;
  return call;
end
$$;
