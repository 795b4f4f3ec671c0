-- Tells whether another try to copy a recording can help. While Twilio
-- refuses the account's credentials it cannot.
create or replace function rules.recording_can_retry(r data.recording)
returns boolean
language sql stable
as $$
  select r.is_retryable
     and not (r.problem is not distinct from 'credentials_refused' and rules.recording_is_refused(r.id))
$$;
