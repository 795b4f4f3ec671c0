-- Does an event about a recording name one call, and nothing else? Most do:
-- recording_event_apply_plain() tries these first. call_id: as for
-- recording_event_apply().
create or replace function rules.recording_event_is_plain(params jsonb, call_id text)
returns boolean
language sql immutable
as $$
  select call_id is null and params ->> 'CallSid' <> '' and coalesce(params ->> 'ConferenceSid', '') = ''
$$;
