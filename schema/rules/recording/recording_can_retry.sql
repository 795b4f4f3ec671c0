-- Tells whether another try to copy a recording can help. While Twilio
-- refuses the account's credentials it cannot.
create or replace function rules.recording_can_retry(r data.recording)
returns boolean
language sql stable
as $$
  select r.is_retryable and not (r.problem is not distinct from 'credentials_refused' and exists (
    select from data.recording_segment s join data.twilio_account a using (account_sid)
     where s.recording_id = r.id and a.refused_since is not null))
$$;
