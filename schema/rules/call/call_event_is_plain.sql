-- Does an event of a call name one leg, and nothing else? Most do:
-- call_event_apply_plain() tries these first. call_id: as for
-- call_event_apply().
create or replace function rules.call_event_is_plain(params jsonb, call_id text)
returns boolean
language sql immutable
as $$
  select call_id is null and params ->> 'CallSid' <> '' and coalesce(params ->> 'ConferenceSid', '') = ''
     and coalesce(params ->> 'ParentCallSid', '') in ('', params ->> 'CallSid')
$$;
