-- Fills in status, numbers and times of a call: those of its parent leg,
-- root; what Twilio does not say, from the dialer's own leg. Two may follow
-- from others: when the call was answered, from how long it lasted; and how
-- long it lasted, from the dialer's times.
create or replace function rules.call_record_facts(
  call data.call_record, root data.call_leg, dialer data.call_leg, first_at timestamptz)
returns data.call_record
language plpgsql immutable
as $$
declare
  lasted_s bigint := floor(extract(epoch from dialer.ended_at - dialer.started_at))::bigint;
begin
  call.call_id := coalesce(dialer.sid, root.sid, call.call_id);
  call.direction := coalesce(root.direction, dialer.direction);
  call.status := coalesce(root.status, dialer.status);
  call.from_number := coalesce(root.from_number, dialer.from_number);
  call.to_number := coalesce(root.to_number, dialer.to_number);
  call.started_at := coalesce(first_at, dialer.started_at);
  call.answered_at := coalesce(root.answered_at, case when root.status = 'completed' then
    root.ended_at - make_interval(secs => root.duration_s) end);
  call.ended_at := coalesce(root.ended_at, dialer.ended_at);
  call.duration_s := coalesce(root.duration_s, dialer.duration_s,
    case when lasted_s between 0 and 99999999 then lasted_s::integer end);
  return call;
end
$$;
