-- Tells whether Twilio refuses the credentials of the account of one of a
-- recording's segments.
create or replace function rules.recording_is_refused(id uuid)
returns boolean
language plpgsql stable
as $$
begin
  return exists (
    select from data.recording_segment s join data.twilio_account a using (account_sid)
     where s.recording_id = recording_is_refused.id and a.refused_since is not null);
end
$$;
