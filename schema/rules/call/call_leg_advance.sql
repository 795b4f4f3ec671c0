-- The leg as it is after an event, or a Call resource, that says params.
-- Facts only advance, so that they may be heard of in any order and any
-- number of times: a fact that is known stays; of two times the earlier one
-- counts. A value that cannot be used counts as absent: see
-- webhook_unusable_fields().
-- Source: Twilio, "Call status callbacks"; CallDuration is in seconds.
create or replace function rules.call_leg_advance(old data.call_leg, params jsonb)
returns data.call_leg
language plpgsql stable set search_path = rules, data, pg_temp
as $$
declare
  new      call_leg := old;
  status   call_status := call_status_of(params ->> 'CallStatus');
  sequence integer := integer_or_null(params ->> 'SequenceNumber');
  -- A Call resource has times of its beginning and its end, an event one.
  resource boolean := params ? 'EndTime';
  at       timestamptz := time_or_null(params ->> 'Timestamp');
begin
  new.parent_sid := coalesce(old.parent_sid,
    nullif(nullif(params ->> 'ParentCallSid', ''), params ->> 'CallSid'));
  new.direction := coalesce(old.direction, call_direction_of(params ->> 'Direction'));
  new.from_number := coalesce(old.from_number, nullif(params ->> 'From', ''));
  new.to_number := coalesce(old.to_number, nullif(params ->> 'To', ''));
  new.started_at := least(old.started_at, at);
  new.answered_by := coalesce(old.answered_by, nullif(params ->> 'AnsweredBy', ''));
  new.sip_response_code := coalesce(old.sip_response_code, nullif(params ->> 'SipResponseCode', ''));

  if status = 'in-progress' and not resource then
    new.answered_at := least(old.answered_at, at);
  end if;
  if call_status_is_later(status, sequence, old.status, old.sequence_number) then
    new.status := status;
    new.sequence_number := coalesce(sequence, old.sequence_number);
  end if;
  if status >= 'completed' and status = new.status then
    new.ended_at := least(old.ended_at,
      case when resource then time_or_null(params ->> 'EndTime') else at end);
    new.duration_s := coalesce(old.duration_s, integer_or_null(params ->> 'CallDuration'));
  end if;
  return new;
end
$$;
