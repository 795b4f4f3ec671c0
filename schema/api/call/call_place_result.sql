-- Writes what Twilio answered when it was asked to place a call: the HTTP
-- status and the body. No status: no answer came, and reached says whether the
-- request may have reached Twilio. The state is then as
-- rules.outgoing_call_outcome() says.
-- Raises 40001 as rules.call_record_lock().
create or replace function api.call_place_result(id uuid, status integer, body text, reached boolean)
returns setof data.call_place_result_columns
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  resource  jsonb := json_or_null(body);
  call      outgoing_call;
  outcome   record;
  record_id uuid;
begin
  select * into strict call from outgoing_call o where o.id = call_place_result.id;
  select * into outcome from outgoing_call_outcome(status, resource, reached);
  if outcome.state = 'placed' then
    perform call_event_apply(call.organization_id,
      call_resource_params(resource || jsonb_build_object('account_sid', call.account_sid)),
      call.call_id, false);
  else
    perform call_names_lock(call.organization_id, call.call_id
      || conference_candidates(call.organization_id, array[call.call_id], null, null, null));
  end if;
  select l.call_record_id into record_id from call_leg l
   where l.sid = call.call_id and l.organization_id = call.organization_id;
  perform call_record_lock(record_id);
  -- A callback of the call may have been faster, and knows better.
  update outgoing_call o
     set state = outcome.state::outgoing_call_state, error = outcome.error
   where o.id = call_place_result.id and o.state = 'placing';
  if not found then
    outcome.state := 'placed';
  elsif outcome.state = 'refused' then
    update call_leg l set status = 'failed', ended_at = now()
     where l.sid = call.call_id and l.organization_id = call.organization_id;
    perform call_record_refresh(c) from call_record c where c.id = record_id;
  end if;
  return query
    select outcome.state, outcome.error, (c.shown).* from call_record_shown c where c.id = record_id;
end
$$;

grant execute on function api.call_place_result to omnivox_call_place;
