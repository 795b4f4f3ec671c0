-- Is the leg of a reference, known or not, all that says which call it is of?
-- Most events are of calls of one leg: then nothing more is looked up.
-- audio_call_id: the call of the recording, or null.
create or replace function rules.call_is_of_one_leg(
  reference data.call_reference, call data.call_resolution, audio_call_id uuid)
returns boolean
language sql immutable
as $$
  select call.names = array[reference.leg_sid] and call.conference_sid is null
     and (audio_call_id is null or audio_call_id = (call.leg).call_record_id)
$$;
