-- Tells whether a call of which no answer came was never placed. That is so
-- once a whole round of the reconciler, some minutes later, has seen what
-- Twilio lists of that time, unless it may be one of two alike: see
-- outgoing_call_match().
create or replace function rules.outgoing_call_is_lost(call data.outgoing_call)
returns boolean
language sql stable
as $$
  select call.state in ('placing', 'unknown')
    and exists (select from reconcile_run r
                 where r.account_sid = call.account_sid
                   and r.window_from <= call.created_at - interval '5 seconds'
                   and r.window_to >= call.created_at + interval '5 minutes')
    and not exists (select from outgoing_call o
                     where o.organization_id = call.organization_id and o.account_sid = call.account_sid
                       and o.id <> call.id and o.state in ('placing', 'unknown')
                       and o.agent_number = call.agent_number and o.from_number = call.from_number
                       and o.created_at between call.created_at - interval '65 seconds'
                                            and call.created_at + interval '65 seconds')
$$;
