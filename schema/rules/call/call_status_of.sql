-- Returns Twilio's CallStatus, or null if we do not know it: Twilio adds
-- values without notice, and an event says more than its status.
create or replace function rules.call_status_of(status text)
returns data.call_status
language sql stable
as $$
  select case when status in ('queued', 'initiated', 'ringing', 'in-progress', 'completed', 'busy',
                              'no-answer', 'canceled', 'failed') then status::data.call_status end
$$;
