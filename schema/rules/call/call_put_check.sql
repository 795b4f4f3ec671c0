-- Raises PT400 invalid_call_id, invalid_body: what a dialer says of a call
-- cannot be so, or not of a call of that name.
create or replace function rules.call_put_check(call_id text, body jsonb)
returns void
language plpgsql stable
as $$
begin
  perform call_id_check(call_id);
  if sid_is('CF', call_id) then
    raise sqlstate 'PT400' using message = 'invalid_call_id', detail =
      'A conference is not a call: give its ConferenceSid as the conferenceSid of each call that took part.';
  end if;
  perform json_check(body, jsonb '{"callSid": "CallSid", "conferenceSid": "ConferenceSid",
    "direction": "direction", "status": "status",
    "customerNumber": "phone", "fromNumber": "phone", "toNumber": "phone",
    "startedAt": "time", "endedAt": "time", "durationS": "seconds", "notes": "text"}' || directory_shape());
end
$$;
