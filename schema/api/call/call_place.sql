-- Takes the wish for a call: to the agent's phone first, then, once the
-- agent has answered, to the customer. Writes the wish; place says whether
-- the caller is to ask Twilio for the call now. A callId that was given
-- before is the same call: it is asked for again only if Twilio has refused
-- it, or has no such call as far as rules.outgoing_call_is_lost() knows;
-- until then is_unknown says that Twilio's answer did not come.
-- Dialers and administrators make agents, campaigns and so on by naming a
-- new key; others name existing ones only.
-- Raises PT401 as rules.principal(); PT403, PT400 as
-- rules.call_place_check() and rules.outgoing_call_wanted(); PT409, PT429
-- as rules.outgoing_call_check_same() and rules.outgoing_call_check();
-- 40001 as rules.call_record_lock(); and as rules.call_record_annotate().
create or replace function api.call_place(credential bytea, body jsonb)
returns setof data.call_place_columns
language plpgsql security definer set search_path = rules, data, pg_temp
as $$
declare
  who       principal := principal(credential);
  new       outgoing_call;
  old       outgoing_call;
  reference call_reference;
  call      call_resolution;
  outgoing  uuid;
  place     boolean;
begin
  perform call_place_check(who, body);
  if who.agent_id is not null and body #>> '{agent,key}' is null then
    body := jsonb_build_object('agentId', who.agent_id) || jsonb_strip_nulls(body);
  end if;
  new := outgoing_call_wanted(who, body);
  reference.organization_id := who.organization_id;
  reference.names := '{}';
  reference.dialer_id := new.call_id;
  call := call_record_resolve(reference, false);
  call := call_record_settle(reference, call);
  select * into old from outgoing_call o
   where o.organization_id = who.organization_id and o.call_id = new.call_id;
  perform outgoing_call_check_same(old, new, body ->> 'fromNumber');
  place := old.id is null or old.state = 'refused' or outgoing_call_is_lost(old);
  if place then
    perform outgoing_call_check(who, new, call.id, old.id is null);
    outgoing := outgoing_call_write(new);
    perform call_record_refresh(c) from call_record c where c.id = call.id;
    perform call_record_annotate(call.id, body, who.user_id is null or who.role = 'administrator');
  end if;
  return query
    select place, outgoing, new.account_sid, new.agent_number, new.from_number, new.customer_number,
           not place and old.state in ('placing', 'unknown'), (c.shown).*
      from call_record_shown c where c.id = call.id;
end
$$;

grant execute on function api.call_place to omnivox_call_place;
