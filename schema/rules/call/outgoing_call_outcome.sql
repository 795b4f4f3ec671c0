-- What an answer of Twilio's makes of a call that it was asked to place:
-- placed; refused: there is no call, and it may be asked for again; or
-- unknown: the call may be on, which its callbacks or the reconciler will
-- tell. Parameters: as of api.call_place_result().
create or replace function rules.outgoing_call_outcome(
  status integer, resource jsonb, reached boolean, out state text, out error text)
language plpgsql immutable
as $$
begin
  if status between 200 and 299 and rules.sid_is('CA', resource ->> 'sid') then
    state := 'placed';
  elsif status between 400 and 499 or (status is null and not reached) then
    state := 'refused';
    error := coalesce(resource ->> 'message',
      case when status is null then 'Twilio could not be reached' else 'Twilio answered ' || status end);
  else
    state := 'unknown';
    error := 'Twilio did not say whether it placed the call';
  end if;
end
$$;
