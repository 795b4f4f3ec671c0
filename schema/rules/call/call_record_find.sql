-- What a reference says about which call it is, before anything is written.
-- names: all of its names, Twilio's and the dialer's. A recording that is the
-- conference's own does not say which calls are one: every call that it was
-- said to be of took part. A conference alone stands for the call that keeps
-- its recording; while nobody is known to have taken part, for a record of its
-- own, of which the ConferenceSid is the leg.
create or replace function rules.call_record_find(reference data.call_reference, names text[])
returns data.call_resolution
language plpgsql stable
as $$
declare
  call          call_resolution;
  audio_call_id uuid;
begin
  select k.segment, k.audio_call_id, k.leg, k.conferred or reference.conference_sid <> ''
    into call.segment, audio_call_id, call.leg, call.may_confer
    from call_look_up(reference.organization_id, reference.leg_sid, reference.account_sid,
                      reference.recording_sid) k;
  call.names := names;
  call.conferences := array[]::text[];
  call.conference_sid := coalesce((call.segment).conference_sid, nullif(reference.conference_sid, ''));
  if reference.is_of_conference and names <> '{}' then
    call.other_id := audio_call_id;
    audio_call_id := null;
  end if;
  if names = '{}' and audio_call_id is null then
    call.record_ids := conference_keeper(reference.organization_id, call.conference_sid);
  end if;
  if call.record_ids is null then
    call := call_record_match(reference, call, audio_call_id);
  end if;
  if call.conference_sid is not null then
    call := conference_match(reference, call, names <> '{}' or audio_call_id is not null);
  end if;
  call.id := call.record_ids[1];
  call.created := call.id is null;
  call.changed := coalesce(call.changed or call.joins or call.other_id is not null
    or cardinality(call.record_ids) > 1, false);
  return call;
end
$$;
