-- Applies what one webhook request said, whether it comes now or again from
-- the journal. outgoing_call_id is the call that we placed, if the URL
-- named one. Returns the outcome.
-- Raises PT403 unknown_account: no organization has that AccountSid.
create or replace function rules.webhook_apply(endpoint text, params jsonb, outgoing_call_id uuid)
returns text
language plpgsql
as $$
declare
  org     uuid;
  call_id text;
  outcome text;
begin
  select organization_id into org from twilio_account
   where account_sid = params ->> 'AccountSid';
  if not found then
    raise sqlstate 'PT403' using message = 'unknown_account',
      detail = 'No organization has this AccountSid.';
  end if;
  if outgoing_call_id is not null then
    select o.call_id into call_id from outgoing_call o
     where o.id = outgoing_call_id and o.organization_id = org;
  end if;
  outcome := case endpoint
    when 'recording-callback' then recording_event_apply(org, params, call_id, false)
    when 'status-callback' then call_event_apply(org, params, call_id, false)
  end;
  -- Twilio has called back: so it has the call, whether or not its answer
  -- came.
  if call_id is not null and outcome <> 'ignored' then
    update outgoing_call o set state = 'placed', error = null
     where o.id = outgoing_call_id and o.state in ('placing', 'unknown');
  end if;
  return outcome;
end
$$;
