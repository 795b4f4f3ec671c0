-- The one function through which webhooks enter: applies what one request
-- says, and keeps it in the journal. params is its form, as Twilio named
-- the fields; whoever calls has checked the signature and the SIDs.
-- Raises PT403 unknown_account: no organization has that AccountSid.
create or replace function data.webhook_receive(
  endpoint text, params jsonb, idempotency_token text)
returns void
language plpgsql set search_path = data, pg_temp
as $$
declare
  org     uuid;
  outcome text;
begin
  select organization_id into org from twilio_account
   where account_sid = params ->> 'AccountSid';
  if not found then
    raise sqlstate 'PT403' using message = 'unknown_account',
      detail = 'No organization has this AccountSid.';
  end if;

  outcome := case endpoint
    when 'recording-callback' then recording_event_apply(org, params)
    when 'status-callback' then call_event_apply(org, params)
  end;
  insert into webhook_event (endpoint, outcome, idempotency_token, params)
  values (endpoint, outcome, idempotency_token, params);
end
$$;
